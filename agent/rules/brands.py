"""Brand names in a text: our own short lists in ``rules/lexicon``, one brand a line with its spellings.

``chanel, シャネル`` is one brand with two spellings; the first one names it. A blank in a spelling may
be missing in the text, or be a ``・``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Matcher, Span, compile_matcher
from agent.text.script import Script, script_of

_BLANKS = (" ", "", "・")
_JOINED_ON = (
    *("タイプ", "ライク", "スタイル", "コピー", "レプリカ", "イミテーション", "パロディ", "オマージュ"),
    *("フェイク", "リメイク", "ハンドメイド", "ボタン", "ロゴ", "モノグラム"),
)
"""Words in katakana that sellers write right behind a brand in katakana."""


@dataclass(frozen=True, slots=True)
class Named:
    """A brand as it stands in a text; ``span`` counts code points of the original."""

    brand: str
    """The first spelling of its line, folded."""
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Brands:
    """The brands of some lists."""

    names: Mapping[str, str]
    """Spelling to brand, both folded; with every blank, without it and with ``・``."""
    matcher: Matcher

    def find(self, text: str) -> tuple[Named, ...]:
        """Every brand named in ``text``, in order; a name within another word does not count."""
        return _find(self, text)

    def of(self, text: str | None) -> frozenset[str]:
        """The brands that a brand field or a title names."""
        return frozenset(named.brand for named in self.find(text or ""))


@lru_cache(maxsize=1024)
def _find(brands: Brands, text: str) -> tuple[Named, ...]:
    return tuple(
        Named(brands.names[fold(text[start:end]).text], (start, end))
        for start, end in brands.matcher.find(text)
        if _whole(text, start, end)
    )


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no letter of the same script continues the name, apart from words that are written onto it."""
    script = _letter(text[start])
    if script not in ("latin", "katakana"):
        return True
    if start and _letter(text[start - 1]) in (script, "digit" if script == "latin" else script):
        return False
    if end == len(text) or _letter(text[end]) != script:
        return True
    return script == "katakana" and fold(text[end : end + 8]).text.startswith(_JOINED_ON)


def _letter(char: str) -> Script:
    """The script of a letter; the ``・`` between two names belongs to neither."""
    folded = fold(char).text[0]
    return "other" if folded == "・" else script_of(folded)


def read(names: tuple[str, ...], lexicons: Lexicons) -> Brands:
    """The brands of the lists called ``names``; ``ValueError`` for a missing or an empty list."""
    spellings: dict[str, str] = {}
    for name in names:
        for line in lexicons[name].words:
            brand, *others = (fold(part.strip()).text for part in line.split(","))
            for spelling in (brand, *others):
                spellings |= dict.fromkeys(_written(spelling), brand)
    if not spellings:
        msg = "no brands: give the names of lists with one brand a line"
        raise ValueError(msg)
    return Brands(spellings, compile_matcher(words=spellings, boundary="none"))


def _written(spelling: str) -> Iterator[str]:
    first, *rest = spelling.split()
    for blanks in product(_BLANKS, repeat=len(rest)):
        yield first + "".join(blank + part for blank, part in zip(blanks, rest, strict=True))
