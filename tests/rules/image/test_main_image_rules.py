"""What the image rules say of pictures with known answers, and of pictures nobody has measured."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.catalogue import load
from agent.engine import run
from agent.imaging.measure import measure
from agent.listing import Listing, ListingImage
from agent.picture import ImageFacts
from agent.shop import Shop, tailor

TODAY = date(2026, 11, 22)
RULES = tailor(load(), Shop())
PICTURES = Path(__file__).resolve().parents[4] / "shared" / "images"
WHITE_RULES = {"image/main-image-not-white", "image/main-image-near-white"}


def _answers() -> list[dict[str, Any]]:
    path = PICTURES / "acceptance.json"
    entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return [entry for entry in entries if "white" in entry["expect"]]


def _loud(facts: ImageFacts, **more: object) -> dict[str, str]:
    image = ListingImage(slot="MAIN", digest=facts.digest)
    listing = Listing.model_validate({"platform": "amazon", "page": "edit", "images": (image,), **more})
    return {
        finding.rule: finding.outcome
        for finding in run(RULES, listing, {facts.digest: facts}, TODAY).findings
        if finding.rule.startswith("image/main") and finding.outcome in ("violation", "incomplete", "error")
    }


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the shared pictures with known answers are not here")
@pytest.mark.parametrize("entry", _answers(), ids=lambda entry: Path(entry["file"]).stem)
def test_the_white_rules_agree_with_known_answers(entry: dict[str, Any]) -> None:
    facts = measure((PICTURES / entry["file"]).read_bytes())
    spoken = set(_loud(facts)) & WHITE_RULES
    assert (spoken == set()) == (entry["expect"]["white"] == "pass"), (entry, facts.ground)


def test_an_image_that_was_not_handed_over_is_pending_for_every_measure() -> None:
    listing = Listing(platform="amazon", page="edit", images=(ListingImage(slot="MAIN"),))
    findings = [f for f in run(RULES, listing, {}, TODAY).findings if f.rule.startswith("image/")]
    assert {f.reason for f in findings if f.outcome == "incomplete"} == {"image-pending"}
    assert {f.rule for f in findings if f.outcome == "pass"} == {
        "image/image-repeated",
        "image/main-image-missing",
    }


def test_an_absent_images_tab_is_no_missing_image() -> None:
    listing = Listing(platform="amazon", page="edit", title="Bottle")
    findings = [f for f in run(RULES, listing, {}, TODAY).findings if f.rule.startswith("image/")]
    assert {f.outcome for f in findings} == {"inapplicable"}


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (499, {"image/main-image-too-small"}),
        (500, {"image/main-image-without-zoom"}),
        (999, {"image/main-image-without-zoom"}),
        (1000, set()),
        (10_000, set()),
        (10_001, {"image/main-image-too-large"}),
    ],
)
def test_the_longest_side_is_judged_once(side: int, expected: set[str]) -> None:
    facts = ImageFacts(
        digest=hashlib.sha256(b"").hexdigest(),
        bytes=1,
        format="JPEG",
        mode="RGB",
        width=side // 2,
        height=side,
    )
    assert set(_loud(facts)) - WHITE_RULES == expected
