"""Goods and sentences that look like faults and are none, and planted faults that must be found."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing

TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent
RULES = load()
LOUD = ("violation", "incomplete", "error")
USED, NEW = "目立った傷や汚れなし", "新品、未使用"


def _harmless() -> Iterator[dict[str, Any]]:
    condition = USED
    for line in (HERE / "harmless.txt").read_text("utf-8").splitlines():
        if line == "[new]":
            condition = NEW
        elif line and not line.startswith("#"):
            title, _, description = line.partition(" | ")
            yield {"title": title, "description": description, "condition": condition}


HARMLESS: list[dict[str, Any]] = [
    *_harmless(),
    *tomllib.loads((HERE / "harmless.toml").read_text("utf-8"))["harmless"],
]
PLANTED: list[dict[str, Any]] = tomllib.loads((HERE / "planted.toml").read_text("utf-8"))["planted"]


def _spoken(listing: Listing) -> dict[str, str]:
    """The Mercari rules that speak of the listing, with what they point at."""
    findings = run(RULES, listing, {}, TODAY).findings
    return {
        f.rule: str(f.target.quote) for f in findings if f.rule.startswith("mercari/") and f.outcome in LOUD
    }


def test_the_list_is_long_enough_to_mean_something() -> None:
    assert len(HARMLESS) >= 250
    assert len(PLANTED) >= 130


@pytest.mark.parametrize("platform", ["mercari", "mercari-shops"])
@pytest.mark.parametrize("harmless", HARMLESS, ids=lambda harmless: harmless["title"])
def test_harmless_listings_are_left_alone(platform: str, harmless: dict[str, Any]) -> None:
    usual = {
        "platform": platform,
        "price": "¥2,480",
        "shipping_payer": "送料込み(出品者負担)",
        "shipping_method": "らくらくメルカリ便",
        "ship_from": "東京都",
        "images": [{"slot": slot} for slot in ("MAIN", "PT01", "PT02", "PT03")],
    }
    assert _spoken(Listing.model_validate(usual | harmless)) == {}


@pytest.mark.parametrize(
    "planted", PLANTED, ids=lambda planted: f"{planted['rule']} - {planted['listing']['title']}"
)
def test_a_planted_fault_is_found(planted: dict[str, Any]) -> None:
    listing = Listing.model_validate({"platform": "mercari", **planted["listing"]})
    assert f"mercari/{planted['rule']}" in _spoken(listing)
