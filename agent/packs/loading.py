"""Loading packs: files read, rules made, bound, proved and put beside those of the catalogue."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from agent.bound import BoundRule, RuleSet
from agent.catalogue import bind, prove
from agent.packs import bounded_yaml, limits, lint, prh, table, vale
from agent.packs.checks import PACK_CHECKS
from agent.packs.dictionary import Dictionary
from agent.packs.entry import Complaints, Entry, check_sizes
from agent.packs.files import NAME_EXPECTED, YAML, PackFiles, read_files, slug
from agent.packs.made_rules import rule_of_vale, rules_of
from agent.packs.rule_files import read_rules
from agent.rules.rule import Source
from agent.rules.ruleset import RULES_DIR, RuleError

PRH_MAIN = PurePosixPath("prh.yml")
"""Where this file is, it alone says which other dictionaries of prh count, as in prh itself."""


@dataclass(frozen=True)
class Pack:
    """A pack that is ready."""

    name: str
    origin: Path
    ruleset: RuleSet
    dictionaries: tuple[tuple[Dictionary, tuple[Entry, ...]], ...]
    vale: tuple[Path, ...]
    """Files that hold rules of Vale."""

    @property
    def entries(self) -> int:
        """Of all its dictionaries."""
        return sum(len(entries) for _, entries in self.dictionaries)

    @property
    def specs(self) -> int:
        """Examples that came with the entries; all were run and hold."""
        return sum(len(entry.specs) for _, entries in self.dictionaries for entry in entries)


def load(origin: Path) -> Pack:
    """The pack at ``origin``. Raises ``RuleError`` for the first thing that is wrong with it."""
    complaints = Complaints()
    pack = examine(origin, complaints)
    if pack is not None:
        return pack
    first = complaints.errors[0]
    more = f" ({len(complaints.errors) - 1} more; `tenken packs check` lists them)"
    raise RuleError(first.path, first.line, first.expected + (more if len(complaints.errors) > 1 else ""))


def examine(origin: Path, complaints: Complaints) -> Pack | None:
    """The pack at ``origin``; ``None`` when something is wrong with it, with everything told."""
    pack = readable(origin, complaints)
    return None if complaints.errors else pack


def readable(origin: Path, complaints: Complaints) -> Pack | None:
    """What can be used of the pack at ``origin``, with everything told that cannot."""
    try:
        files = read_files(origin)
    except RuleError as error:
        complaints.complain(error)
        return None
    maker = _Maker(files, complaints)
    maker.add_rule_files()
    maker.add_dictionaries()
    return maker.pack()


def add(base: RuleSet, packs: Sequence[Pack]) -> RuleSet:
    """``base`` with the rules of ``packs`` after its own. Raises ``RuleError`` for a name taken twice."""
    if not packs:
        return base
    require_free_names(packs, {bound.rule.id.split("/", 1)[0] for bound in base.rules})
    whole = hashlib.sha256("\n".join([base.hash, *(pack.ruleset.hash for pack in packs)]).encode())
    return RuleSet(
        (*base.rules, *(bound for pack in packs for bound in pack.ruleset.rules)),
        {
            key: source
            for entry in (base, *(pack.ruleset for pack in packs))
            for key, source in entry.sources.items()
        },
        whole.hexdigest()[:16],
    )


def require_free_names(packs: Sequence[Pack], taken: Collection[str] | None = None) -> None:
    """Refuse packs whose rules would have the ids of others, by default of our own. Raises ``RuleError``."""
    names = set(taken) if taken is not None else {path.name for path in RULES_DIR.iterdir() if path.is_dir()}
    for pack in packs:
        if pack.name in names:
            raise RuleError(pack.origin, 1, f"the name '{pack.name}' is taken, expected another name of it")
        names.add(pack.name)


class _Maker:
    """Collects the rules of one pack."""

    def __init__(self, files: PackFiles, complaints: Complaints) -> None:
        self._files = files
        self._complaints = complaints
        self._bound: list[BoundRule] = []
        self._sources: dict[str, Source] = {}
        self._dictionaries: list[tuple[Dictionary, tuple[Entry, ...]]] = []
        self._entries: list[Entry] = []
        self._vale: list[Path] = []

    def pack(self) -> Pack:
        digest = hashlib.sha256()
        for place, text in sorted(self._files.texts.items()):
            digest.update(f"{place}\0{text}\0".encode())
        ruleset = RuleSet(tuple(self._bound), self._sources, digest.hexdigest()[:16])
        return Pack(
            self._files.name, self._files.origin, ruleset, tuple(self._dictionaries), tuple(self._vale)
        )

    def add_rule_files(self) -> None:
        rule_files = read_rules(self._files, self._complaints)
        self._sources |= rule_files.sources
        for rule in rule_files.rules:
            try:
                bound = bind(rule_files, rule, PACK_CHECKS)
                prove(rule_files, bound)
            except RuleError as error:
                self._complaints.complain(error)
                continue
            lint.rule(rule_files, rule, self._complaints)
            self._add(bound, rule_files.path(rule))

    def add_dictionaries(self) -> None:
        yaml = [place for place in self._files.texts if place.suffix.lower() in YAML]
        for place in self._files.texts:
            if place.suffix.lower() == ".csv":
                path = self._files.path(place)
                self._add_entries(place, table.read(path, self._files.texts[place], self._complaints))
        dictionaries = [place for place in yaml if self._is_dictionary(place)]
        mains = [PRH_MAIN] if PRH_MAIN in dictionaries else dictionaries
        read = {place: prh.read(self._files, place, self._complaints) for place in mains}
        imported = {place for dictionary in read.values() for place in dictionary.imported}
        for place in dictionaries:
            if place not in read and place not in imported:
                self._complaints.warn(
                    self._files.path(place), 1, f"left aside: {PRH_MAIN} does not import it"
                )
        for place, dictionary in read.items():
            if place not in imported:
                self._add_entries(place, dictionary.entries)

    def _is_dictionary(self, place: PurePosixPath) -> bool:
        """Whether the YAML at ``place`` is a dictionary of prh; a rule of Vale is added at once."""
        path = self._files.path(place)
        try:
            node = bounded_yaml.read(path, self._files.texts[place])
            if vale.is_vale(node):
                self._add_vale(place, vale.read(path, node, self._complaints.warn))
                return False
        except RuleError as error:
            self._complaints.complain(error)
            return False
        if not prh.is_prh(node):
            expected = "expected a dictionary of prh, with 'rules', or a rule of Vale, with 'extends'"
            self._complaints.complain(RuleError(path, 1, expected))
            return False
        return True

    def _add_entries(self, place: PurePosixPath, entries: list[Entry]) -> None:
        try:
            self._entries += entries
            check_sizes(self._entries)
            prefix = self._prefix(place)
            source = self._source(place, None)
            for bound, dictionary, members in rules_of(entries, prefix, source, self._complaints):
                self._dictionaries.append((dictionary, members))
                self._add(bound, self._files.path(place))
        except RuleError as error:
            self._complaints.complain(error)

    def _add_vale(self, place: PurePosixPath, rule: vale.ValeRule) -> None:
        self._vale.append(self._files.path(place))
        prefix = self._prefix(place)
        rule_id = prefix if "/" in prefix else f"{prefix}/{rule.kind}"
        self._add(rule_of_vale(rule, rule_id, self._source(place, rule.link)), self._files.path(place))

    def _prefix(self, place: PurePosixPath) -> str:
        if self._files.single:
            return self._files.name
        name = slug(place.with_suffix(""))
        if name is None:
            raise RuleError(self._files.path(place), 1, NAME_EXPECTED)
        return f"{self._files.name}/{name}"

    def _source(self, place: PurePosixPath, link: str | None) -> str:
        key = f"{self._files.name}/{place}"
        url = (
            link
            if link and link.startswith(("https://", "http://")) and len(link) <= limits.SOURCE_CHARACTERS
            else None
        )
        self._sources[key] = Source(title=place.name, url=url, confidence="house", seen=self._files.day)
        return key

    def _add(self, bound: BoundRule, path: Path) -> None:
        if any(other.rule.id == bound.rule.id for other in self._bound):
            self._complaints.complain(
                RuleError(path, 1, f"the id '{bound.rule.id}' is another file's already")
            )
        elif len(bound.rule.id) > limits.ID_CHARACTERS:
            expected = f"expected shorter names: the id has more than {limits.ID_CHARACTERS} characters"
            self._complaints.complain(RuleError(path, 1, expected))
        elif len(self._bound) == limits.RULES:
            self._complaints.complain(RuleError(path, 1, f"more than {limits.RULES} rules, expected fewer"))
        self._bound.append(bound)
