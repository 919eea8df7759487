"""Which lines of a picture belong together, and in which order they are read."""

from collections.abc import Sequence

from agent.picture import Region, TextLine
from agent.text.edges import is_japanese

GAP = 1.2
"""Letters' heights between two lines of one text."""
ALIKE = 2.5
"""Lines of one text differ in their letters' height by no more than this factor."""


def adjoining(one: Region, other: Region, gap: float, aspect: float = 1.0) -> bool:
    """Whether two lines lie at most ``gap`` heights of the larger one's letters apart.

    ``aspect`` is the picture's width over its height: regions are shares of both.
    """
    across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
    down = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
    return max(across * aspect, down) <= gap * max(letters(one, aspect), letters(other, aspect))


def letters(region: Region, aspect: float = 1.0) -> float:
    """Height of a line's letters, as a share of the picture's height."""
    return min(region.width * aspect, region.height)


def around(regions: Sequence[Region]) -> Region:
    """The smallest region that holds all of ``regions``."""
    left, top = min(region.x for region in regions), min(region.y for region in regions)
    right = min(1.0, max(region.x + region.width for region in regions))
    bottom = min(1.0, max(region.y + region.height for region in regions))
    return Region(x=left, y=top, width=max(0.0, right - left), height=max(0.0, bottom - top))


def blocks(lines: Sequence[TextLine], aspect: float = 1.0) -> list[tuple[TextLine, ...]]:
    """The lines in groups that stand together, each in reading order."""
    left = list(lines)
    groups: list[tuple[TextLine, ...]] = []
    while left:
        group: list[TextLine] = []
        found = [left.pop(0)]
        while found:
            group += found
            found = [line for line in left if any(_together(line, member, aspect) for member in group)]
            left = [line for line in left if line not in found]
        groups.append(tuple(in_order(group)))
    return groups


def in_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Rows from the top, each from the left; vertical lines from the right."""
    if sum(line.vertical for line in lines) * 2 > len(lines):
        return sorted(lines, key=lambda line: (-line.region.x, line.region.y))
    ordered: list[TextLine] = []
    rest = sorted(lines, key=lambda line: line.region.y)
    while rest:
        first = rest[0].region
        bottom = first.y + first.height / 2
        row = [line for line in rest if line.region.y < bottom]
        ordered += sorted(row, key=lambda line: line.region.x)
        rest = [line for line in rest if line not in row]
    return ordered


def joined(texts: Sequence[str]) -> str:
    """The texts as one: Japanese goes on without a space."""
    result = ""
    for text in texts:
        gap = "" if not result or not text or (is_japanese(result[-1]) and is_japanese(text[0])) else " "
        result += gap + text
    return result


def _together(one: TextLine, other: TextLine, aspect: float) -> bool:
    heights = sorted((letters(one.region, aspect), letters(other.region, aspect)))
    return heights[1] <= ALIKE * heights[0] and adjoining(one.region, other.region, GAP, aspect)
