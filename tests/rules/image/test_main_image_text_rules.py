"""What the rules about text in the main image say, and how two platforms' demands meet in one card."""

import time
from datetime import date
from typing import Any

import pytest

from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.report import Finding
from agent.shop import Shop, tailor

TODAY = date(2026, 11, 22)
RULES = tailor(load(), Shop())
DIGEST = "0" * 64
CONFLICT = "conflict/main-image-text"
NAME = "mercari-link/main-image-japanese-name-missing"
TEXT = "image/main-image-text"


def line(text: str, place: str, y: float = 0.1, **more: object) -> dict[str, Any]:
    region = {"x": 0.2, "y": y, "width": 0.4, "height": 0.06}
    return {"text": text, "score": 0.95, "place": place, "region": region, **more}


def spoken(
    *lines: dict[str, Any],
    facts: dict[str, Any] | None = None,
    **more: Any,  # noqa: ANN401 - fields of a listing
) -> dict[str, Finding]:
    values: dict[str, Any] = {"digest": DIGEST, "bytes": 1, "width": 1600, "height": 1600, "format": "JPEG"}
    measured = ImageFacts.model_validate({**values, "text": {"lines": lines}, **(facts or {})})
    listing = Listing.model_validate(
        {
            "platform": "amazon",
            "marketplace": "jp",
            "page": "edit",
            "title": "保温ボトル 500ml",
            "images": [{"slot": "MAIN", "digest": DIGEST}],
            **more,
        }
    )
    findings = run(RULES, listing, {DIGEST: measured}, TODAY).findings
    return {f.rule: f for f in findings if f.outcome not in ("pass", "inapplicable")}


def on_both(*lines: dict[str, Any], **more: Any) -> dict[str, Finding]:  # noqa: ANN401 - fields of a listing
    return spoken(*lines, also=["mercari"], mercari_link=True, **more)


def test_a_name_printed_on_the_product_suits_both_platforms() -> None:
    assert {CONFLICT, NAME, TEXT}.isdisjoint(on_both(line("保温ボトル", "product")))


def test_a_name_that_was_added_is_one_card_that_explains_both_sides() -> None:
    found = on_both(line("保温ボトル", "ground"))
    assert found[CONFLICT].outcome == "violation"
    region = found[CONFLICT].target.region
    assert region is not None
    assert (region.x, region.width) == pytest.approx((0.2, 0.4))
    assert {NAME, TEXT}.isdisjoint(found)


def test_other_added_text_keeps_its_own_finding() -> None:
    found = on_both(line("保温ボトル", "ground"), line("当店限定", "ground", 0.8))
    assert found[CONFLICT].outcome == "violation"
    assert found[TEXT].data["text"] == "当店限定"


def test_a_picture_without_the_name_is_one_card_as_sure_as_mercaris_side() -> None:
    without = on_both()
    assert (without[CONFLICT].outcome, NAME in without) == ("violation", False)
    unsure = on_both(line("直射日光を避けて保存", "product"))
    assert (unsure[CONFLICT].outcome, unsure[CONFLICT].reason) == ("incomplete", "judgement-needed")
    assert unsure[CONFLICT].target.region is not None
    assert NAME not in unsure


def test_a_confirmed_name_goes_before_the_title() -> None:
    more: dict[str, Any] = {
        "platform": "mercari",
        "mercari_link": True,
        "context": {"product_name": "極上黒にんにく"},
    }
    assert NAME not in spoken(line("極上黒にんにく", "product"), **more)
    assert spoken(line("保温ボトル", "product"), **more)[NAME].reason == "name-not-read"


def test_japanese_text_without_the_name_is_never_a_violation() -> None:
    for text in ("直射日光", "おいしい", "チョコレート 48g", "製造者:株式会社"):
        found = spoken(line(text, "product"), platform="mercari", mercari_link=True)
        assert (found[NAME].outcome, found[NAME].reason) == ("incomplete", "name-not-read")
        assert found[NAME].data["text"] == text


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"text": None}, "image-text-pending"),
        ({"text": {"error": "failed"}}, "image-text-failed"),
        ({"error": "unreadable", "width": None, "text": None}, "image-unreadable"),
    ],
)
def test_what_was_not_read_is_no_missing_text(facts: dict[str, Any], reason: str) -> None:
    for platform in ("amazon", "mercari"):
        found = spoken(facts=facts, platform=platform, mercari_link=True)
        about = [f for rule, f in found.items() if rule in (TEXT, NAME, "mercari-link/main-image-watermark")]
        assert about
        assert {(f.outcome, f.reason) for f in about} == {("incomplete", reason)}


def test_a_badge_is_shown_whole() -> None:
    badge = {"x": 0.1, "y": 0.05, "width": 0.6, "height": 0.2}
    found = spoken(line("ポイント10倍", "badge", badge=badge))
    for rule in ("image/main-image-badge", "image/main-image-promotion"):
        region = found[rule].target.region
        assert region is not None
        assert (region.x, region.y, region.width) == (0.1, 0.05, 0.6)


def test_many_words_on_the_ground_are_one_finding() -> None:
    lines = [line(f"ことば{number}です", "ground", 0.02 + number * 0.15) for number in range(6)]
    finding = spoken(*lines)[TEXT]
    assert len(finding.target.areas) == 6


def test_a_book_may_have_words_on_its_cover() -> None:
    found = spoken(line("保温の科学", "ground"), category="本 > 科学", title="保温の科学")
    assert not [rule for rule in found if rule.startswith("image/main-image-t")]


def test_text_of_a_hundred_lines_costs_little() -> None:
    step = tuple((char, 0.12) for char in "あいうえおかきく")
    lines = [
        line(f"おいしい成分表示{number}", "product", number % 90 / 100, lattice=[step] * 30)
        for number in range(100)
    ]
    more: dict[str, Any] = {"platform": "mercari", "mercari_link": True}
    spoken(*lines, **more)
    begun = time.perf_counter()
    spoken(*lines, **more)
    assert time.perf_counter() - begun < 1
