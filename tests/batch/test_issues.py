"""Amazon's issues beside ours."""

import pytest

from agent.batch.issues import compare, fields_of
from agent.batch.row import MarketIssue
from agent.listing import ScreenField

TITLE = MarketIssue("99010", "A value is required for 'item_name'.", "ERROR", ("item_name",))
SIZE = MarketIssue("90220", "'size' is required but not supplied.", "ERROR", ("size",))
IMAGE = MarketIssue("18027", "text, logo, graphic, or watermark", "ERROR", (), ("INVALID_IMAGE",))
STRANGE = MarketIssue("424242", "Something new.")


@pytest.mark.parametrize(
    ("issue", "fields"), [(TITLE, {"title"}), (SIZE, set()), (IMAGE, {"images"}), (STRANGE, set())]
)
def test_an_issue_speaks_of_fields(issue: MarketIssue, fields: set[ScreenField]) -> None:
    assert fields_of(issue) == fields


def test_agreed_only_amazon_unknown_and_only_ours() -> None:
    compared = compare(
        [TITLE, SIZE, IMAGE, STRANGE],
        [
            ("amazon/title-too-long", "title"),
            ("amazon/bullets-too-many", "bullets"),
            ("image/images-few-amazon", "images"),
        ],
    )
    assert [standing for _, standing in compared.issues] == [
        "agreed",
        "only-amazon",
        "only-amazon",
        "unknown",
    ]
    assert compared.only_ours == ("amazon/bullets-too-many",)


def test_a_fault_of_the_main_image_agrees_with_amazons() -> None:
    compared = compare([IMAGE], [("image/main-image-text", "images")])
    assert compared.issues == ((IMAGE, "agreed"),)
    assert compared.only_ours == ()
