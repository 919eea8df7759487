"""What a code is by its form, and when two codes are one."""

import pytest
from hypothesis import given, strategies as st

from agent.text import codes

JAN = "4901234567894"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (JAN, {"04901234567894"}),
        ("4 901234 567894", {"04901234567894"}),
        ("099482467999", {"00099482467999"}),
        ("0099482467999", {"00099482467999"}),
        ("00099482467999", {"00099482467999"}),
        (f"099482467999 {JAN}", {"00099482467999", "04901234567894"}),
        ("4901234567890", set()),
        ("0000000000000", set()),
        ("2001234567893", set()),
        ("B0CX12A4K9", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_codes_of_one_product_are_equal_and_those_of_none_are_left_out(
    text: str | None, expected: set[str]
) -> None:
    assert codes.gtins(text) == expected


@given(st.text(max_size=40))
def test_any_text_has_codes_or_none(text: str) -> None:
    assert all(len(code) == max(codes.GTIN_LENGTHS) and code.isdigit() for code in codes.gtins(text))


@pytest.mark.parametrize(
    ("code", "prefix"), [(JAN, "490"), ("099482467999", "009"), ("14901234567891", "490"), ("96385074", None)]
)
def test_the_prefix_is_that_of_the_thirteen_digits(code: str, prefix: str | None) -> None:
    assert codes.gs1_prefix(code) == prefix
