"""Which listings are media: books, music, films and software, exempt from Amazon's title rules."""

import re

from agent.listing import Listing

_ISBN10_AS_ASIN = re.compile(r"\d{9}[\dX]")

_ROOTS = frozenset(
    {
        *("books", "kindle store", "audible books & originals", "magazine subscriptions"),
        *("music", "cds & vinyl", "digital music", "movies & tv", "dvd & blu-ray", "software"),
        *("本", "洋書", "kindleストア", "雑誌", "ミュージック", "デジタルミュージック", "dvd", "pcソフト"),
        *("bücher", "fremdsprachige bücher", "kindle-shop", "musik-cds & vinyl", "filme & serien"),
        *("boeken", "cd's & lp's", "films & tv", "livres", "libros", "libri"),
    }
)
"""The first level of Amazon's category path, folded. Video games are missing on purpose: their
branch holds consoles and cables too."""


def is_media(listing: Listing) -> bool:
    """Whether the listing says that it is media: by an ISBN in the ASIN's place, or by its category."""
    if _ISBN10_AS_ASIN.fullmatch((listing.asin or "").strip()):
        return True
    root = (listing.category or "").split(">", 1)[0].strip()
    return root.casefold() in _ROOTS
