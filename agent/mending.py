"""Mending the notice of 初期不良保証 in a description: what to write, and where. No judgement lives here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import regex

from agent.notice import USUAL, Terms, build, clause, period
from agent.text.fold import fold
from agent.text.markup import breaks_by_markup

Span = tuple[int, int]
Part = Literal[
    "whole",  # no notice at all
    "top",  # the notice stands too far down: its period is said in the first line
    "period",  # announced without a period
    "unfilled",  # the template's 〇〇 in place of the days
    "short",  # fewer days than usual
    "condition",
    "handling",
    "exclusion",
    "link",
]
"""What a rule finds wanting; each is mended on its own, so that fixes of one report can all be applied."""

LIMITS: Mapping[str, int] = {"mercari": 1000, "mercari-shops": 3000}
"""Longest description by platform, in characters, as the rules ``…description-too-long`` have it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of ``start`` to ``end`` (code points); an insertion where the two are equal."""

    start: int
    end: int
    text: str


def mend(text: str, part: Part, at: Span, platform: str, terms: Terms = USUAL) -> Edit | None:
    """How to mend ``part`` in ``text``; ``at`` is the notice as found (for ``whole``: anything).

    ``None`` where there is nothing to say, or no room for it: a fix must not make a description too long.
    """
    edit = _edit(text, part, at, terms)
    limit = LIMITS.get(platform)
    if edit is None or limit is None or len(text) - (edit.end - edit.start) + len(edit.text) <= limit:
        return edit
    return None


def _edit(text: str, part: Part, at: Span, terms: Terms) -> Edit | None:
    if part == "whole":
        # A notice that is there and cannot be seen keeps its period.
        days = regex.fullmatch(r"([1-9]\d?)日", (at[0] < at[1] and _stated_period(text, at)) or "")
        notice = build(replace(terms, days=int(days[1])) if days else terms)
        return _insertion(text, 0, notice, before=True)
    if part == "top":
        stated = _stated_period(text, at)
        notice = f"初期不良保証期間:{stated}(詳しくは下の案内をご覧ください)"
        return None if stated is None else _insertion(text, 0, notice, before=True)
    if part == "period":
        return _insertion(text, _line_end(text, at[1]), period(terms))
    if part in ("unfilled", "short"):
        return _number(text, at, terms)
    defect = _defect(text, part, at, terms)
    if defect is not None:
        return defect
    return _insertion(text, _place(text, at[1], part), clause(part, terms))


def _insertion(text: str, position: int, written: str, *, before: bool = False) -> Edit | None:
    """Lines of their own: in front of ``text`` with a blank line, or after the line that ends here."""
    if written in text:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    end = f"<br>{newline}" if breaks_by_markup(text) else newline
    written = written.replace("\n", end)
    if before:
        written = f"{written}{end}{end}"
    elif regex.search(r"<br\s*/?>$", text[:position]):
        written = f"{newline}{written}<br>"
    else:
        written = f"{end}{written}"
    return Edit(position, position, written)


_PLACEHOLDER = regex.compile(r"[〇○◯●x_]{1,3}(?=\s?(?:日|週間|[かヶカヵケ箇]月))")
_FEW_DAYS = regex.compile(r"(?<![0-9一二三四五六七八九十])[1-6一二三四五六](?=\s?日)")
_PERIOD = regex.compile(r"(?<![0-9])([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?(日|週間|[かヶカヵケ箇]月|年)")
_BLANK_LINE = regex.compile(r"\n[ \t\u3000\r]*\n")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _number(text: str, at: Span, terms: Terms) -> Edit | None:
    """The usual days in place of a placeholder or of fewer days; the number's width is kept."""
    quote = fold(text[at[0] : at[1]])
    match = _PLACEHOLDER.search(quote.text) or _FEW_DAYS.search(quote.text)
    if match is None:
        return None
    start, end = (at[0] + offset for offset in quote.span(*match.span()))
    # A placeholder before 週間 or ヶ月 stands for one of them.
    days = str(terms.days) if quote.text[match.end() :].lstrip().startswith("日") else "1"
    return Edit(start, end, days.translate(_FULL_WIDTH) if text[start] in "１２３４５６" else days)


