"""What the checks of the main image share: waiting for its facts, and goods whose picture is a cover."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params, Scene
from agent.listing import Listing, ListingImage
from agent.picture import ImageFacts, Region
from agent.report import Datum, Reason, Target
from agent.rules.lexicon import Lexicons
from agent.rules.media import is_media
from agent.text import layout
from agent.text.matcher import compile_matcher


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check found in the main image; without a region it concerns all of it."""

    data: Mapping[str, Datum] = field(default_factory=dict)
    region: Region | None = None
    areas: tuple[Region, ...] = ()
    reason: Reason | None = None


class CoverParams(Params):
    """Goods that are not judged: those whose main image is their cover, as it is for books."""

    exempt: tuple[str, ...] = ()
    """Word lists with patterns of such categories; with any, listings that say they are media are exempt."""


Faults = Callable[[ImageFacts], Iterator[Fault]]


def on_main_image(
    faults: Faults,
    measured: Callable[[ImageFacts], bool] = lambda facts: facts.width is not None,
    exempt: Callable[[Listing], bool] = lambda _: False,
) -> Judge:
    """A judge of the main image's facts; cannot tell until they are there, or when they lack the measure."""

    def judge(scene: Scene) -> Iterator[Hit]:
        main = scene.main_image()
        if main is None or exempt(scene.listing):
            yield NOT_APPLICABLE
            return
        index, image = main
        facts = scene.facts.get(image.digest or "")
        if facts is None:
            yield Hit(Target("images", index), reason=unmeasured(image))
        elif not measured(facts):
            yield Hit(Target("images", index), reason="image-unreadable")
        else:
            for fault in faults(facts):
                place = Target("images", index, region=fault.region, areas=fault.areas)
                yield Hit(place, fault.data, fault.reason)

    return judge


def unmeasured(image: ListingImage) -> Reason:
    """Why there are no facts of a picture."""
    return "image-unavailable" if image.unavailable else "image-pending"


def on_measured_image(faults: Faults, params: CoverParams, lexicons: Lexicons) -> Judge:
    """As ``on_main_image`` for faults that need the pixels' measures, silent about covers."""
    return on_main_image(faults, lambda facts: facts.ground is not None, covers(params, lexicons))


def covers(params: CoverParams, lexicons: Lexicons) -> Callable[[Listing], bool]:
    """Which listings' main image is a cover; ``ValueError`` for a missing list."""
    if not params.exempt:
        return lambda _: False
    lists = [lexicons[name] for name in params.exempt]
    categories = compile_matcher(
        words=[word for entry in lists for word in entry.words],
        patterns=[pattern for entry in lists for pattern in entry.patterns],
    )
    return lambda listing: is_media(listing) or bool(categories.find(listing.category or ""))


def around(regions: Iterable[Region]) -> Region | None:
    """One region around all; ``None`` around nothing."""
    every = tuple(regions)
    return layout.around(every) if every else None
