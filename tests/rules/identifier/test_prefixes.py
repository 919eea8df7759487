"""Our table of GS1 prefixes that nobody has agrees with biip's."""

from biip.gs1_prefixes import GS1Prefix

from agent.rules.ruleset import RULES_DIR, parse


def test_the_prefixes_without_an_office_are_those_that_biip_does_not_know() -> None:
    rule = parse(RULES_DIR / "identifier" / "gtin-prefix-unallocated.toml")
    ours = {
        prefix for first, last in rule["params"]["prefixes"] for prefix in range(int(first), int(last) + 1)
    }
    theirs = {prefix for prefix in range(1000) if GS1Prefix.extract(f"{prefix:03d}0000000000") is None}
    assert ours == theirs
