"""Writing dictionaries in the YAML of prh."""

from collections.abc import Sequence
from typing import Any

import yaml

from agent.packs.entry import SEVERITY, Entry
from agent.packs.prh_patterns import spread
from agent.text.fold import fold


def write(entries: Sequence[Entry]) -> tuple[str, list[Entry]]:
    """The entries as a dictionary of prh, and those that it cannot say: prh always needs a right form."""
    said = [entry for entry in entries if entry.replacement is not None]
    document = {"version": 1, "rules": [_written(entry) for entry in said]}
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000)
    return text, [entry for entry in entries if entry.replacement is None]


def _written(entry: Entry) -> dict[str, Any]:
    finds, bounded = list(entry.finds), entry.bounded
    if entry.syntax == "word":
        finds, bounded = _as_patterns(entry)
    rule: dict[str, Any] = {"expected": entry.replacement}
    if finds:
        rule |= {"pattern": finds[0]} if len(finds) == 1 else {"patterns": finds}
    if entry.must_be_empty is not None:
        rule["regexpMustEmpty"] = f"${entry.must_be_empty}"
    if bounded:
        rule["options"] = {"wordBoundary": True}
    if entry.specs:
        rule["specs"] = [{"from": spec.given, "to": spec.made} for spec in entry.specs]
    rule |= {"prh": entry.message} if entry.message else {}
    rule |= {"severity": entry.severity} if entry.severity != SEVERITY else {}
    rule |= {"field": ";".join(entry.fields)} if entry.fields else {}
    return rule | ({"platform": ";".join(entry.platforms)} if entry.platforms else {})


def _as_patterns(entry: Entry) -> tuple[list[str], bool]:
    """Words, which match in any width and case and only at the edges of Latin words, as patterns."""
    if len(entry.finds) == 1 and fold(entry.finds[0]).text == fold(entry.replacement or "").text:
        finds = []
    else:
        words = [fold(find).text for find in entry.finds]
        spelled = [spread(word) for word in words]
        literal = [word for word, pattern in zip(words, spelled, strict=True) if word == pattern]
        finds = literal if len(literal) == len(words) else [f"/{pattern}/" for pattern in spelled]
    edges = {char for word in entry.finds for char in (word[0], word[-1])}
    return finds, all(char.isascii() and char.isalnum() for char in edges)
