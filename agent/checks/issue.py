"""What the marketplace itself reports of the listing (Amazon's ``issues[]``)."""

from collections.abc import Iterator
from typing import Self

from pydantic import model_validator

from agent.checks.base import Hit, Judge, MatchParams, Scene
from agent.context import Issue
from agent.rules.lexicon import Lexicons

DATA = frozenset({"code", "message"})


class Params(MatchParams):
    """Which issues count. They are told by ``codes`` or by words of their message, where either is given."""

    codes: tuple[str, ...] = ()
    not_codes: tuple[str, ...] = ()
    """Issues that other rules speak of."""
    enforcements: tuple[str, ...] = ()
    """Only issues for which one of these was done: ``LISTING_SUPPRESSED`` …"""
    not_enforced: bool = False
    """Only issues for which nothing was done."""
    severities: tuple[str, ...] = ()
    """Only issues of these severities as the marketplace gives them: ``ERROR`` …"""

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.codes or self._words() or self.enforcements or self.severities):
            msg = "give codes, patterns, enforcements or severities: which issues count?"
            raise ValueError(msg)
        return self

    def _words(self) -> bool:
        return bool(self.terms or self.lexicons or self.patterns)


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation for each issue that counts."""
    matcher = params.matcher(lexicons) if params.terms or params.lexicons or params.patterns else None
    told = bool(params.codes or matcher)

    def counts(issue: Issue) -> bool:
        if told and not (issue.code in params.codes or (matcher is not None and matcher.find(issue.message))):
            return False
        if issue.code in params.not_codes or (params.not_enforced and issue.enforcements):
            return False
        if params.enforcements and set(params.enforcements).isdisjoint(issue.enforcements):
            return False
        return not params.severities or (issue.severity or "").upper() in params.severities

    def judge(scene: Scene) -> Iterator[Hit]:
        for issue in scene.listing.context.issues or ():
            if counts(issue):
                yield Hit(scene.first_present(), {"code": issue.code, "message": issue.message})

    return judge
