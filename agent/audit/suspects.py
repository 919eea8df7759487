"""What looks personal in a text, letter by letter and by shape: the second opinion on ``personal``."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SIGNS = re.compile(r"[‐‑‒–—―−]|(?<=\d)ー(?=\d)")
_NUMBER = re.compile(r"\+?\(?\d(?:[-(). ]{0,2}\d)*\)?")
_FILE_ENDINGS = frozenset(
    {"png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "css", "js", "json", "html", "ico", "mp4"}
)
_RUN = re.compile(r"[A-Za-z0-9_+/=-]{20,}")
_LEAST_PART, _LEAST_ODD = 8, 24
"""Letters of a part that is no word, and of all such parts of a token together."""
_ASIN = re.compile(r"B0[0-9A-Z]{8}")


def suspects(text: str) -> Iterator[tuple[str, str]]:
    """Kind and wording of all that looks personal in a text that ``plain_text`` made."""
    yield from _emails(text)
    yield from _phones(text)
    yield from _marked(text)
    yield from _random(text)


def plain_text(text: str) -> str:
    """A text in its usual letters and signs, without what nobody sees."""
    return _SIGNS.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def _emails(text: str) -> Iterator[tuple[str, str]]:
    for at in (index for index, letter in enumerate(text) if letter == "@"):
        start, end = at, at + 1
        while start and (text[start - 1].isalnum() or text[start - 1] in "._+-%"):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] in ".-"):
            end += 1
        labels = text[at + 1 : end].rstrip(".-").split(".")
        last = labels[-1].lower()
        if (
            start < at
            and len(labels) > 1
            and all(labels)
            and last.isalpha()
            and len(last) > 1
            and last not in _FILE_ENDINGS
        ):
            yield "e-mail address", text[start:end]


def _phones(text: str) -> Iterator[tuple[str, str]]:
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if (
            before.isalnum()
            or before in {"-", ".", "_", "/"} - {""}
            or after.isalnum()
            or after in {"-", "_"} - {""}
        ):
            continue
        if _is_phone(match[0]):
            yield "phone number", match[0]


_SHAPES_ABROAD: dict[tuple[int, ...], str] = {(3, 3, 4): "23456789", (3, 4, 4): "1"}
"""Lengths of the groups of numbers in North America and China, and what they begin with."""
_INTERNATIONAL = range(8, 16)
_JAPANESE = {10, 11}
_MOBILE = re.compile(r"0[789]0\d{8}")
_MOBILES, _SHAPE_OF_MOBILES = {"050", "070", "080", "090"}, (3, 4, 4)


def _is_phone(text: str) -> bool:
    groups = re.findall(r"\d+", text)
    digits = "".join(groups)
    if text.startswith("+"):
        return len(digits) in _INTERNATIONAL
    if len(groups) == 1:
        return _MOBILE.fullmatch(digits) is not None
    shape = tuple(map(len, groups))
    if shape == _SHAPE_OF_MOBILES and digits[:3] in _MOBILES:
        return True
    if not ("-" in text or "(" in text):
        return False
    if digits[0] == "0":
        is_japanese = len(digits) in _JAPANESE and len(groups) == len(_SHAPE_OF_JAPAN) and shape[0] > 1
        return is_japanese and " " not in text.replace(") ", ")")
    return digits[0] in _SHAPES_ABROAD.get(shape, "")


_SHAPE_OF_JAPAN = ("area", "exchange", "number")


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """What words or shape tell."""
    for kind, words, is_that in _MARKED:
        for match in words.finditer(text):
            if is_that(match[1]):
                yield kind, match[0]


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


_MARKED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("postal code", re.compile(r"〒(.{0,20})"), lambda rest: _digits(rest) >= 7),  # noqa: PLR2004 - 100-0001
    (
        "address",
        re.compile(r"(?<![\d-])(\d+-\d+)\s*(?:東京|北海道|京都|大阪|[一-龠]{2,3}県)"),
        lambda code: [len(part) for part in code.split("-")] == [3, 4],
    ),
    (
        "session or order number",
        re.compile(r"(?<![\d-])(\d+-\d+-\d+)(?![\d-])"),
        lambda number: [len(part) for part in number.split("-")] == [3, 7, 7],
    ),
    (
        "phone number",
        re.compile(
            r"(?:\b(?:tel|phone|fax|mobile)|電話|携帯|℡|☎|电话|手机|微信)\D{0,5}(\d[\d ()-]*)", re.IGNORECASE
        ),
        lambda number: 9 <= _digits(number) <= 13,  # noqa: PLR2004 - as countries number them
    ),
    (
        "account number",
        re.compile(
            r"(?:(?:merchant|seller|customer) (?:id|token)|(?:出品者|セラー|マーチャント)(?:ID|トークン)"
            r"|卖家(?:编号|记号))[\s:]*([A-Z0-9]+)",
            re.IGNORECASE,
        ),
        lambda number: len(number) >= 9 and _digits(number) > 1,  # noqa: PLR2004 - A2XY1U6P1MY0G9
    ),
)


def _random(text: str) -> Iterator[tuple[str, str]]:
    for match in _RUN.finditer(text):
        is_ticket = match[0].startswith("eyJ") and "." in text[match.end() : match.end() + 1]
        if is_ticket or oddness(match[0]) >= _LEAST_ODD:
            yield "token", match[0]


def oddness(text: str) -> int:
    """How many letters of a text are in parts that no person would write."""
    return sum(len(part) for part in re.split(r"[\W_]", text) if _is_odd(part))


def _is_odd(part: str) -> bool:
    """Whether a part of a name is no word, number or ASIN."""
    if len(part) < _LEAST_PART or part.isdigit() or _ASIN.fullmatch(part):
        return False
    changes = sum(one.isupper() != other.isupper() for one, other in pairwise(part))
    return any(letter.isdigit() for letter in part) or changes * 2 > len(part)