def _stated_period(text: str, at: Span) -> str | None:
    """The period of the notice at ``at`` or on its next lines, as it is written there."""
    start, end = _paragraph(text, at)
    match = _PERIOD.search(fold(text[start:end]).text)
    return None if match is None else match[1] + match[2]


_REFUSED = (
    r"(?:一切)?(?:不可|お断り|(?:お受け|受け付け|応じ|対応)?(?:いたし|致し|し|でき|出来|られ)?"
    r"て?(?:おりません|ません|かねます))(?:です)?(?:。|$)"
)
_BOTH = r"(?:交換|返金)(?:[・、や]|または|及び|および)(?:交換|返金)"
_BY_THE_BUYER = (
    r"(?:人為的?|人的|故意|過失|不注意|落下|水濡れ|破損)(?:な|による|の)?[^。\n、]{0,12}(?:は|も|について)、?"
)
_DEFECTS: tuple[tuple[str, str, str | None], ...] = (
    # 開封後48時間以内, 開封後すぐに, 48時間以内にご連絡ください
    (
        "condition",
        r"(?<=開[封梱](?:後|から|して?から|時から)?、?)[0-9]{1,3}\s?(?:時間|h|日)(?=以内)",
        "24時間",
    ),
    ("condition", r"(?<=開[封梱](?:後|して))、?(?:すぐ|直ち|速やか|早め|早急)(?=に)", "24時間以内"),
    (
        "condition",
        r"(?<![0-9後らり])[0-9]{2,3}\s?(?:時間|h)(?=以内に(?:ご?連絡|お?知らせ|ご?報告|お?申し?出))",
        "開封後24時間",
    ),
    # 交換・返金はいたしかねます。 as a sentence of its own takes the whole guarantee back
    (
        "handling",
        rf"(?<=^|。)[ \t\u3000]*(?:返品[・、や])?{_BOTH}(?:など|等)?(?:には?|は){_REFUSED}",
        None,
    ),
    # 人為的な破損は返品不可です
    (
        "exclusion",
        rf"(?<={_BY_THE_BUYER})(?:返品(?:[・/、]?(?:交換|返金))?|返金)(?:は|も)?(?:不可|お断り)",
        "保証対象外",
    ),
)
"""Clauses that say the wrong thing (folded), and what to put there; ``None``: the clause as we write it."""

_COMPILED = tuple((part, regex.compile(wrong, regex.MULTILINE), right) for part, wrong, right in _DEFECTS)


def _defect(text: str, part: str, at: Span, terms: Terms) -> Edit | None:
    # Elsewhere 48時間以内にご連絡ください may be about something else.
    first, last = _paragraph(text, at) if part == "condition" else (0, len(text))
    folded = fold(text[first:last])
    for about, pattern, right in _COMPILED:
        for match in pattern.finditer(folded.text) if about == part else ():
            written = clause(part, terms) if right is None else right
            if match[0] != fold(written).text:
                start, end = folded.span(*match.span())
                return Edit(first + start, first + end, written)
    return None


def _paragraph(text: str, at: Span) -> Span:
    """From the notice to the blank line after it."""
    blank = _BLANK_LINE.search(text, at[1])
    return at[0], len(text) if blank is None else blank.start()


_CLAUSES: tuple[tuple[str, regex.Pattern[str]], ...] = (
    ("period", regex.compile(r"保[証障].{0,6}期間|到着")),
    ("condition", regex.compile(r"開[封梱]|24\s?(?:時間|h)")),
    ("handling", regex.compile(r"交換|返金|取り?替え")),
    ("exclusion", regex.compile(r"対象外|保[証障]外|除[きく外]|免責")),
    ("link", regex.compile(r"mercari\.com/jp/help/")),
)


def _place(text: str, position: int, part: str) -> int:
    """The end of the notice's line, or of the clauses below it that ``part`` comes after."""
    earlier = [pattern for name, pattern in _CLAUSES[: [name for name, _ in _CLAUSES].index(part)]]
    end = _line_end(text, position)
    while end < len(text):
        start = text.index("\n", end) + 1
        following = _line_end(text, start)
        line = fold(text[start:following]).text
        if not any(pattern.search(line) for pattern in earlier):
            break
        end = following
    return end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    if end < 0:
        return len(text)
    return end - 1 if end > position and text[end - 1] == "\r" else end
