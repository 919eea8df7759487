"""Rules about families and other records: never an error, and quiet on real titles."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from agent.bound import RuleSet
from agent.catalogue import bind
from agent.engine import run
from agent.listing import Listing
from agent.report import Finding
from agent.rules.ruleset import read

TITLES = Path(__file__).resolve().parents[4] / "shared" / "csv" / "amazon_cojp_2019_titles.csv"
TODAY = date(2026, 11, 22)
FILES = read()
RULES = RuleSet(
    tuple(bind(FILES, rule) for rule in FILES.rules if rule.id.startswith(("family/", "identifier/"))),
    FILES.sources,
    FILES.hash,
)

WORDS = st.sampled_from(
    (
        "",
        " ",
        "4901234567894",
        "099482467999",
        "Acme",
        "アクメ",
        "X200",
        "X 300",
        "Red 1",
        "赤",
        "500 ml",
        "A-1",
    )
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("sku", "asin", "gtin", "brand", "model", "title", "node", "product_type"), WORDS),
        "platform": st.sampled_from(("amazon", "mercari", "mercari-shops")),
        "marketplace": st.sampled_from(("jp", "us", "de")),
        "pack_count": st.integers(0, 6),
        "packed_by_manufacturer": st.booleans(),
        "variation": st.dictionaries(st.sampled_from(("colour", "COLOR_NAME", "size", "")), WORDS),
        "attributes": st.dictionaries(st.sampled_from(("size", "condition", "colour")), WORDS),
    },
)
CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "family": st.fixed_dictionaries(
            {"role": st.sampled_from(("parent", "child")), "children": st.lists(RECORDS, max_size=4)},
            optional={"parent": RECORDS, "theme": st.lists(st.sampled_from(("colour", "size/color", "")))},
        ),
        "own": st.lists(RECORDS, max_size=4),
        "catalogue": st.lists(RECORDS, max_size=3),
        "previous": RECORDS,
        "seller": st.fixed_dictionaries(
            {},
            optional={
                "brand_registered": st.booleans(),
                "gtin_exempt": st.booleans(),
                "gtin_exemption": st.fixed_dictionaries({"brand": WORDS}, optional={"category": WORDS}),
                "gtin_source": WORDS,
            },
        ),
    },
)
FIELDS = st.fixed_dictionaries(
    {"platform": st.sampled_from(("amazon", "mercari", "mercari-shops"))},
    optional=dict.fromkeys(
        ("sku", "asin", "gtin", "gtin_type", "brand", "model", "title", "category", "condition"), WORDS
    ),
)


def loud(values: dict[str, Any]) -> list[Finding]:
    report = run(RULES, Listing.model_validate(values), {}, TODAY)
    return [finding for finding in report.findings if finding.outcome not in {"pass", "inapplicable"}]


@settings(deadline=None)
@given(FIELDS, CONTEXTS)
def test_no_context_makes_a_rule_fail(fields: dict[str, Any], context: dict[str, Any]) -> None:
    assert "error" not in {finding.outcome for finding in loud({**fields, "context": context})}


def test_one_listing_is_never_its_own_duplicate() -> None:
    record = {"sku": "A1", "asin": "B0CX12A4K9", "gtin": "4901234567894", "brand": "Acme", "model": "X200"}
    shown = {**record, "title": "Acme ボトル 500ml"}
    context = {"own": [shown], "catalogue": [shown], "previous": shown}
    assert loud({"platform": "amazon", "marketplace": "jp", **shown, "context": context}) == []


@pytest.mark.skipif(not TITLES.is_file(), reason="the shared collection of real titles is not here")
def test_two_hundred_real_titles_as_one_shop_are_two_hundred_products() -> None:
    with TITLES.open(encoding="utf-8-sig", newline="") as rows:
        shop: list[dict[str, Any]] = [
            {
                "sku": row["ASIN"],
                "asin": row["ASIN"],
                "title": row["title"],
                "brand": None if row["brand"] == "null" else row["brand"],
            }
            for row in csv.DictReader(rows)
        ]
    found: Counter[str] = Counter()
    for item in shop:
        variants = [
            {**item, "sku": f"{item['asin']}-{number}", "asin": None, "variation": {"colour": colour}}
            | {"title": f"{item['title']} {colour}"}
            for number, colour in enumerate(("レッド", "ネイビー/ホワイト", "ライトグリーン"))
        ]
        family = {"role": "parent", "theme": ["colour"], "children": variants}
        context = {"own": shop, "catalogue": [item], "previous": item, "family": family}
        found.update(
            finding.rule
            for finding in loud({"platform": "amazon", "marketplace": "jp", **item, "context": context})
        )
    assert dict(found) == {}
