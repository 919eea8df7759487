"""From one format of dictionary to another: what the target cannot say is named, never dropped in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.listing import TEXT_FIELDS, TextField
from agent.packs import prh_writing, table
from agent.packs.entry import Complaints, Entry
from agent.packs.files import YAML
from agent.packs.loading import Pack, readable
from agent.rules.rule import Rule
from agent.rules.ruleset import RuleError

_UNSAID = {True: "an expression, CSV holds words only", False: "no replacement, prh needs one"}
_WORD_PARAMETERS: Mapping[str, frozenset[str]] = {
    "existence": frozenset({"terms", "replacement", "boundary", "fold"}),
    "substitution": frozenset({"swap", "boundary", "fold"}),
}
"""Rule files that say no more than a dictionary can."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A dictionary in its new format."""

    content: bytes
    written: int
    """Entries in it."""
    left_out: tuple[str, ...]
    """One line for each thing that is not."""


def convert(origin: Path, target: Path, encoding: table.Encoding) -> Converted:
    """The pack at ``origin`` in the format that the name of ``target`` asks for. Raises ``RuleError``."""
    suffix = target.suffix.lower()
    if suffix != ".csv" and suffix not in YAML:
        raise RuleError(target, 1, "expected a name that ends in .csv, or in .yml for a dictionary of prh")
    complaints = Complaints()
    pack = readable(origin, complaints)
    if pack is None:
        raise complaints.errors[0]
    refused = {(error.path, error.line) for error in complaints.errors}
    entries = [entry for entry in _entries(pack) if (entry.path, entry.line) not in refused]
    entries.sort(key=lambda entry: (str(entry.path), entry.line))
    if suffix == ".csv":
        content, unsaid = _table(entries, target, encoding)
    else:
        text, unsaid = prh_writing.write(entries)
        content = text.encode()
    left_out = [
        *map(str, complaints.errors),
        *_unsaid_rules(pack),
        *(f"{entry.path}:{entry.line}: {_UNSAID[suffix == '.csv']}" for entry in unsaid),
    ]
    return Converted(content, len(entries) - len(unsaid), tuple(left_out))


def _table(entries: list[Entry], target: Path, encoding: table.Encoding) -> tuple[bytes, list[Entry]]:
    try:
        return table.write(entries, encoding)
    except UnicodeEncodeError as error:
        lacking = error.object[error.start]
        expected = f"{encoding} has no character '{lacking}', expected --encoding utf-8"
        raise RuleError(target, 1, expected) from error


def _entries(pack: Pack) -> Iterator[Entry]:
    for _, entries in pack.dictionaries:
        yield from entries
    for bound in pack.ruleset.rules:
        if _is_list_of_words(bound.rule):
            yield from _words_of(bound.rule, _path(pack, bound.rule))


def _unsaid_rules(pack: Pack) -> Iterator[str]:
    for path in pack.vale:
        yield f"{path}:1: a rule of Vale is more than a list of words"
    for bound in pack.ruleset.rules:
        if bound.rule.check != "dictionary" and not _is_list_of_words(bound.rule):
            path = _path(pack, bound.rule)
            yield f"{path}:1: a rule of check '{bound.rule.check}' with these parameters is more than that"


def _is_list_of_words(rule: Rule) -> bool:
    return rule.params.keys() <= _WORD_PARAMETERS.get(rule.check, frozenset())


def _words_of(rule: Rule, path: Path) -> Iterator[Entry]:
    terms = rule.params.get("terms", ())
    pairs = [
        *rule.params.get("swap", {}).items(),
        *((term, rule.params.get("replacement")) for term in terms),
    ]
    fields: tuple[TextField, ...] = tuple(field for field in TEXT_FIELDS if field in rule.fields)
    for word, right in pairs:
        yield Entry(
            path,
            1,
            (word,),
            "word",
            right,
            severity=rule.severity,
            fields=fields,
            platforms=rule.applies.platforms,
        )


def _path(pack: Pack, rule: Rule) -> Path:
    return pack.origin / (rule.id.partition("/")[2] + ".toml")
