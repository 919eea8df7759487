"""The file of a bulk upload to Mercari's ASIN linking: ASIN, category id, price in yen, stock threshold.

At most 500 ASINs, each once. What the whole file lacks is judged by the rules ``mercari-link/csv-…``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from agent.batch.columns import plain
from agent.batch.layout import Layout
from agent.batch.row import Part, Row
from agent.context import Context, Link
from agent.listing import Listing, Platform

MOST_ROWS = 500
"""Of one upload (the project's brief on ASIN linking)."""
_KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "asin": re.compile(r"asin"),
        "category_id": re.compile(
            r"(?:目標|目标|target|mercari|メルカリ)*(?:カテゴリー?|category|类目|分类)(?:id|番号)?"
        ),
        "price": re.compile(
            r"(?:建議|建议|希望|推奨|target|suggested|mercari|メルカリ)*(?:販売)?(?:価格|売価|售价|价格|price)(?:jpy|円|日元)?"
        ),
        "stock_threshold": re.compile(
            r"(?:在庫|库存|stock|inventory)(?:数)?(?:の)?(?:閾値|しきい値|下限|阈值|閥值|threshold|limit|min)"
        ),
    }
)
_LONGEST = 2000
"""Of a text in a listing's context."""
_PLATFORM: Platform = "mercari"


def recognise(head: Sequence[Sequence[str]], *, forced: bool = False) -> Layout | None:
    """The layout, if the first row is that of a bulk upload (``forced``: whatever it says)."""
    headings = tuple(head[0]) if head else ()
    kinds = [_kind(heading) for heading in headings]
    upload = "asin" in kinds and "stock_threshold" in kinds and "category_id" in kinds
    if not upload and not forced:
        return None
    parts: list[Part | None] = [
        (kind, None) if kind is not None and kind not in kinds[:column] else None
        for column, kind in enumerate(kinds)
    ]
    return Layout(name="mercari-link", headings=headings, parts=tuple(parts), platform=_PLATFORM)


def _kind(heading: str) -> str | None:
    text = plain(heading)
    return next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(text)), None)


def rows(layout: Layout, listed: Iterable[Row]) -> Iterator[Row]:
    """The upload's rows: first its headings as a row of their own, then each ASIN; repeated ones say so."""
    kept = list(listed)
    headings = tuple(heading[:_LONGEST] for heading in layout.headings)
    yield Row(
        number=1,
        where="the whole file",
        listing=_listing(Listing(platform=_PLATFORM), Link(csv_columns=headings, csv_rows=len(kept))),
        record=None,
    )
    seen: set[str] = set()
    for row in kept:
        asin = (row.listing.asin or "").strip().upper()[:_LONGEST]
        repeated = (asin,) if asin and asin in seen else ()
        seen.add(asin)
        yield Row(
            number=row.number,
            where=row.where,
            listing=_listing(row.listing, Link(csv_repeated=repeated)),
            record=row.record,
            cells=row.cells,
        )


def _listing(listing: Listing, link: Link) -> Listing:
    return listing.model_copy(
        update={
            "platform": _PLATFORM,
            "marketplace": "jp",
            "mercari_link": True,
            "context": Context(link=link),
        }
    )
