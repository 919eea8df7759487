"""Groups of rules: every rule is in the one that people would look for it in."""

import pytest

from agent.checks import CHECKS
from agent.groups import _BY_CHECK, _BY_ID, GROUPS, NAMES, Group, group_of
from tests.lessons.beds import bed


def test_every_group_has_a_name_and_rules() -> None:
    assert set(NAMES) == set(GROUPS)
    assert {group_of(bound.rule) for bound in bed().ruleset.rules} == set(GROUPS)


@pytest.mark.parametrize(
    ("rule", "group"),
    [
        ("amazon/title-promotional-phrase", "claim"),
        ("amazon/title-forbidden-characters", "characters"),
        ("amazon/title-too-long", "length"),
        ("amazon/bullets-too-few", "length"),
        ("amazon/brand-missing", "missing"),
        ("amazon/title-word-repetition", "style"),
        ("amazon/title-all-capitals", "style"),
        ("amazon/copy-contact-details", "offer"),
        ("conflict/main-image-text", "picture"),
        ("conflict/title-length", "consistency"),
        ("family/brand-differs", "consistency"),
        ("identifier/gtin-check-digit-wrong", "identifier"),
        ("image/main-image-missing", "picture"),
        ("language/foreign-language", "language"),
        ("law-jp/disease-claim", "law"),
        ("law-jp/pse-missing", "missing"),
        ("mercari/return-refusal", "claim"),
        ("mercari/weapons", "law"),
        ("mercari/price-outside-range", "offer"),
        ("mercari/condition-contradiction", "consistency"),
        ("mercari-link/initial-defect-notice-missing", "missing"),
        ("mercari-link/japanese-name-missing", "language"),
        ("mercari-link/main-image-not-white", "picture"),
        ("offer/out-of-stock", "offer"),
    ],
)
def test_a_rule_is_where_people_look_for_it(rule: str, group: Group) -> None:
    found = bed().ruleset.rule(rule)
    assert found is not None
    assert group_of(found) == group


def test_every_name_in_the_tables_is_of_something_that_there_is() -> None:
    ids = {bound.rule.id for bound in bed().ruleset.rules}
    named = {name for names in _BY_ID.values() for name in names if "*" not in name}
    assert named <= ids
    assert set(_BY_CHECK) <= set(CHECKS)


@pytest.mark.parametrize(
    ("check", "group"), [("length", "length"), ("existence", "claim"), ("case", "style")]
)
def test_a_rule_of_a_pack_is_grouped_by_its_check(check: str, group: Group) -> None:
    rule = bed().ruleset.rules[0].rule
    ours = rule.model_copy(update={"id": "ours/some-rule", "check": check, "fields": ("title",)})
    assert group_of(ours) == group
