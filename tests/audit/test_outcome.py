from typing import Any

import pytest

from agent.audit.outcome import Seen, outcome_of
from agent.reports.words import cause_text

PRODUCT = "https://www.amazon.co.jp/dp/B0TENKEN01"
DRAFT: dict[str, Any] = {"expected": ["title", "images"], "found": []}


def seen(**changed: Any) -> Seen:  # noqa: ANN401 - any part of it
    usual: dict[str, Any] = {"status": 200, "url": PRODUCT, "draft": None, "fullness": "none"}
    return Seen(**usual | changed)


@pytest.mark.parametrize(
    ("what", "listed", "outcome", "why"),
    [
        ({"fullness": "part"}, True, "judged", ""),
        ({"fullness": "whole", "password": True}, True, "judged", ""),
        ({"robot": True}, True, "blocked", "person"),
        ({"status": 503}, True, "blocked", "HTTP 503"),
        ({"status": 403}, True, "blocked", "HTTP 403"),
        ({"failed": True}, True, "blocked", "page of errors"),
        ({"password": True}, False, "log-in", "--storage-state"),
        ({"url": "https://www.amazon.co.jp/ap/signin?x=1"}, False, "log-in", "www.amazon.co.jp/ap/signin)"),
        ({"url": "https://login.jp.mercari.com/signin?next=/sell"}, False, "log-in", "sign in"),
        ({"url": "https://mercari-shops.com/signin/seller/owner"}, False, "log-in", "sign in"),
        ({"status": 404}, True, "could-not", "HTTP 404"),
        ({"status": 500}, True, "could-not", "HTTP 500"),
        ({"url": "https://www.amazon.co.jp/s?k=x"}, False, "could-not", "www.amazon.co.jp/s is no page"),
        ({"draft": {"expected": [], "found": []}}, True, "could-not", "shows no field"),
        ({"draft": DRAFT}, True, "changed-site", "title, images"),
        ({"draft": DRAFT, "in_time": False}, True, "changed-site", "in time"),
        ({}, True, "changed-site", "none of its fields"),
    ],
)
def test_page_without_a_listing_is_told_by_what_it_is(
    what: dict[str, Any], *, listed: bool, outcome: str, why: str
) -> None:
    found, cause = outcome_of(seen(**what), listed=listed)
    assert found == outcome
    assert (cause is None) == (outcome == "judged")
    assert cause is None or why in cause_text(cause, "en")


def test_reason_does_not_repeat_what_an_address_carries() -> None:
    _, cause = outcome_of(seen(url="https://www.amazon.co.jp/ap/signin?openid.token=SECRET"), listed=False)
    assert cause is not None
    assert "SECRET" not in cause.model_dump_json()
