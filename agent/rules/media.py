"""Which listings are media: books, music, films and software, exempt from Amazon's title rules."""

import re

from agent.listing import Listing

_ISBN10_AS_ASIN = re.compile(r"\d{9}[\dX]")

_DISC = r"(?:CD|DVD|Blu-ray)(?:\s?Disc)?"
_DISC_MARK = re.compile(rf"\[{_DISC}\]|\({_DISC}(?:\s?\+\s?{_DISC})*\)", re.IGNORECASE)
"""What Amazon.co.jp adds to the titles of films and records."""

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
    """Whether the listing says that it is media.

    By its category, by an ISBN in the ASIN's place, or by a disc mark in a title without a brand.
    """
    if _ISBN10_AS_ASIN.fullmatch((listing.asin or "").strip()):
        return True
    if not listing.brand and _DISC_MARK.search(listing.title or ""):
        return True
    root = (listing.category or "").split(">", 1)[0].strip()
    return root.casefold() in _ROOTS
