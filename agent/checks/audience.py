"""Which products and sellers a law speaks to, by the product's kind. No check."""

from dataclasses import dataclass

from agent.checks.base import Params as Base
from agent.listing import Listing, Platform
from agent.rules.kinds import Kind, Kinds, kinds_of, tables


class AudienceParams(Base):
    """``kinds``: only products of these kinds (empty: of all). Of ``not_kinds``: never, not even if guessed.

    Of ``doubtful_kinds``, and of kinds that are only guessed, a fault is only suspected.
    """

    kinds: tuple[Kind, ...] = ()
    doubtful_kinds: tuple[Kind, ...] = ()
    not_kinds: tuple[Kind, ...] = ()
    binds_businesses: bool = False
    """The law binds businesses: on Mercari, where most sellers are private, a fault is only suspected."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Bound parameters. A rule with an audience is asked only about listings that may be of it."""

    kinds: frozenset[Kind]
    doubtful: frozenset[Kind]
    excluded: frozenset[Kind]
    binds_businesses: bool

    @classmethod
    def of(cls, params: AudienceParams) -> "Audience":
        """The audience of ``params``; reads the tables now, so that no judging does."""
        tables()
        return cls(
            frozenset(params.kinds),
            frozenset(params.doubtful_kinds),
            frozenset(params.not_kinds),
            params.binds_businesses,
        )

    def knows(self, listing: Listing) -> bool | None:
        """Whether the law speaks of ``listing``; ``None`` when it may."""
        return self.includes(listing.platform, kinds_of(listing))

    def includes(self, platform: Platform, known: Kinds) -> bool | None:
        """Whether the law speaks of a listing of the ``known`` kinds; ``None`` when it may."""
        private = self.binds_businesses and platform == "mercari"
        everybody = not self.kinds and not self.doubtful
        if self.excluded & (known.sure | known.guessed):
            return False
        if everybody:
            return None if private else True
        if self.kinds & known.sure:
            return None if private else True
        maybe = self.kinds & known.guessed or self.doubtful & (known.sure | known.guessed)
        return None if maybe else False
