"""Bar charts as SVG without any style of its own: colours come from the page, light or dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

import leather
from leather import theme
from markupsafe import Markup

_ROW = 30
_FRAME = 70
"""Height of a bar with its gap, and of the axis and the margins."""
_WIDTH = 640
_NARROW, _WIDE = 8, 14
"""Widths of a letter and of a Japanese or Chinese character at the font size that leather uses."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``colour`` is the name of one of the page's colours, such as ``error``."""

    label: str
    count: int
    colour: str


def bars(entries: Sequence[Bar], top: int | None = None) -> Markup:
    """The bars from top to bottom as one ``svg`` element; the axis ends at ``top`` or at the longest bar."""
    theme.background_color = "none"
    theme.tick_font_char_width = _WIDE if any(map(_is_wide, entries)) else _NARROW
    chart = leather.Chart()
    colours = {bar.label: f"var(--{bar.colour})" for bar in entries}

    def colour(datum: Any) -> str:  # noqa: ANN401 - leather's own class
        return colours[datum.y]

    chart.add_bars([(bar.count, bar.label) for bar in entries], fill_color=colour)
    top = top or max((bar.count for bar in entries), default=1)
    chart.add_x_axis(ticks=_ticks(top))
    chart.add_x_scale(0, top)
    height = _FRAME + _ROW * len(entries)
    drawn = str(chart.to_svg(width=_WIDTH, height=height))
    # With a box to scale by, it fits the width of the page.
    return Markup(drawn.replace("<svg ", f'<svg viewBox="0 0 {_WIDTH} {height}" ', 1))  # noqa: S704 - escaped by leather


def _is_wide(bar: Bar) -> bool:
    return any(east_asian_width(char) in "WF" for char in bar.label)


def _ticks(top: int) -> list[int]:
    """About four whole numbers from 0 to ``top``."""
    step = max(1, -(-top // 4))
    return [*range(0, top, step), top] if top % step == 0 else list(range(0, top + 1, step))
