"""Reading dictionaries in the YAML of prh (github.com/prh/prh).

Meant as prh means them: what names no pattern is found in every width and case of its Latin letters,
``/…/flags`` is JavaScript, ``specs`` must hold, an import adds what the importing file does not have.
Beyond prh an entry may have ``severity``, ``field`` and ``platform``, spelled as in CSV.
"""

import difflib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from agent.listing import Platform, TextField
from agent.packs import limits
from agent.packs.bounded_yaml import (
    Items,
    Node,
    Scalar,
    Table,
    is_nothing,
    items_of,
    number_of,
    read as read_yaml,
    table_of,
    text_of,
    truth_of,
)
from agent.packs.columns import fields_of, platforms_of, severity_of
from agent.packs.entry import SEVERITY, Complaints, Entry, Spec
from agent.packs.files import PackFiles
from agent.packs.prh_patterns import source_of, spread
from agent.report import Severity
from agent.rules.ruleset import RuleError

_GROUP = re.compile(r"\$([1-9]\d?)")
_TOP = frozenset({"rules", "imports", "targets"})
_KEYS = ("expected", "pattern", "patterns", "regexpMustEmpty", "options", "specs", "prh")


@dataclass(slots=True)
class Dictionary:
    """What one file says, with what it imports."""

    entries: list[Entry] = field(default_factory=list)
    imported: set[PurePosixPath] = field(default_factory=set)


def is_prh(node: Node) -> bool:
    """Whether a YAML document looks like a dictionary of prh."""
    return isinstance(node, Table) and not _TOP.isdisjoint(node.entries)


def read(files: PackFiles, place: PurePosixPath, complaints: Complaints) -> Dictionary:
    """The dictionary at ``place`` of the pack."""
    reader = _Reader(files, complaints)
    entries = reader.file(place, (), with_imports=True)
    return Dictionary(entries, reader.imported)


class _Reader:
    def __init__(self, files: PackFiles, complaints: Complaints) -> None:
        self._files = files
        self._complaints = complaints
        self._imports = 0
        self.imported: set[PurePosixPath] = set()

    def file(
        self, place: PurePosixPath, importers: tuple[PurePosixPath, ...], *, with_imports: bool
    ) -> list[Entry]:
        path = self._files.path(place)
        try:
            top = _top(path, self._files.texts[place])
            rules = items_of(path, top["rules"], "rules") if "rules" in top else ()
        except RuleError as error:
            self._complaints.complain(error)
            return []
        entries = [entry for node in rules if (entry := self._rule(path, node)) is not None]
        if with_imports and "imports" in top and not is_nothing(top["imports"]):
            self._add_imports(place, top["imports"], (*importers, place), entries)
        return entries

    def _rule(self, path: Path, node: Node) -> Entry | None:
        try:
            return _entry(path, node, self._complaints)
        except RuleError as error:
            self._complaints.complain(error)
            return None

    def _add_imports(
        self, place: PurePosixPath, node: Node, importers: tuple[PurePosixPath, ...], entries: list[Entry]
    ) -> None:
        path = self._files.path(place)
        for item in node.items if isinstance(node, Items) else (node,):
            try:
                table = item.entries if isinstance(item, Table) else {"path": item}
                target = self._target(place, table, item.line, importers)
                deeper = not (
                    "disableImports" in table and truth_of(path, table["disableImports"], "disableImports")
                )
                ignored = _ignored(path, table.get("ignoreRules"))
            except RuleError as error:
                self._complaints.complain(error)
                continue
            known = {entry.replacement for entry in entries}
            more = self.file(target, importers, with_imports=deeper)
            entries += (
                entry for entry in more if entry.replacement not in known and not _names(entry) & ignored
            )

    def _target(
        self,
        place: PurePosixPath,
        table: Mapping[str, Node],
        line: int,
        importers: tuple[PurePosixPath, ...],
    ) -> PurePosixPath:
        path = self._files.path(place)
        if "path" not in table:
            raise RuleError(path, line, "imports: expected a path")
        said = text_of(path, table["path"], "imports")
        target = PurePosixPath(posixpath.normpath(place.parent / said))
        if target.is_absolute() or ".." in target.parts or "\\" in said or ":" in said:
            raise RuleError(path, line, f"imports: '{said}' leads out of the pack")
        if self._files.single:
            raise RuleError(path, line, "imports: name the directory (--rules DIR), not one file of it")
        if target not in self._files.texts:
            raise RuleError(path, line, f"imports: no file '{target}' in the pack")
        if target in importers:
            raise RuleError(path, line, f"imports: '{target}' imports this file itself")
        self._imports += 1
        if self._imports > limits.FILES:
            raise RuleError(path, line, f"imports: more than {limits.FILES}, expected fewer")
        self.imported.add(target)
        return target


