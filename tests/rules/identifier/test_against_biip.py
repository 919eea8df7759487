"""Our verdicts on product codes agree with biip, a library that does nothing else."""

from datetime import date

import pytest
from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gtin import Gtin
from hypothesis import given, settings, strategies as st

from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing, Platform

TODAY = date(2026, 11, 22)
RULES = load()
# How long one example takes says more about the machine than about a rule.
UNHURRIED = settings(deadline=None)
DIGITS = "0123456789"
BODIES = st.sampled_from((7, 11, 12, 13)).flatmap(lambda n: st.text(DIGITS, min_size=n, max_size=n))


def faults(code: str, platform: Platform = "amazon", field: str = "gtin") -> set[str]:
    """Identifier rules that speak of ``code``, without their folder."""
    listing = Listing.model_validate({"platform": platform, "marketplace": "us", "page": "file", field: code})
    return {
        finding.rule.removeprefix("identifier/")
        for finding in run(RULES, listing, {}, TODAY).findings
        if finding.rule.startswith("identifier/") and finding.outcome in ("violation", "incomplete", "error")
    }


@UNHURRIED
@given(BODIES)
def test_a_code_with_its_check_digit_is_never_called_wrong(body: str) -> None:
    code = f"{body}{gs1_standard_check_digit(body)}"
    assert not faults(code) & {"gtin-malformed", "gtin-check-digit-wrong", "foreign-code-as-gtin"}


@UNHURRIED
@given(BODIES, st.integers(1, 9))
def test_every_other_last_digit_is_called_wrong_unless_the_code_is_a_placeholder(
    body: str, offset: int
) -> None:
    wrong = (gs1_standard_check_digit(body) + offset) % 10
    found = faults(f"{body}{wrong}")
    assert ("gtin-check-digit-wrong" in found) != ("gtin-placeholder" in found)


@UNHURRIED
@given(st.text(st.sampled_from(DIGITS + "- ABXあ"), min_size=1, max_size=16).filter(str.strip))
def test_what_biip_reads_as_a_gtin_is_well_formed_here(text: str) -> None:
    """But for full-width digits, which no site takes."""
    try:
        Gtin.parse(text.strip())
    except ParseError:
        return
    assert "gtin-malformed" not in faults(text)


@UNHURRIED
@given(st.text(max_size=40))
def test_no_text_makes_an_identifier_rule_fail(text: str) -> None:
    listing = Listing(platform="mercari", page="file", gtin=text, sku=text, asin=text)
    outcomes = {finding.outcome for finding in run(RULES, listing, {}, TODAY).findings}
    assert "error" not in outcomes


@UNHURRIED
@given(st.text(st.sampled_from("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"), min_size=8, max_size=8))
def test_every_asin_of_the_usual_form_passes_and_is_foreign_as_a_barcode_or_item_code(tail: str) -> None:
    asin = f"B0{tail}"
    assert faults(asin, field="asin") == set()
    assert faults(asin) == {"foreign-code-as-gtin"}
    assert faults(asin, platform="mercari-shops", field="sku") == {"asin-as-sku"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("4901234567894", set()),
        ("4 901234 567894", set()),
        ("4901234-567894", set()),
        ("099482467999", set()),
        ("096385074", {"gtin-malformed"}),
        ("96385074", set()),
        ("9784873117782", set()),
        ("4901234567890", {"gtin-check-digit-wrong"}),
        ("2001234567893", {"gtin-restricted"}),
        ("9821234567890", {"gtin-restricted"}),
        ("0212345678909", {"gtin-restricted"}),
        ("0000000000000", {"gtin-placeholder"}),
        ("1234567890123", {"gtin-placeholder"}),
        ("9876543210987", {"gtin-placeholder"}),
        ("JAN0001", {"gtin-malformed"}),
        ("４９０１２３４５６７８９４", {"gtin-malformed"}),
        ("099482467999 4901234567894", set()),
        ("099482467999 4901234567890", {"gtin-check-digit-wrong"}),
        ("", set()),
        ("   ", set()),
    ],
)
def test_known_codes_are_judged_as_known(code: str, expected: set[str]) -> None:
    assert faults(code) == expected


@pytest.mark.parametrize(
    ("asin", "expected"),
    [
        ("B0CX12A4K9", set()),
        ("b0cx12a4k9", set()),
        ("4758069778", set()),
        ("487311778X", set()),
        ("4758069777", {"asin-malformed"}),
        ("B0CX-12A4K", {"asin-malformed"}),
        ("B0CX 12A4K9", {"asin-malformed"}),
        ("X001ABC2DE", {"asin-malformed"}),
        ("", set()),
    ],
)
def test_known_asins_are_judged_as_known(asin: str, expected: set[str]) -> None:
    assert faults(asin, field="asin") == expected
