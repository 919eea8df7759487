"""What is said of the text in pictures with known answers: decoded, read, placed and judged."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent.engine import run
from agent.imaging.measure import measure
from agent.imaging.read import read
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.report import Finding
from agent.text.name_match import find_name
from tests.imaging.auditing import reader, rules

TODAY = date(2026, 11, 22)
PICTURES = Path(__file__).resolve().parents[3] / "shared" / "images"
OVERLAY = {"image/main-image-text", "image/main-image-badge"}
PROMOTION = "image/main-image-promotion"
NAME = "mercari-link/main-image-japanese-name-missing"
WATERMARK = "image/main-image-watermark"

pytestmark = pytest.mark.skipif(
    not PICTURES.is_dir(), reason="the shared pictures with known answers are not here"
)


def entries(name: str) -> list[dict[str, Any]]:
    path = PICTURES / name
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return found


TEXT_KEYS = {"text_overlay", "promo", "name", "jp_text", "watermark"}
ACCEPTED = [entry for entry in entries("acceptance.json") if TEXT_KEYS & set(entry["expect"])]
TRUTH = entries("truth.json")
READABLE = [entry for entry in TRUTH if entry["has_text"]]
WITHOUT_OVERLAY = [entry for entry in TRUTH if not entry["overlay"] and not entry.get("scene")]


@cache
def facts_of(file: str) -> ImageFacts:
    data = (PICTURES / file).read_bytes()
    return measure(data).model_copy(update={"text": read(data, reader(), lambda: False)})


def said(facts: ImageFacts, **more: object) -> Mapping[str, list[Finding]]:
    values = {"platform": "amazon", "marketplace": "jp", "page": "edit", **more}
    listing = Listing.model_validate({**values, "images": [{"slot": "MAIN", "digest": facts.digest}]})
    by_rule: dict[str, list[Finding]] = {}
    for finding in run(rules(), listing, {facts.digest: facts}, TODAY).findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


def outcomes(by_rule: Mapping[str, list[Finding]], *rules: str) -> set[str]:
    return {finding.outcome for rule in rules for finding in by_rule.get(rule, ())}


@pytest.mark.parametrize("entry", ACCEPTED, ids=lambda entry: Path(entry["file"]).stem)
def test_the_text_rules_agree_with_known_answers(entry: dict[str, Any]) -> None:
    expected, facts = entry["expect"], facts_of(entry["file"])
    amazon = said(facts)
    if "text_overlay" in expected:
        assert ("violation" in outcomes(amazon, *OVERLAY)) == expected["text_overlay"]
    if "promo" in expected:
        (finding,) = amazon[PROMOTION]
        assert finding.outcome == "violation"
    if expected.get("watermark"):
        # A word on the product is no proof: goods may be samples.
        assert outcomes(amazon, WATERMARK) == {"incomplete" if "single" in entry["file"] else "violation"}
    title = expected.get("name", "瀬戸内レモンケーキ")
    mercari = outcomes(said(facts, platform="mercari", mercari_link=True, title=title), NAME)
    if "name" in expected:
        assert mercari == {"pass"}
    elif "jp_text" in expected:
        assert mercari == {"incomplete" if expected["jp_text"] else "violation"}


@pytest.mark.parametrize("entry", WITHOUT_OVERLAY[::2], ids=lambda entry: Path(entry["file"]).stem)
def test_no_overlay_is_claimed_where_there_is_none(entry: dict[str, Any]) -> None:
    by_rule = said(facts_of(entry["file"]))
    assert outcomes(by_rule, *OVERLAY, PROMOTION, WATERMARK) == {"pass"}, by_rule


def test_names_are_found_and_those_of_other_products_are_not() -> None:
    names = sorted({entry["name"] for entry in READABLE})
    chosen = READABLE[::2]
    found = wrong = asked = 0
    for entry in chosen:
        text = facts_of(entry["file"]).text
        assert text is not None
        found += find_name(entry.get("title", entry["name"]), text.lines) is not None
        others = [name for name in names if name != entry["name"]]
        asked += len(others)
        wrong += sum(find_name(name, text.lines) is not None for name in others)
    assert found >= 0.9 * len(chosen)
    assert wrong <= 0.001 * asked