def _top(path: Path, text: str) -> Mapping[str, Node]:
    top = table_of(path, read_yaml(path, text), "the file")
    version = top.get("version")
    if version is not None and number_of(path, version, "version") != 1:
        raise RuleError(path, version.line, "version: expected 1")
    return top


def _entry(path: Path, node: Node, complaints: Complaints) -> Entry:
    if isinstance(node, Scalar):
        return Entry(path, node.line, (), "prh", text_of(path, node, "a rule"))
    table = table_of(path, node, "a rule")
    if "expected" not in table:
        raise RuleError(path, node.line, "expected a rule with 'expected', the right form")
    _warn_of_typos(path, table, complaints)
    options = table_of(path, table["options"], "options") if _given(table, "options") else {}
    bounded = "wordBoundary" in options and truth_of(path, options["wordBoundary"], "wordBoundary")
    line = table["expected"].line
    severity: Severity = SEVERITY
    fields: tuple[TextField, ...] = ()
    platforms: tuple[Platform, ...] = ()
    try:
        severity = severity_of(_optional(path, table, "severity"))
        fields = fields_of(_optional(path, table, "field"))
        platforms = platforms_of(_optional(path, table, "platform"))
    except ValueError as error:  # to prh these keys mean nothing
        complaints.warn(path, line, f"{error}; left aside")
    return Entry(
        path,
        line,
        _patterns(path, table),
        "prh",
        text_of(path, table["expected"], "expected"),
        _optional(path, table, "prh"),
        severity,
        fields,
        platforms,
        bounded=bounded,
        must_be_empty=_must_be_empty(path, table),
        specs=_specs(path, table),
    )


def _warn_of_typos(path: Path, table: Mapping[str, Node], complaints: Complaints) -> None:
    for key in table.keys() - set(_KEYS):  # any other key is free for the authors' own notes
        near = difflib.get_close_matches(key, _KEYS, 1, 0.85)
        if near:
            complaints.warn(path, table[key].line, f"'{key}' says nothing to prh; is '{near[0]}' meant?")


def _given(table: Mapping[str, Node], key: str) -> bool:
    return key in table and not is_nothing(table[key])


def _optional(path: Path, table: Mapping[str, Node], key: str) -> str:
    return text_of(path, table[key], key) if _given(table, key) else ""


def _patterns(path: Path, table: Mapping[str, Node]) -> tuple[str, ...]:
    key = next((key for key in ("pattern", "patterns") if _given(table, key)), None)
    if key is None:
        return ()
    node = table[key]
    texts = tuple(text_of(path, item, key) for item in (node.items if isinstance(node, Items) else (node,)))
    if not texts or "" in texts:
        raise RuleError(path, node.line, f"{key}: expected a pattern that is not empty")
    return texts


def _must_be_empty(path: Path, table: Mapping[str, Node]) -> int | None:
    if not _given(table, "regexpMustEmpty"):
        return None
    node = table["regexpMustEmpty"]
    match = _GROUP.fullmatch(text_of(path, node, "regexpMustEmpty"))
    if match is None:
        raise RuleError(path, node.line, "regexpMustEmpty: expected the number of a group, such as $1")
    return int(match[1])


def _specs(path: Path, table: Mapping[str, Node]) -> tuple[Spec, ...]:
    specs: list[Spec] = []
    for node in items_of(path, table["specs"], "specs") if "specs" in table else ():
        spec = table_of(path, node, "specs")
        if not _given(spec, "from") or not _given(spec, "to"):
            raise RuleError(path, node.line, "specs: expected 'from' and 'to'")
        specs.append(Spec(text_of(path, spec["from"], "from"), text_of(path, spec["to"], "to")))
    return tuple(specs)


def _ignored(path: Path, node: Node | None) -> set[tuple[str, str]]:
    ignored: set[tuple[str, str]] = set()
    for item in items_of(path, node, "ignoreRules") if node is not None else ():
        table = item.entries if isinstance(item, Table) else {"pattern": item}
        ignored |= {(key, text_of(path, value, key)) for key, value in table.items()}
    return ignored


def _names(entry: Entry) -> set[tuple[str, str]]:
    """How ``ignoreRules`` may name an entry: by its right form, or as prh prints its expression."""
    sources = [source_of(find)[0] for find in entry.finds] or [spread(entry.replacement or "")]
    joined = sources[0] if len(sources) == 1 and len(entry.finds) < 2 else f"(?:{'|'.join(sources)})"  # noqa: PLR2004
    flags = "gimu" if any("i" in source_of(find)[1] for find in entry.finds) else "gmu"
    patterns = {*entry.finds, f"/{joined}/{flags}"}
    return {("expected", entry.replacement or ""), *(("pattern", pattern) for pattern in patterns)}
