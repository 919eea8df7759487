"""A picture's facts in a few lines for people, and whole as JSON. No judgement lives here."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.picture import ImageFacts, Region, TextFacts
    from agent.wire import Annotation


def summary(path: Path, facts: "ImageFacts") -> Iterator[str]:
    """One line for the file and one for each thing that was measured."""
    traits = [f"{facts.format} {facts.width}×{facts.height} {facts.mode}", f"{facts.bytes / 1e6:.2f} MB"]
    traits += ["transparent"] * facts.transparent + ["animated"] * facts.animated
    yield f"{path}: {', '.join(traits)}"
    for name, words in _measures(facts):
        yield f"  {name:<9} {words}"


def entry_of(
    path: Path, facts: "ImageFacts", annotations: "Sequence[Annotation]", *, lattice: bool
) -> dict[str, Any]:
    """All that is known of the file, for JSON; ``lattice``: with what else each character could be."""
    shown = facts.model_dump(mode="json")
    if shown["text"] is not None and not lattice:
        for line in shown["text"]["lines"]:
            del line["lattice"]
    found = [entry.model_dump(mode="json") for entry in annotations]
    return {"file": str(path), "facts": shown, "annotations": found}


def _measures(facts: "ImageFacts") -> Iterator[tuple[str, str]]:
    from agent.picture import hexadecimal

    if (ground := facts.ground) is not None:
        rest = "" if ground.white_share == 1 else f", the rest {hexadecimal(ground.colour)}"
        step = f" (this JPEG may darken white by {ground.tolerance})" if ground.tolerance else ""
        near = _percent(ground.near_white_share)
        yield "ground", f"{_percent(ground.white_share)} pure white, {near} at least 250{rest}{step}"
    if (product := facts.product) is not None:
        longest = max(product.box.width, product.box.height)
        touches = f", touches {' and '.join(product.touches)}" if product.touches else ""
        parts = f", {len(product.parts)} parts" if len(product.parts) > 1 else ""
        yield "product", f"fills {_percent(longest)} of a side, {_place(product.box)}{parts}{touches}"
    if (frame := facts.frame) is not None:
        sides = ", ".join(frame.sides)
        yield (
            "frame",
            f"{frame.thickness} px of {hexadecimal(frame.colour)}, {frame.inset} px inside: {sides}",
        )
    if (sharpness := facts.sharpness) is not None:
        yield "sharpness", f"detail {sharpness.detail:.2f}, variance {sharpness.variance:.0f}"
    if (watermark := facts.watermark) is not None:
        yield "watermark", f"{watermark.count} {watermark.kind}, {_place(watermark.region)}"
    if facts.text is not None:
        yield from _text(facts.text)


def _text(text: "TextFacts") -> Iterator[tuple[str, str]]:
    if text.error is not None:
        yield "text", "could not be read"
    elif not text.lines:
        yield "text", "none"
    for line in text.lines:
        upright = ", vertical" if line.vertical else ""
        yield "text", f"“{line.text}” {line.score:.2f}, on {line.place}{upright}, {_place(line.region)}"


def _place(region: "Region") -> str:
    left, top = f"{region.x * 100:.0f}", f"{region.y * 100:.0f}"
    right, bottom = f"{(region.x + region.width) * 100:.0f}", f"{(region.y + region.height) * 100:.0f}"
    return f"from {left},{top} to {right},{bottom} %"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
