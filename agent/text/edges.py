"""Where a word may begin and end, and what it is part of where it may not."""

from typing import Literal

import regex

from agent.text import tokens
from agent.text.script import in_japanese_code_page, script_of

Boundary = Literal["token", "word", "script", "none"]
"""``token``: a Japanese end of a word on the edge of a Japanese word, any other end as ``word`` says.

``word``: no Latin letter and no digit beside it. ``script``: no run of kana goes on. ``none``: anywhere.
"""
Part = Literal["token", "word", "script"]
"""What a word is only part of: a Japanese word, a Latin one or number, a run of kana."""

# A hiragana word may be followed by one of these particles and still stand alone.
_PARTICLES = frozenset("にがをのはもでとやへか")
_LETTER = regex.compile(r"[\p{Script=Latin}\p{M}\p{Nd}]")
_KANA = frozenset({"hiragana", "katakana"})


def part_of(text: str, start: int, end: int, boundary: Boundary) -> Part | None:
    """What the word at the span of the folded ``text`` is only part of; ``None`` where it stands alone."""
    if boundary == "none":
        return None
    if boundary == "script":
        return None if _stands_alone(text, start, end) else "script"
    # No Japanese dictionary knows 包邮.
    by_token = boundary == "token" and in_japanese_code_page(text[start:end])
    for inner, outer, position in ((start, start - 1, start), (end - 1, end, end)):
        if not 0 <= outer < len(text):
            continue
        if by_token and is_japanese(text[inner]):
            if not tokens.is_edge(text, position):
                return "token"
        elif _LETTER.match(text[outer]):
            return "word"
    return None


def surroundings(text: str, start: int, end: int, part: Part) -> str:
    """What the span is part of, for people to read; Japanese words are set apart by ``|``."""
    if part == "token":
        return "|".join(tokens.around(text, start, end))
    while start > 0 and _continues(text[start - 1], part):
        start -= 1
    while end < len(text) and _continues(text[end], part):
        end += 1
    return text[start:end]


def neighbours(text: str, start: int, end: int) -> str:
    """The Japanese words from the one before the span to the one after it, set apart by ``|``."""
    if not (is_japanese(text[start]) or is_japanese(text[end - 1])):
        return ""
    words = tokens.around(text, max(0, start - 1), min(len(text), end + 1))
    return "|".join(word for word in words if word.strip())


def _continues(char: str, part: Part) -> bool:
    return script_of(char) in _KANA if part == "script" else _LETTER.match(char) is not None


def is_japanese(char: str) -> bool:
    """Whether ``char`` is kana or a Chinese character."""
    return script_of(char) in {"han", "hiragana", "katakana"}


def _stands_alone(text: str, start: int, end: int) -> bool:
    first, last = script_of(text[start]), script_of(text[end - 1])
    if first in _KANA and start > 0 and script_of(text[start - 1]) == first:
        return False
    if last not in _KANA or end == len(text):
        return True
    following = text[end]
    return script_of(following) != last or (last == "hiragana" and following in _PARTICLES)
