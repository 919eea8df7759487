"""The language a command prints in."""

import argparse
import locale
from typing import get_args

from agent.choices import Locale


def add_locale(parser: argparse.ArgumentParser) -> None:
    """Add ``--locale``."""
    parser.add_argument(
        "--locale", choices=get_args(Locale), help="language (default: the system's, else en)"
    )


def locale_of(args: argparse.Namespace) -> Locale:
    """The chosen language, else the system's, else English."""
    if args.locale is not None:
        chosen: Locale = args.locale
        return chosen
    language = (locale.getlocale()[0] or "").lower()
    if language.startswith(("zh", "chinese")):
        return "zh"
    return "ja" if language.startswith("ja") else "en"
