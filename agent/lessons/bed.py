"""Where and by what faults are planted: rules on a day, and facts of pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.annotate import annotate
from agent.bound import BoundRule, RuleSet
from agent.engine import judge_rule, run
from agent.fingerprint import SAID
from agent.lessons.clean import drafts
from agent.lessons.draft import Draft
from agent.lessons.measured import Measure, measured
from agent.lessons.obstacles import Why, obstacle
from agent.listing import Listing, Platform
from agent.picture import ImageFacts
from agent.planning import applies, in_force, kind_of
from agent.report import Finding, Report
from agent.rules.rule import Rule
from agent.wire import Annotation
from agent.wire_parts import Locale


@dataclass(frozen=True)
class Bed:
    """Where and by what is planted."""

    ruleset: RuleSet
    today: date
    measure: Measure = measured

    def report(self, listing: Listing, pictures: Sequence[bytes]) -> Report:
        """What the engine says of a listing with these pictures."""
        return run(self.ruleset, listing, self.facts(listing, pictures), self.today)

    def facts(self, listing: Listing, pictures: Sequence[bytes]) -> Mapping[str, ImageFacts]:
        """What is measured of them, by digest; what is written is read in the main picture only."""
        images = zip(listing.images or (), pictures, strict=True)
        found: dict[str, ImageFacts] = {}
        for image, content in images:
            if image.digest is not None and image.digest not in found:
                found[image.digest] = self.measure(content, image.slot == "MAIN")
        return found

    def spoken(self, draft: Draft) -> tuple[Finding, ...]:
        """What there is to say of a draft."""
        report = self.report(draft.listing, draft.pictures)
        return tuple(one for one in report.findings if one.outcome in SAID)

    def violations(
        self, listing: Listing, pictures: Sequence[bytes], locale: Locale
    ) -> tuple[Annotation, ...]:
        """Every violation that the engine finds in a listing with these pictures."""
        annotations = annotate(self.report(listing, pictures), self.ruleset, listing, locale)
        return tuple(one for one in annotations if one.outcome == "violation")

    def clean(self, site: Platform, store: str) -> tuple[Draft, ...]:
        """The drafts for that store in which nothing is found by these rules on this day."""
        if (site, store) not in self._clean:
            found = drafts(site, store)
            self._clean[site, store] = tuple(draft for draft in found if not self.spoken(draft))
        return self._clean[site, store]

    @cached_property
    def _clean(self) -> dict[tuple[Platform, str], tuple[Draft, ...]]:
        return {}

    def breaks(self, rule: Rule, draft: Draft) -> bool:
        """Whether the rule by itself finds a violation, which takes far less time than asking all."""
        if draft.listing.also:
            return True  # told by the whole engine only
        facts = self.facts(draft.listing, draft.pictures)
        findings = judge_rule(self._bound[rule.id], draft.listing, facts)
        return any(one.outcome == "violation" for one in findings)

    @cached_property
    def obstacles(self) -> Mapping[str, Why]:
        """The rules that can never be planted, and why."""
        found = ((bound.rule.id, obstacle(bound, self.today)) for bound in self.ruleset.rules)
        return {rule: why for rule, why in found if why is not None}

    @cached_property
    def _bound(self) -> Mapping[str, BoundRule]:
        return {bound.rule.id: bound for bound in self.ruleset.rules}

    def speaking(self, rules: Sequence[Rule], draft: Draft) -> list[Rule]:
        """Those of ``rules`` that may speak of this draft, or of one that shows or tells more."""
        kind = kind_of(draft.listing)
        return [
            rule
            for rule in rules
            if in_force(rule, kind.platform, self.today)
            and (not rule.applies.marketplaces or kind.marketplace in rule.applies.marketplaces)
            and kind.marketplace not in rule.applies.not_marketplaces
            and (rule.applies.program is None or kind.mercari_link is True)
            and ("images" not in rule.fields or bool(draft.pictures) or applies(rule, kind))
        ]
