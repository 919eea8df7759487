"""The engine: judges a listing by a rule set. Pure: no I/O, no clock, no async."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.checks.base import Hit, Judge, Scene
from agent.listing import ImageFacts, Listing
from agent.report import Finding, Phase, Reason, Replacement, Report, Target
from agent.rules.media import is_media
from agent.rules.rule import Rule, Source


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with its check's judge, ready to run."""

    rule: Rule
    judge: Judge


@dataclass(frozen=True)
class RuleSet:
    """Rules that passed their own cases; ``agent.catalogue.load`` makes one."""

    rules: tuple[BoundRule, ...]
    sources: Mapping[str, Source]
    hash: str
    """16 hex digits, different for rule sets that can judge differently."""

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id."""
        return self._by_id.get(rule_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {bound.rule.id: bound.rule for bound in self.rules}


def run(ruleset: RuleSet, listing: Listing, facts: Mapping[str, ImageFacts], today: date) -> Report:
    """Every rule's verdict on ``listing``; ``facts`` are the measured images by digest.

    Rules of other platforms, retired ones and those not in force on ``today`` are left out. An
    exception in one rule becomes that rule's outcome ``error`` and never stops the rest.
    """
    findings = [
        finding
        for bound in ruleset.rules
        if speaks_of(bound.rule, listing, today)
        for finding in judge_rule(bound, listing, facts)
    ]
    return Report(ruleset.hash, _phase(listing, facts), tuple(findings))


def speaks_of(rule: Rule, listing: Listing, today: date) -> bool:
    """Whether the rule is in force on ``today`` and made for the listing's platform."""
    begun = rule.valid_from is None or rule.valid_from <= today
    ended = rule.valid_to is not None and rule.valid_to < today
    return begun and not ended and rule.status != "retired" and listing.platform in rule.applies.platforms


def judge_rule(bound: BoundRule, listing: Listing, facts: Mapping[str, ImageFacts]) -> list[Finding]:
    """One rule's findings; never empty."""
    rule = bound.rule
    if not _applies(rule, listing):
        return [Finding(rule.id, "inapplicable")]
    try:
        hits = list(bound.judge(Scene(listing, facts, rule.fields)))
        findings = [_finding(rule, listing, hit) for hit in hits]
    except Exception as error:  # noqa: BLE001 - one rule's fault must not silence the others
        return [Finding(rule.id, "error", data={"exception": type(error).__name__})]
    return findings or [Finding(rule.id, "pass")]


def _phase(listing: Listing, facts: Mapping[str, ImageFacts]) -> Phase:
    measured = all(image.digest in facts for image in listing.images or ())
    return "image" if measured else "text"


def _applies(rule: Rule, listing: Listing) -> bool:
    applies = rule.applies
    store = listing.marketplace
    if rule.fields and all(getattr(listing, name) is None for name in rule.fields):
        return False
    if rule.context and all(getattr(listing.context, name) is None for name in rule.context):
        return False
    return (
        (not applies.pages or listing.page in applies.pages)
        and (not applies.marketplaces or store is None or store in applies.marketplaces)
        and store not in applies.not_marketplaces
        and not (applies.program == "mercari-link" and listing.mercari_link is False)
        and (applies.media or not is_media(listing))
    )


def _doubts(rule: Rule, listing: Listing) -> Iterator[Reason]:
    """Why a violation of this rule can only be suspected on this listing."""
    if rule.applies.program == "mercari-link" and listing.mercari_link is None:
        yield "program-unknown"
    if listing.marketplace is None and (rule.applies.marketplaces or rule.applies.not_marketplaces):
        yield "marketplace-unknown"
    if rule.suspicion is not None:
        yield rule.suspicion


def _finding(rule: Rule, listing: Listing, hit: Hit) -> Finding:
    outcome, reason = hit.outcome, hit.reason
    if outcome == "violation":
        reason = next(_doubts(rule, listing), None)
        outcome = "violation" if reason is None else "incomplete"
    fixable = outcome in ("violation", "incomplete") and hit.reason is None
    return Finding(
        rule.id, outcome, hit.target, hit.data, reason, _fix(rule, listing, hit) if fixable else None
    )


def _fix(rule: Rule, listing: Listing, hit: Hit) -> Replacement | None:
    target = hit.target
    if rule.fix is None or target.field is None or target.field == "images":
        return None
    if rule.fix.kind == "insert-start":
        return Replacement(Target(target.field, target.index, 0, 0, ""), rule.fix.text or "")
    if target.start is None or target.end is None:
        return None
    if rule.fix.kind == "suggest":
        return None if hit.replacement is None else Replacement(target, hit.replacement)
    passages = listing.passages(target.field) or ()
    text = next(passage.text for passage in passages if passage.index == target.index)
    return _deletion(target, text, target.start, target.end)


def _deletion(target: Target, text: str, start: int, end: int) -> Replacement:
    """Deleting a word takes one of the two spaces around it along, and the last one at either end."""
    spaced_before = start > 0 and text[start - 1] in " \u3000"
    spaced_after = end < len(text) and text[end] in " \u3000"
    if spaced_after and (spaced_before or start == 0):
        end += 1
    elif spaced_before and end == len(text):
        start -= 1
    return Replacement(Target(target.field, target.index, start, end, text[start:end]), "")
