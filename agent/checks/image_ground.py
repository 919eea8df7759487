"""The background of the main image: how white it is, and where it is not."""

from collections.abc import Iterator
from typing import Literal

from agent.checks.base import Judge
from agent.checks.main_image import CoverParams, Fault, around, on_measured_image
from agent.picture import GroundFacts, ImageFacts, hexadecimal
from agent.rules.lexicon import Lexicons

DATA = frozenset({"share", "colour", "levels"})
WHITE = 255
Kind = Literal["white", "compressed", "near-white", "not-white"]


class Params(CoverParams):
    """Share of the judged background that must be pure white; which kind of fault this rule speaks of.

    ``compressed``: what is missing is no more than this JPEG's coarseness takes away; ``near-white``: all
    of it is at least 250 in every channel; ``not-white``: neither.
    """

    min_white: float = 0.99
    """Far from the product every pixel of an honest white is exact, at any quality from 30 to 95."""
    kind: Kind = "not-white"


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation around the places that are not pure white."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        ground = facts.ground
        if ground is None or _kind(ground, params.min_white) != params.kind:
            return
        yield Fault(
            {
                "share": round(ground.white_share * 100, 1),
                "colour": hexadecimal(ground.colour),
                "levels": WHITE - min(ground.colour),
            },
            region=around(ground.stains),
            areas=ground.stains,
        )

    return on_measured_image(faults, params, lexicons)


def _kind(ground: GroundFacts, min_white: float) -> Kind:
    if ground.white_share >= min_white:
        return "white"
    if 0 < WHITE - min(ground.colour) <= ground.tolerance:
        return "compressed"
    return "near-white" if ground.near_white_share >= min_white else "not-white"
