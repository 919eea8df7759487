"""Which products and sellers a law speaks to, by the product's kind. No check."""

from dataclasses import dataclass

from agent.checks.base import Params as Base
from agent.listing import Listing
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
    """Bound parameters; ``knows`` is what a check asks."""

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
        private = self.binds_businesses and listing.platform == "mercari"
        everybody = not self.kinds and not self.doubtful
        known = Kinds() if everybody and not self.excluded else kinds_of(listing)
        if self.excluded & (known.sure | known.guessed):
            return False
        if everybody:
            return None if private else True
        if self.kinds & known.sure:
            return None if private else True
        maybe = self.kinds & known.guessed or self.doubtful & (known.sure | known.guessed)
        return None if maybe else False
