"""Where tests plant: our rules on a fixed day, and pictures whose text is read only where it matters."""

from datetime import date
from functools import cache

from agent.catalogue import load
from agent.lessons.bed import Bed
from agent.lessons.measured import measured
from agent.lessons.pictures import _WORDS, Product, clean, faulty
from agent.picture import ImageFacts, Place, Region, TextFacts, TextLine

TODAY = date(2026, 11, 22)
NAMES: dict[Product, str] = {"bottle": "水筒", "mug": "マグカップ", "box": "収納箱"}


@cache
def bed() -> Bed:
    return Bed(load(), TODAY, quickly)


@cache
def quickly(content: bytes, text: bool) -> ImageFacts:  # noqa: FBT001 - a ``Measure`` is called by place
    """Reading takes a second a picture: what stands in ours is known. ``test_pictures`` reads some."""
    facts = measured(content, False)  # noqa: FBT003 - a ``Measure`` is called by place
    return facts.model_copy(update={"text": _written().get(content, TextFacts())}) if text else facts


@cache
def _written() -> dict[bytes, TextFacts]:
    """What the pictures with words are read as."""
    known: dict[bytes, TextFacts] = {}
    for product, name in NAMES.items():
        print_on_it = _line(name, "product")
        for picture in (clean(product, name), faulty(product, "grey-ground", name)):
            known[picture] = TextFacts(lines=(print_on_it,))
        for fault, (words, badge) in _WORDS.items():
            added = _line(words, "ground" if badge is None else "badge")
            lines = (print_on_it, *[added] * (4 if fault == "watermark" else 1))
            known[faulty(product, fault, name)] = TextFacts(lines=lines)
    return known


def _line(text: str, place: Place) -> TextLine:
    return TextLine(text=text, score=0.99, place=place, region=Region(x=0.3, y=0.05, width=0.3, height=0.1))
