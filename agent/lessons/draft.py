"""A practice listing while faults are planted in it: its texts and its pictures. Nothing is judged here."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from agent.lessons.pictures import Fault, Product, clean, faulty, view
from agent.listing import Listing, ListingImage


@dataclass(frozen=True, slots=True)
class Draft:
    """What is planted into. Every method returns another draft, whose listing and pictures agree."""

    listing: Listing
    product: Product
    """What its pictures show."""
    name: str = ""
    """What is printed on the product."""
    pictures: tuple[bytes, ...] = ()

    @property
    def spaced(self) -> bool:
        """Whether words of its language stand apart."""
        return self.listing.marketplace != "jp"

    def laid(self, update: Mapping[str, Any]) -> "Draft":
        """With other values of the listing's members. Raises ``ValidationError``."""
        said = {name: getattr(self.listing, name) for name in self.listing.model_fields_set}
        return replace(self, listing=Listing.model_validate(said | dict(update)))

    def shown(self, pictures: tuple[bytes, ...]) -> "Draft":
        """With these pictures in this order, the first of them the main one."""
        images = tuple(
            ListingImage(slot=slot, digest=hashlib.sha256(content).hexdigest())
            for slot, content in zip(_slots(), pictures, strict=False)
        )
        return replace(self, pictures=pictures, listing=self.laid({"images": images}).listing)

    def with_gallery(self, count: int) -> "Draft":
        """With a clean main picture and further ones, ``count`` in all."""
        views = (view(self.product, number) for number in range(count - 1))
        return self.shown((clean(self.product, self.name), *views))

    def drawn(self, fault: Fault) -> "Draft":
        """With that fault in the main picture."""
        return self.shown((faulty(self.product, fault, self.name), *self.pictures[1:]))

    def addressed(self, url: str) -> "Draft":
        """With another address of the main picture."""
        first, *rest = self.listing.images or ()
        return self.laid({"images": (first.model_copy(update={"url": url}), *rest)})


def _slots() -> Iterator[str]:
    yield "MAIN"
    yield from (f"PT{place:02}" for place in range(1, 60))
