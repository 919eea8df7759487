"""``--shop FILE``: the shop's settings, for every command that judges."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.bound import RuleSet
    from agent.shop import Shop

VARIABLE = "TENKEN_SHOP"


def add_shop(parser: argparse.ArgumentParser) -> None:
    """Add ``--shop``."""
    parser.add_argument(
        "--shop",
        type=Path,
        default=None,
        metavar="FILE",
        help="the shop's settings: how strict, which rules, what pages do not show (default: "
        f"{VARIABLE}, where empty means none; else shop.toml in the system's place for settings)",
    )


def shop_file(args: argparse.Namespace) -> Path | None:
    """The file that ``--shop``, the environment or the system's place names; ``None`` for none."""
    if args.shop is not None:
        return Path(args.shop)
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_config_path

    usual = user_config_path("tenken", appauthor=False) / "shop.toml"
    return usual if usual.is_file() else None


def tailored(args: argparse.Namespace, ruleset: "RuleSet") -> "tuple[RuleSet, Shop]":
    """``ruleset`` as the shop wants it, and the settings. Raises ``RuleError``."""
    from agent.shop import load, tailor

    shop = load(shop_file(args), ruleset)
    return tailor(ruleset, shop), shop
