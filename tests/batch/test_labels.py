"""What listings of files are called in reports: once each, and the same after rows are put in."""

from agent.batch.labels import Labels
from agent.batch.row import Fault, Row
from agent.listing import Listing


def row(number: int = 2, marketplace: str | None = "jp", **fields: str) -> Row:
    listing = Listing.model_validate({"platform": "amazon", "marketplace": marketplace, **fields})
    return Row(number, f"line {number}", listing, None)


def names(*rows: Row | Fault) -> list[str]:
    labels = Labels()
    return [labels.of("a.csv", one) for one in rows]


def test_a_listing_is_called_by_its_codes_else_by_its_place() -> None:
    given = names(
        row(2, sku="A1", asin="B0CX12A4K9"),
        row(3, asin="B0CX12A4K9", sku=" "),
        row(4, sku="A1", marketplace="us"),
        row(5, sku="A2", marketplace=None),
        row(6),
        Fault(7, "line 7", "broken"),
    )
    assert given == [
        "a.csv#sku:A1@jp",
        "a.csv#asin:B0CX12A4K9@jp",
        "a.csv#sku:A1@us",
        "a.csv#sku:A2",
        "a.csv#line 6",
        "a.csv#line 7",
    ]


def test_the_same_code_again_is_counted_and_meets_no_other_name() -> None:
    twice = names(row(sku="A"), row(sku="A"), row(sku="A"))
    assert twice == ["a.csv#sku:A@jp", "a.csv#sku:A@jp~2", "a.csv#sku:A@jp~3"]
    odd = names(row(sku="A@jp~2", marketplace=None), row(sku="A"), row(sku="A"))
    assert len(set(odd)) == 3


def test_rows_put_in_before_do_not_change_a_name() -> None:
    before = names(row(2, sku="A"), row(3, sku="B"))
    assert names(row(2, sku="new"), row(3, sku="A"), row(4, sku="B"))[1:] == before
