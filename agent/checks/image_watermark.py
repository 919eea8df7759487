"""Watermarks in the main image: signs, and what proves one."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from agent.checks.base import Hit, Judge, MatchParams
from agent.checks.main_text import NOTHING, Reading, is_text, judged_alone, region_of, shown
from agent.picture import TextLine
from agent.report import Datum, Target
from agent.rules.lexicon import Lexicons

DATA = frozenset({"text", "count"})

REPEATED = 4
"""Lines of like text that make a pattern …"""
ON_GROUND = 2
"""… when so many of them stand bare on the ground, where a product has no print."""
ALIKE = 80
"""Of 100: a tiled word is cut by the picture's edge and by the product (SAMPLE, AMPLE, SAMP)."""


def bind(params: MatchParams, lexicons: Lexicons) -> Judge:
    """A violation where a text repeats over the ground, or says there that it is one; else a doubt."""
    matcher = params.matcher(lexicons)

    def judge(reading: Reading) -> Iterator[Hit]:
        lines = [line for line in reading.lines if is_text(line)]
        tiled = _repeated(lines)
        said = [line for line in lines if line.place != "badge" and matcher.find(line.text)]
        proofs = [line for line in said if line.place == "ground"]
        mark = reading.facts.watermark
        if tiled or proofs:
            found = tiled or proofs
            yield Hit(_target(reading, found), _data(found))
        elif said:
            yield Hit(_target(reading, said), _data(said), reason="print-or-overlay")
        elif mark is not None:
            target = Target("images", reading.index, region=mark.region)
            yield Hit(target, {"text": NOTHING, "count": mark.count}, reason="judgement-needed")

    return judged_alone(judge)


def _data(lines: Sequence[TextLine]) -> dict[str, Datum]:
    return {"text": shown(lines[:1]), "count": len(lines)}


def _target(reading: Reading, lines: Sequence[TextLine]) -> Target:
    areas = tuple(region_of([line]) for line in lines) if len(lines) > 1 else ()
    return Target("images", reading.index, region=region_of(lines), areas=areas)


def _repeated(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a text that stands all over the picture; empty when there is none."""
    for model in sorted(lines, key=lambda line: -len(line.text)):
        like = [line for line in lines if _alike(model.text, line.text)]
        bare = sum(line.place == "ground" for line in like)
        if len(like) >= REPEATED and bare >= ON_GROUND:
            return like
    return []


def _alike(model: str, text: str) -> bool:
    """Whether ``text`` is ``model`` or, cut off, at least half of it."""
    return 2 * len(text) >= len(model) and fuzz.partial_ratio(model, text) >= ALIKE
