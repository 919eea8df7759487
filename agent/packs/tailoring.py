"""The rules that a command judges by: ours, those of packs, as the shop wants them."""

from collections.abc import Sequence
from pathlib import Path

from agent import catalogue
from agent.bound import RuleSet
from agent.packs import loading
from agent.shop import Shop, load, tailor


def tailored_rules(packs: Sequence[Path], settings: Path | None) -> tuple[RuleSet, Shop]:
    """Our rules with those of ``packs``, tailored by the shop's ``settings``; and these.

    Raises ``RuleError``.
    """
    ruleset = catalogue.load()
    if packs:
        ruleset = loading.add(ruleset, [loading.load(origin) for origin in packs])
    shop = load(settings, ruleset)
    return tailor(ruleset, shop), shop
