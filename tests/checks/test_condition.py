"""Values by their paths and what they must be: refusals at load, and what an unsaid value means."""

from typing import Any

import pytest
from pydantic import ValidationError

from agent.checks import checklist, datum, value
from agent.checks.base import Hit, Scene
from agent.checks.condition import Condition, bind
from agent.listing import Listing
from agent.rules.lexicon import Lexicons
from agent.rules.ruleset import RULES_DIR

LEXICONS = Lexicons(RULES_DIR / "lexicon")


def listing(**content: Any) -> Listing:  # noqa: ANN401 - any field
    return Listing.model_validate({"platform": "amazon", **content})


def holds(condition: dict[str, Any], **content: Any) -> bool | None:  # noqa: ANN401 - any field
    return bind(Condition.model_validate(condition), LEXICONS)(listing(**content)).holds


def hits(params: dict[str, Any], **content: Any) -> list[Hit]:  # noqa: ANN401 - any field
    judge = datum.bind(datum.Params.model_validate(params), LEXICONS)
    return list(judge(Scene(listing(**content), {}, ())))


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ({"path": "offer.quantitty", "at_least": 1}, "Offer has no 'quantitty', only status, buyable"),
        ({"path": "offers.quantity", "at_least": 1}, "Context has no 'offers', only offer, issues"),
        ({"path": "titel", "present": True}, "a listing's own texts are title, highlights"),
        ({"path": "offer.quantity.units", "at_least": 1}, "nothing stands below the value before 'units'"),
        ({"path": "offer.fulfilment", "equals": "fba"}, "'offer.fulfilment' can only be amazon, seller"),
        ({"path": "offer.buyable", "at_least": 1}, "at_least needs one number"),
        ({"path": "issues.code", "below": 3}, "below needs one number"),
        ({"path": "offer.quantity", "one_of": ["1"]}, "one_of needs texts"),
        ({"path": "offer.quantity", "patterns": ["x"]}, "patterns needs texts"),
        ({"path": "offer.buyable", "equals": "yes"}, "compares with a text, and 'offer.buyable' is true or"),
        ({"path": "offer.quantity"}, "a path needs an operator"),
        ({"kinds": ["radio"], "present": True}, "kinds take none"),
        ({"present": True}, "give a path, or kinds instead of it"),
        (
            {"path": "price", "relative_to": "link.amazon_price", "present": True},
            "relative_to needs at_least",
        ),
        ({"path": "price", "at_least": 1, "relative_to": "link.price"}, "Link has no 'price'"),
        ({"path": "offer.stores", "covers": "seller.stores"}, "Seller has no 'stores'"),
        ({"path": "price", "at_leest": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_condition_that_asks_for_what_is_not_there_is_refused_and_told_what_is(
    condition: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Condition.model_validate(condition)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("title", None),
        ("price", ("¥1",)),
        ("bullets", ("a", "b")),
        ("offer.quantity", (0,)),
        ("offer.buyable", None),
        ("issues.code", ("1", "2")),
        ("issues.enforcements", ("X", "Y")),
        ("issues.severity", None),
        ("documents", ()),
        ("seller.gtin_exemption.brand", None),
        ("attributes.colour", ("red",)),
        ("attributes.size", None),
        ("family.children.variation.size", ("M",)),
        ("manufacturer.name", ("Acme",)),
    ],
)
def test_values_are_read_through_parts_and_lists_and_unsaid_is_not_empty(path: str, read: object) -> None:
    known = listing(
        price="¥1",
        bullets=["a", "b"],
        context={
            "offer": {"quantity": 0},
            "issues": [{"code": "1", "enforcements": ["X"]}, {"code": "2", "enforcements": ["Y"]}],
            "documents": [],
            "attributes": {"colour": "red"},
            "family": {"role": "parent", "children": [{"variation": {"size": "M"}}, {"sku": "S"}]},
            "manufacturer": {"name": "Acme"},
        },
    )
    assert value.resolve(path).read(known) == read


def test_nobody_said_neither_holds_nor_fails() -> None:
    for condition in (
        {"path": "offer.quantity", "at_least": 1},
        {"path": "offer.status", "one_of": ["Active"]},
        {"path": "offer.status", "not_one_of": ["Active"]},
        {"path": "offer.status", "patterns": ["x"], "found": False},
        {"path": "offer.stores", "covers": "seller.target_stores"},
        {"path": "offer.delivery", "present": True},
    ):
        assert holds(condition) is None, condition
    assert holds({"path": "offer.delivery", "present": False}) is True


def test_empty_is_an_answer() -> None:
    empty = {"context": {"offer": {"delivery": " ", "stores": []}, "seller": {"target_stores": ["jp"]}}}
    assert holds({"path": "offer.delivery", "present": True}, **empty) is False
    assert holds({"path": "offer.stores", "covers": "seller.target_stores"}, **empty) is False


def test_texts_are_compared_whatever_their_width_case_spaces_and_hyphens() -> None:
    context = {"link": {"amazon_node": "家電＆カメラ＞PC", "mapped_node": "家電&カメラ > pc"}}
    same = {"path": "link.amazon_node", "same_as": ["link.mapped_node"]}
    assert holds(same, context=context) is True
    one = {"path": "link.mapped_node", "one_of": ["家電＆カメラ > PC"]}
    assert holds(one, context=context) is True


@pytest.mark.parametrize(
    ("price", "outcome"), [("2,108円", True), ("2107", False), ("¥1 / ¥2", None), ("", None)]
)
def test_a_price_is_compared_by_its_one_number(price: str, outcome: bool | None) -> None:  # noqa: FBT001
    band = {"path": "price", "relative_to": "link.amazon_price", "at_least": 0.85}
    assert holds(band, price=price, context={"link": {"amazon_price": 2480}}) is outcome


@pytest.mark.parametrize(
    ("missing", "outcomes"),
    [("inapplicable", ["inapplicable"]), ("incomplete", ["incomplete"]), ("violation", ["violation"])],
)
def test_the_rule_says_what_an_unsaid_value_means(missing: str, outcomes: list[str]) -> None:
    found = hits({"path": "certificates.pse", "present": True, "missing": missing})
    assert [hit.outcome for hit in found] == outcomes
    assert [hit.reason for hit in found] == ["data-missing" if missing == "incomplete" else None]


def test_percentages_keep_what_tells_them_from_the_limit() -> None:
    params = {"path": "link.category_score", "at_least": 0.92, "percent": True}
    (hit,) = hits(params, context={"link": {"category_score": 0.9199}})
    assert dict(hit.data) == {"value": "91.99", "limit": "92"}


def test_alternatives_rescue_only_where_they_surely_hold() -> None:
    condition = {
        "path": "certificates.pse",
        "present": True,
        "or": [{"path": "description", "patterns": ["pse"]}],
    }
    declared_none = {"certificates": {"pse": ""}}
    assert holds(condition, context=declared_none) is False
    assert holds(condition, context=declared_none, description="PSE") is True
    assert holds(condition, description="x") is None


def test_checklist_names_what_is_not_seen_and_leaves_out_what_is_optional() -> None:
    name = {"ja": "写真", "zh": "照片", "en": "photo"}
    items = [
        {"path": "documents", "includes": ["photo-front"], "name": name},
        {"path": "feed", "present": True, "optional": True, "name": name | {"en": "batch id"}},
        {"path": "sku", "present": True, "name": name | {"en": "SKU"}},
    ]
    judge = checklist.bind(checklist.Params.model_validate({"items": items}), LEXICONS)

    def seen(**content: Any) -> tuple[str, list[str], object]:  # noqa: ANN401 - any field
        (hit,) = judge(Scene(listing(**content), {}, ()))
        missing = hit.data["missing"]
        assert isinstance(missing, tuple)
        return hit.outcome, [getattr(item, "en", "") for item in missing], hit.data["total"]

    assert seen() == ("incomplete", ["photo", "SKU"], 2)
    assert seen(sku="S", context={"feed": ""}) == ("violation", ["photo", "batch id"], 3)
    assert seen(sku="S", context={"documents": []}) == ("violation", ["photo"], 2)
