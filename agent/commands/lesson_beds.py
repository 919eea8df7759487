"""What the commands that plant share: the site, the rules, and on which day they judge."""

import argparse
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, get_args

from agent.choices import Platform
from agent.commands.settings import tailored

if TYPE_CHECKING:
    from agent.lessons.bed import Bed


def add_site(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Add ``--site``."""
    said = f"default: {default}" if default else "default: all"
    parser.add_argument("--site", choices=get_args(Platform), default=default, help=said)


def bed_of(args: argparse.Namespace) -> "Bed":
    """Rules as the shop wants them, on this day. Raises ``RuleError``."""
    from agent import catalogue
    from agent.lessons.bed import Bed

    ruleset, _ = tailored(args, catalogue.load())
    return Bed(ruleset, date.today())  # noqa: DTZ011 - rules speak of local days


def matches(rule_id: str, globs: list[str]) -> bool:
    """Whether one of the patterns names the rule."""
    return any(fnmatchcase(rule_id, glob) for glob in globs)
