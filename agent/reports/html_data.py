"""What the HTML report's script reads: the findings with every text once, as JSON in the page."""

import base64
import json
from collections.abc import Sequence
from typing import Any, get_args

from agent.listing import SCREEN_FIELDS
from agent.naming import field_name, severity_name
from agent.picture import Region
from agent.report import Severity
from agent.reports.run import LOCALES, AuditedTarget, Run, Screenshot
from agent.reports.verdict import Row, rows
from agent.reports.words import texts
from agent.rules.rule import Words
from agent.wire import Annotation

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
Node = dict[str, Any]
COLUMNS = (
    "rule",
    "target",
    "place",
    "kind",
    "state",
    "expired",
    "field",
    "index",
    "quote",
    "message",
    "reason",
    "fix",
    "token",
    "picture",
    "region",
    "areas",
)
"""A finding is a list of these: names at each of ten thousand would be half of the page."""


class _Strings:
    """A table of texts; the same text is there once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._places: dict[str, int] = {}

    def add(self, value: str) -> int:
        """The place of ``value``."""
        if value not in self._places:
            self._places[value] = len(self.texts)
            self.texts.append(value)
        return self._places[value]


def embedded(data: Node) -> str:
    """``data`` as JSON that can stand in a ``script`` element: nothing in it ends that or opens another."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return content.translate(_UNSAFE)


def data_of(run: Run) -> Node:
    """The findings, rules and targets of ``run``; regions are [x, y, width, height]."""
    strings = _Strings()
    rules: list[Node] = []
    rule_places: dict[str, int] = {}
    pictures: Node = {}
    targets = [_target(target) for target in run.targets]
    target_places = {target.label: place for place, target in enumerate(run.targets)}
    findings: list[list[object]] = []
    for row in rows(run):
        rule_id = row.marked.finding.rule
        if rule_id not in rule_places:
            rule_places[rule_id] = len(rules)
            rules.append(_rule(row, strings))
        finding = _finding(row, strings)
        finding["rule"] = rule_places[rule_id]
        finding["target"] = target_places[row.target.label]
        finding["picture"] = _show_picture(row, pictures)
        findings.append([finding[name] for name in COLUMNS])
    return {
        "locales": LOCALES,
        "texts": {key: _triple(words) for key, words in texts().items()},
        "fields": {field or "": _triple(field_name(field)) for field in (None, *SCREEN_FIELDS)},
        "badges": {name: _triple(severity_name(name)) for name in get_args(Severity)},
        "rules": rules,
        "targets": targets,
        "columns": COLUMNS,
        "findings": findings,
        "pictures": pictures,
        "waived": [one for target in run.targets for one in _waived(target, target_places)],
        "gone": _gone(run, target_places),
        "strings": strings.texts,
    }


def _triple(words: Words) -> list[str]:
    return [str(getattr(words, locale)) for locale in LOCALES]


def _spoken(row: Row) -> list[Annotation]:
    return [row.words(locale) for locale in LOCALES]


def _places(values: Sequence[str | None], strings: _Strings) -> list[int] | None:
    return None if values[0] is None else [strings.add(value or "") for value in values]


def _rule(row: Row, strings: _Strings) -> Node:
    spoken = _spoken(row)
    return {
        "id": spoken[0].rule,
        "title": _places([words.title for words in spoken], strings),
        "help": _places([words.help for words in spoken], strings),
        "sources": [
            {
                "title": source.title,
                # Whatever is not a plain address is shown as text.
                "url": source.url if (source.url or "").startswith("https://") else None,
                "seen": source.seen,
            }
            for source in spoken[0].sources
        ],
    }


def _finding(row: Row, strings: _Strings) -> Node:
    spoken = _spoken(row)
    words = spoken[0]
    kinds = {"violation": words.severity, "incomplete": "incomplete", "error": "failed"}
    where = words.target
    return {
        "place": row.place,
        "kind": kinds[words.outcome],
        "state": row.state,
        "expired": _places([row.note(locale) or None for locale in LOCALES], strings),
        "field": where.field,
        "index": where.index,
        "quote": None if where.quote is None else strings.add(where.quote),
        "message": _places([one.message for one in spoken], strings),
        "reason": _places([one.reason for one in spoken], strings),
        "fix": _places([one.fix.label if one.fix else None for one in spoken], strings),
        "token": row.token,
        "region": None if where.region is None else _region(where.region),
        "areas": [_region(area) for area in where.areas],
    }


def _region(region: Region) -> list[float]:
    return [round(value, 5) for value in (region.x, region.y, region.width, region.height)]


def _target(target: AuditedTarget) -> Node:
    shots = [shot for shot in map(_shot, target.screenshots) if shot is not None]
    return {"label": target.label, "line": target.line, "shots": shots}


def _shot(shot: Screenshot) -> Node | None:
    source = _source(shot.image)
    if source is None:
        return None
    marks = [[mark.finding, _region(mark.region)] for mark in shot.marks]
    size = {"width": shot.width, "height": shot.height}
    return {"source": source, **size, "marks": marks, "caption": shot.caption}


def _show_picture(row: Row, pictures: Node) -> str | None:
    """The digest of the picture that the finding points into, which is put among ``pictures``."""
    where, listing = row.marked.finding.target, row.target.listing
    if where.field != "images" or where.region is None or where.index is None or listing is None:
        return None
    images = listing.images or ()
    digest = images[where.index].digest if where.index < len(images) else None
    content, facts = row.target.pictures.get(digest or ""), row.target.facts.get(digest or "")
    if digest is None or content is None or facts is None or not facts.width or not facts.height:
        return None
    source = _source(content)
    if source is None:
        return None
    pictures.setdefault(digest, {"source": source, "width": facts.width, "height": facts.height})
    return digest


def _source(content: bytes) -> str | None:
    """The picture as an address; ``None`` for bytes that are none of the kinds that cannot hold a script."""
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    kind = next((kind for start, kind in _KINDS if content.startswith(start)), "image/webp" if webp else None)
    return None if kind is None else f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _waived(target: AuditedTarget, places: dict[str, int]) -> list[Node]:
    return [
        {
            "target": places[target.label],
            "rule": one.rule,
            "field": one.field,
            "quote": one.quote,
            "reason": one.reason,
            "author": one.author,
            "until": None if one.until is None else str(one.until),
            "token": one.fingerprint,
        }
        for one in target.waived
    ]


def _gone(run: Run, places: dict[str, int]) -> list[Node]:
    gone = run.comparison.gone if run.comparison else {}
    return [
        {
            "target": places[label],
            "rule": one.rule,
            "field": one.field,
            "quote": one.quote,
            "token": one.fingerprint,
        }
        for label, entries in gone.items()
        if label in places
        for one in entries
    ]
