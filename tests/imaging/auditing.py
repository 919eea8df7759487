"""What the image rules say of measured pictures."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.imaging.read import new_reader
from agent.imaging.reading import Reader
from agent.listing import Listing, ListingImage
from agent.picture import ImageFacts, TextFacts
from agent.report import Finding
from agent.shop import Shop, tailor

TODAY = date(2026, 11, 22)
ADVICE = {"image/images-few-amazon", "image/images-few-mercari"}
"""Speak of how many pictures there are, not of what is in them."""


@cache
def rules() -> RuleSet:
    return tailor(load(), Shop())


@cache
def reader() -> Reader:
    return new_reader(1)


def spoken(pictures: Sequence[ImageFacts], **more: object) -> list[Finding]:
    """The image rules' violations and doubts on a gallery in which nothing is written."""
    # Reading the text is another process's work: these pictures have none.
    facts = [
        picture if picture.error else picture.model_copy(update={"text": TextFacts()}) for picture in pictures
    ]
    slots = ["MAIN", *(f"PT{place:02}" for place in range(1, len(facts)))]
    images = tuple(
        ListingImage(slot=slot, digest=part.digest) for slot, part in zip(slots, facts, strict=True)
    )
    listing = Listing.model_validate(
        {"platform": "amazon", "page": "edit", "images": images, "title": "Bottle", **more}
    )
    report = run(rules(), listing, {part.digest: part for part in facts}, TODAY)
    return [
        finding
        for finding in report.findings
        if finding.rule.startswith("image/")
        and finding.outcome in ("violation", "incomplete", "error")
        and finding.rule not in ADVICE
    ]
