"""Rule files of a pack: as those in ``rules/``, with checks that users may use and linear expressions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from agent.packs import limits
from agent.packs.entry import Complaints, require_few, require_short
from agent.packs.files import PackFiles
from agent.packs.linear import Expression
from agent.rules import lexicon
from agent.rules.lexicon import Lexicon, Lexicons
from agent.rules.rule import RULE_ID, Rule, Source
from agent.rules.ruleset import RuleError, RuleFiles, line_in, parse_text, rule_of, sources_of

SOURCES = PurePosixPath("sources.toml")
_LEXICONS = "lexicon"
_DEEP_KEY = Expression(r"""(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){33}""")
"""The TOML reader takes time in the square of a dotted key's length."""
_WORDS = ("title", "message", "help")


@dataclass(frozen=True, kw_only=True)
class PackRuleFiles(RuleFiles):
    """Rules whose files are in memory; their ids begin with the pack's name."""

    written: Mapping[str, tuple[Path, str]]
    """By rule id: path and text."""

    def path(self, rule: Rule) -> Path:
        """The path to show for ``rule``."""
        return self.written[rule.id][0]

    def text(self, rule: Rule) -> str:
        """What its file says."""
        return self.written[rule.id][1]


@dataclass(frozen=True, kw_only=True)
class PackLexicons(Lexicons):
    """The word lists of a pack."""

    texts: Mapping[str, str]

    @cached_property
    def _lists(self) -> dict[str, Lexicon]:
        return {name: lexicon.parse(text) for name, text in self.texts.items()}


def rule_places(files: PackFiles) -> list[PurePosixPath]:
    """The rule files of a pack."""
    return [
        place
        for place in files.texts
        if place.suffix == ".toml" and place != SOURCES and place.parts[0] != _LEXICONS
    ]


def read_rules(files: PackFiles, complaints: Complaints) -> PackRuleFiles:
    """The pack's rules, not yet bound to checks, with ids and sources below the pack's name."""
    sources = _sources(files, complaints)
    rules: list[Rule] = []
    written: dict[str, tuple[Path, str]] = {}
    for place in rule_places(files):
        path, text = files.path(place), files.texts[place]
        try:
            require_few(path, 1, len(rules) + 1, limits.RULES, "rules")
            rule = _rule(files.name, place, path, text)
            _require_sources(rule, sources, path, text)
        except RuleError as error:
            complaints.complain(error)
            continue
        rules.append(
            rule.model_copy(update={"sources": tuple(f"{files.name}/{key}" for key in rule.sources)})
        )
        written[rule.id] = path, text
    lists = {
        place.stem: text
        for place, text in files.texts.items()
        if place.parts[0] == _LEXICONS and place.suffix == ".txt"
    }
    lexicons = PackLexicons(files.origin / _LEXICONS, texts=lists)
    named = {f"{files.name}/{key}": source for key, source in sources.items()}
    return PackRuleFiles(files.origin, tuple(rules), named, lexicons, "", written=written)


def _sources(files: PackFiles, complaints: Complaints) -> Mapping[str, Source]:
    if SOURCES not in files.texts:
        if rule_places(files):
            path = files.path(SOURCES)
            complaints.complain(RuleError(path, 1, "expected this file: the sources that rules cite"))
        return {}
    path, text = files.path(SOURCES), files.texts[SOURCES]
    try:
        sources = sources_of(path, _content(path, text), text)
        for key, source in sources.items():
            _require_showable(path, line_in(text, key), source)
    except RuleError as error:
        complaints.complain(error)
        return {}
    return sources


def _require_showable(path: Path, line: int, source: Source) -> None:
    for said in (source.title, source.url or ""):
        require_short(path, line, said, limits.SOURCE_CHARACTERS, "a source's title or url")
    if source.url is not None and not source.url.startswith(("https://", "http://")):
        raise RuleError(path, line, f"url '{source.url}', expected one that begins with https://")


def _rule(pack: str, place: PurePosixPath, path: Path, text: str) -> Rule:
    rule_id = f"{pack}/{place.with_suffix('').as_posix()}"
    if RULE_ID.fullmatch(rule_id) is None:
        raise RuleError(
            path, 1, f"the id '{rule_id}', expected file and folder names of a-z, 0-9 and hyphens"
        )
    content = _content(path, text)
    for key in _WORDS:
        if isinstance(content.get(key), str):  # a shop's own rule may speak one language
            content[key] = dict.fromkeys(("ja", "zh", "en"), content[key])
    rule = rule_of(path, rule_id, content, text)
    require_few(path, line_in(text, "sources"), len(rule.sources), limits.SOURCES_A_RULE, "sources")
    for words in (rule.title, rule.message, rule.help):
        for said in (words.ja, words.zh, words.en):
            require_short(path, 1, said, limits.MESSAGE_CHARACTERS, "a text")
    return rule


def _require_sources(rule: Rule, sources: Mapping[str, Source], path: Path, text: str) -> None:
    unknown = set(rule.sources) - set(sources)
    if unknown:
        line = line_in(text, "sources")
        raise RuleError(path, line, f"source '{min(unknown)}' is not in the pack's {SOURCES}")


def _content(path: Path, text: str) -> dict[str, Any]:
    """The TOML of ``text``, neither deep nor slow to read."""
    deep = next(_DEEP_KEY.finditer(text), None)
    if deep is not None:
        line = text.count("\n", 0, deep.span()[0]) + 1
        raise RuleError(path, line, f"a key of more than {limits.NESTING} parts, expected a short one")
    try:
        content = parse_text(path, text)
    except RuleError:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise RuleError(path, 1, f"expected TOML: {error}") from error
    except RecursionError:
        raise RuleError(path, 1, f"nested deeper than {limits.NESTING}, expected a flat file") from None
    level: list[object] = [content]
    for _ in range(limits.NESTING):
        level = [child for node in level for child in _children(node)]
        if not level:
            return content
    raise RuleError(path, 1, f"nested deeper than {limits.NESTING}, expected a flat file")


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
