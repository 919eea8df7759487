"""Which products a rule speaks of: told by the store's product type or by the category path. No check."""

from functools import cached_property

import regex
from pydantic import BaseModel, ConfigDict

from agent.listing import Listing
from agent.text.fold import fold

_NOT_LETTERS = regex.compile(r"[\W_]+")


class ProductKind(BaseModel):
    """Product types by name (``BED_LINEN_SET`` and "bed linen set" are one), and patterns of category paths.

    The patterns are searched in the folded path (``服&ファッション小物 > …``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def holds(self, listing: Listing) -> bool | None:
        """Whether the listing is of this kind; ``None`` when neither type nor category is known."""
        product_type, category = listing.context.product_type, listing.category
        if not product_type and not category:
            return None
        if product_type and _plain(product_type) in self._types:
            return True
        return bool(category) and any(pattern.search(fold(category or "").text) for pattern in self._paths)

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(_plain(name) for name in self.product_types)

    @cached_property
    def _paths(self) -> tuple[regex.Pattern[str], ...]:
        return tuple(regex.compile(pattern, regex.VERSION1) for pattern in self.categories)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.casefold())
