"""HTML in texts: its tags, and what of it a browser would show, as BeautifulSoup reads it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    import bs4

Span = tuple[int, int]

_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "blockquote",
            "dd",
            "div",
            "dl",
            "dt",
            "header",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
        ),
        *("section", "table", "tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
_HEADINGS = frozenset({"b", "dt", "strong", "summary", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"head", "noscript", "script", "select", "style", "template", "textarea", "title"})
MOST_TAGS = 500
"""A listing with more is not read as markup beyond them."""
_MARK = "\ue000"
"""Put at the place that is asked about: a private character that no listing needs."""

# Styles are compared without spaces and in lower case. Up to 4 px, or a quarter of the text around, is tiny.
_HIDING = regex.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?\.?0*(?:$|[;!])"
    r"|(?:max-)?(?:height|width):0[a-z]*(?:$|[;!])|(?:text-indent|left|top):-\d{3,}"
    r"|font(?:-size)?:(?:[^;]*[^;.\d])?(?:[0-3](?:\.\d+)?|4|\.\d+)px"
    r"|font-size:(?:0?\.[0-2]\d*|0)(?:r?em)?(?:$|[;!])|font-size:(?:1?\d|2[0-5])(?:\.\d+)?%)"
)
_WHITE = r"(?:#f{3,4}(?![0-9a-f])|#f{6}(?:f{2})?(?![0-9a-f])|white(?![a-z])|rgba?\(255,255,255|transparent)"
_COLOUR = regex.compile(r"(?:^|;)color:")
_WHITE_COLOUR = regex.compile(rf"(?:^|;)color:{_WHITE}")
_BACKGROUND = regex.compile(rf"(?:^|;)background(?:-color|-image)?:(?!{_WHITE}|none|inherit|initial)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands when its text is shown; both counts begin with 1."""

    line: int
    position: int
    shown: bool
    """False in a comment, in a tag, and in an element that is hidden, tiny or white on white."""
    heading: bool
    """Whether an element made for headings holds it."""


def prepare() -> None:
    """Import what reads markup: else the first text that has some waits for it."""
    tags("<br>")


@lru_cache(maxsize=64)
def tags(text: str) -> tuple[tuple[str, Span], ...]:
    """The opening tags a browser would see in ``text``: (name, span); ``a < b`` is none."""
    if "<" not in text:
        return ()
    import bs4  # noqa: PLC0415 - a tenth of the agent's start, and most listings have no markup

    line_starts = [0]
    for position, char in enumerate(text):
        if char == "\n":
            line_starts.append(position + 1)
    found: list[tuple[str, Span]] = []
    # What is never closed is no tag, and the parser would look for its end again and again.
    for tag in bs4.BeautifulSoup(_readable(text[: text.rfind(">") + 1]), "html.parser").find_all():
        if isinstance(tag, bs4.Tag) and tag.sourceline is not None and tag.sourcepos is not None:
            start = line_starts[tag.sourceline - 1] + tag.sourcepos
            end = text.find(">", start)
            found.append((tag.name, (start, len(text) if end < 0 else end + 1)))
    return tuple(found)


def _readable(text: str) -> str:
    """``text`` as far as it is worth reading: the parser's time grows with the square of the tags."""
    return text if text.count("<") <= MOST_TAGS else "<".join(text.split("<", MOST_TAGS)[:MOST_TAGS])


def breaks_by_markup(text: str) -> bool:
    """Whether ``text`` has elements that begin a line, so that its own line breaks show as spaces."""
    return any(name == "br" or name in _BLOCKS for name, _ in tags(text))


def place(text: str, offset: int) -> Place:
    """Where the character at ``offset`` (code points) of ``text`` stands when it is shown."""
    if text.count("<") > MOST_TAGS or ("<!--" not in text and not tags(text)):
        return Place(text.count("\n", 0, offset) + 1, offset + 1, shown=True, heading=False)
    import bs4  # noqa: PLC0415 - a tenth of the agent's start, and most listings have no markup

    folds_lines = breaks_by_markup(text)
    lines = [""]
    for node in bs4.BeautifulSoup(text[:offset] + _MARK + text[offset:], "html.parser").descendants:
        if isinstance(node, bs4.Tag) and (node.name == "br" or node.name in _BLOCKS) and lines[-1].strip():
            lines.append("")
        if not isinstance(node, bs4.element.NavigableString):
            continue
        words, marked, _ = str(node).partition(_MARK)
        shown = _shown(node)
        if shown:
            first, *more = [regex.sub(r"\s+", " ", words)] if folds_lines else words.split("\n")
            lines[-1] += first
            lines += more
        if marked:
            heading = any(parent.name in _HEADINGS for parent in node.parents)
            return Place(len(lines), sum(map(len, lines)) + 1, shown=shown, heading=heading)
    # No text holds the mark: it is inside a tag.
    return Place(len(lines), sum(map(len, lines)) + 1, shown=False, heading=False)


def _shown(node: "bs4.element.NavigableString") -> bool:
    """Whether nothing hides ``node``; of colours, the nearest one counts."""
    import bs4  # noqa: PLC0415 - as above

    if isinstance(node, bs4.Comment):
        return False
    colour: bool | None = None
    painted = False
    for element in node.parents:
        style = regex.sub(r"\s+", "", str(element.get("style") or "")).lower()
        if element.name in _UNSEEN or element.has_attr("hidden") or _HIDING.search(style):
            return False
        attribute = str(element.get("color") or "").lower()
        if colour is None and (attribute or _COLOUR.search(style)):
            colour = bool(_WHITE_COLOUR.search(style) or regex.fullmatch(_WHITE, attribute))
        painted = painted or bool(_BACKGROUND.search(style) or element.get("bgcolor"))
    return not colour or painted
