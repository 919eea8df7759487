"""A shop's own settings: how strict, which rules, and what its pages do not show.

``shop.toml``::

    profile = "balanced"                      # strict, balanced or lenient
    platforms = ["mercari"]                   # other platforms that every listing is also meant for

    [rules]                                   # a severity, or "off"
    "amazon/title-too-long-japan" = "error"

    [context.seller]                          # what agent/context.py names
    shop_name = "Acme Store"
"""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.bound import BoundRule, RuleSet
from agent.context import Context
from agent.listing import Listing, Platform
from agent.report import Severity
from agent.rules.rule import Rule, Source
from agent.rules.ruleset import RuleError, explained, line_of, parse

Profile = Literal["strict", "balanced", "lenient"]
Choice = Literal["error", "warning", "info", "off"]

_RAISED: Mapping[Severity, Severity] = {"error": "error", "warning": "warning", "info": "warning"}
_LOWERED: Mapping[Severity, Severity] = {"error": "warning", "warning": "info", "info": "info"}
_FIRM = ("official", "seed")


class Shop(BaseModel):
    """The settings of one shop; without a file, everything is as the rules say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Profile = "balanced"
    """``strict``: preview rules speak too, and advice counts as a warning. ``lenient``: advice and
    suspicions are silent, and what neither a platform nor the project's brief says counts one less."""
    rules: dict[str, Choice] = Field(default_factory=dict)
    """Severity by rule id, above the profile; ``off`` silences the rule."""
    platforms: tuple[Platform, ...] = ()
    context: Context = Context()

    def complete(self, listing: Listing) -> Listing:
        """``listing`` with what the shop's settings add; what the listing says itself goes before."""
        also = tuple(dict.fromkeys((*listing.also, *self.platforms)))
        return listing.model_copy(
            update={
                "context": _filled(listing.context, self.context),
                "also": tuple(platform for platform in also if platform != listing.platform),
            }
        )


def read(path: Path) -> Shop:
    """The settings of a TOML file. Raises ``RuleError`` with file, line and what was expected."""
    try:
        return Shop.model_validate(parse(path))
    except OSError as error:
        raise RuleError(path, 1, f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise explained(path, error) from error


def load(path: Path | None, ruleset: RuleSet) -> Shop:
    """The settings of ``path`` (``None``: those of a shop without), which may name only rules that there are.

    Raises ``RuleError``.
    """
    if path is None:
        return Shop()
    shop = read(path)
    require_known_rules(shop, ruleset, path)
    return shop


def require_known_rules(shop: Shop, ruleset: RuleSet, path: Path) -> None:
    """Raise ``RuleError`` for a rule that the settings, read from ``path``, name and that there is not."""
    for name in shop.rules:
        if ruleset.rule(name) is None:
            close = difflib.get_close_matches(name, [bound.rule.id for bound in ruleset.rules], 1)
            hint = f"; did you mean '{close[0]}'?" if close else "; `tenken rules` lists them"
            raise RuleError(path, line_of(path, "rules", name), f"no rule '{name}'{hint}")


def tailor(ruleset: RuleSet, shop: Shop) -> RuleSet:
    """``ruleset`` as ``shop`` wants it; with a hash of its own where that changes a verdict."""
    choices = shop.model_dump_json(include={"profile", "rules"})
    plain = choices == Shop().model_dump_json(include={"profile", "rules"})
    digest = ruleset.hash if plain else hashlib.sha256(f"{ruleset.hash} {choices}".encode()).hexdigest()[:16]
    return RuleSet(tuple(_tailored(ruleset, shop)), ruleset.sources, digest)


def _tailored(ruleset: RuleSet, shop: Shop) -> Iterator[BoundRule]:
    for bound in ruleset.rules:
        rule = bound.rule
        wish = shop.rules.get(rule.id)
        severity = _by_profile(rule, ruleset.sources, shop.profile) if wish is None else wish
        if severity is None or severity == "off":
            continue
        yield (
            bound
            if severity == rule.severity
            else replace(bound, rule=rule.model_copy(update={"severity": severity}))
        )


def _by_profile(rule: Rule, sources: Mapping[str, Source], profile: Profile) -> Severity | None:
    """The rule's severity under the profile; ``None`` when it is silent there."""
    if profile == "strict":
        return _RAISED[rule.severity]
    if rule.status == "preview":
        return None
    if profile == "balanced":
        return rule.severity
    if rule.severity == "info" or rule.suspicion is not None:
        return None
    firm = any(sources[name].confidence in _FIRM for name in rule.sources)
    return rule.severity if firm else _LOWERED[rule.severity]


def _filled(own: Any, given: Any) -> Any:  # noqa: ANN401 - any part of a context
    """``own`` with its unsaid members taken from ``given``; models are filled member by member."""
    if own is None or given is None:
        return given if own is None else own
    if not isinstance(own, BaseModel):
        return own
    parts = {name: _filled(getattr(own, name), getattr(given, name)) for name in type(own).model_fields}
    return own.model_copy(update=parts)
