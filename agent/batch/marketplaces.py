"""Amazon's ids of its stores, as its files and answers name them.

Source: Selling Partner API documentation, "Marketplace IDs" (seen 2026-11).
"""

from collections.abc import Mapping
from types import MappingProxyType

STORES: Mapping[str, str] = MappingProxyType(
    {
        "A1VC38T7YXB528": "jp",
        "ATVPDKIKX0DER": "us",
        "A2EUQ1WTGCTBG2": "ca",
        "A1AM78C64UM0Y8": "mx",
        "A2Q3Y263D00KWC": "br",
        "A1F83G8C2ARO7P": "uk",
        "A1PA6795UKMFR9": "de",
        "A13V1IB3VIYZZH": "fr",
        "APJ6JRA9NG5V4": "it",
        "A1RKKUPIHCS9HS": "es",
        "A1805IZSGTT6HS": "nl",
        "A2NODRKZP88ZB9": "se",
        "A1C3SOZRARQ6R3": "pl",
        "AMEN7PMS3EDWL": "be",
        "A28R8C7NBKEWEA": "ie",
        "A33AVAJ2PDY3EV": "tr",
        "A2VIGQ35RCS4UG": "ae",
        "A17E79C6D8DWNP": "sa",
        "ARBP9OOSHTCHU": "eg",
        "A21TJRUUN4KGV": "in",
        "A39IBJ37TRP1C6": "au",
        "A19VAU5U5O7RUS": "sg",
        "AE08WJ6YKNBMC": "za",
    }
)
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("us", "ca", "uk", "ie", "ae", "in", "au", "sg", "za"), "en"),
        "jp": "ja",
        "mx": "es",
        "es": "es",
        "br": "pt",
        "de": "de",
        "fr": "fr",
        "it": "it",
        "nl": "nl",
        "se": "sv",
        "pl": "pl",
        "be": "fr",
        "tr": "tr",
        "sa": "ar",
        "eg": "ar",
    }
)


def language_of(store: str | None) -> str | None:
    """The first language of a store, as its language tags begin."""
    return None if store is None else _LANGUAGES.get(store)
