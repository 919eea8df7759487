"""Which rules speak of which kind of listing, found out once a kind: an edit seldom changes it."""

from datetime import date
from typing import NamedTuple

from agent.listing import SCREEN_FIELDS, Listing, Marketplace, Page, Platform
from agent.rules.kinds import Kinds, kinds_of
from agent.rules.media import is_media
from agent.rules.rule import Rule

_FIELDS = frozenset(SCREEN_FIELDS)


class Kind(NamedTuple):
    """All of a listing that decides which rules apply to it."""

    platform: Platform
    marketplace: Marketplace | None
    page: Page
    mercari_link: bool | None
    media: bool
    goods: Kinds
    """What is sold."""
    fields: frozenset[str]
    """Those that were on the page."""
    context: frozenset[str]
    """The parts that somebody told."""


def kind_of(listing: Listing) -> Kind:
    """The kind of ``listing``."""
    given, told = listing.model_fields_set, listing.context.model_fields_set
    return Kind(
        listing.platform,
        listing.marketplace,
        listing.page,
        listing.mercari_link,
        is_media(listing),
        kinds_of(listing),
        frozenset(name for name in given & _FIELDS if getattr(listing, name) is not None),
        frozenset(name for name in told if getattr(listing.context, name) is not None),
    )


def in_force(rule: Rule, platform: Platform, today: date) -> bool:
    """Whether the rule is in force on ``today`` and made for ``platform``."""
    begun = rule.valid_from is None or rule.valid_from <= today
    ended = rule.valid_to is not None and rule.valid_to < today
    return begun and not ended and rule.status != "retired" and platform in rule.applies.platforms


def applies(rule: Rule, kind: Kind) -> bool:
    """Whether the rule has something to judge on a listing of ``kind``."""
    where = rule.applies
    store = kind.marketplace
    if rule.fields and kind.fields.isdisjoint(rule.fields):
        return False
    if rule.context and kind.context.isdisjoint(rule.context):
        return False
    return (
        (not where.pages or kind.page in where.pages)
        and (not where.marketplaces or store is None or store in where.marketplaces)
        and store not in where.not_marketplaces
        and not (where.program == "mercari-link" and kind.mercari_link is False)
        and (where.media or not kind.media)
    )
