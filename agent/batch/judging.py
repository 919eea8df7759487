"""The work of a batch: one listing in; its findings in words, and texts that safe fixes change, out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from agent import catalogue
from agent.annotate import annotate
from agent.batch.fixing import mended
from agent.batch.issues import Compared, compare
from agent.batch.row import MarketIssue, Part
from agent.bound import RuleSet
from agent.engine import run
from agent.listing import TEXT_FIELDS, Listing, ScreenField
from agent.packs import loading
from agent.report import Remark, Report, Severity
from agent.shop import Shop, load, tailor
from agent.waivers import Waivers, apply
from agent.wire import Annotation, Locale


@dataclass(frozen=True, slots=True)
class Item:
    """One listing to be judged."""

    listing: Listing
    issues: tuple[MarketIssue, ...] | None = None
    parts: frozenset[Part] = frozenset()
    """What a fix may change."""


@dataclass(frozen=True, slots=True)
class Told:
    """One finding."""

    rule: str
    outcome: Remark
    severity: Severity
    title: str
    message: str
    field: ScreenField | None
    index: int | None
    quote: str | None
    pending: bool
    json: str
    """The whole annotation as a JSON object, as the extension gets it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one listing."""

    told: tuple[Told, ...]
    compared: Compared | None = None
    fixed: tuple[tuple[Part, str], ...] = ()
    """New texts."""


@dataclass(frozen=True, slots=True)
class JudgeWork:
    """Everything a process needs to judge: names of files, not what is in them."""

    rules: tuple[Path, ...]
    shop: Path | None
    today: date
    locale: Locale
    fix: bool = False
    waivers: Waivers = field(default_factory=Waivers)

    def load(self) -> tuple[RuleSet, Shop]:
        """The rules as the shop wants them, and its settings. Raises ``RuleError``."""
        return _loaded(self.rules, self.shop)

    def start(self) -> Callable[[Item], Verdict]:
        """As ``runner.Work.start``."""
        ruleset, shop = self.load()
        return _Judge(self, ruleset, shop)


@cache
def _loaded(rules: tuple[Path, ...], settings: Path | None) -> tuple[RuleSet, Shop]:
    ruleset = catalogue.load()
    if rules:
        ruleset = loading.add(ruleset, [loading.load(origin) for origin in rules])
    shop = load(settings, ruleset)
    return tailor(ruleset, shop), shop


@dataclass(frozen=True, slots=True)
class _Judge:
    work: JudgeWork
    ruleset: RuleSet
    shop: Shop

    def __call__(self, item: Item) -> Verdict:
        listing = self.shop.complete(item.listing)
        report = self._report(listing)
        annotations = annotate(report, self.ruleset, listing, self.work.locale)
        compared = None if item.issues is None else self._compared(item.issues, annotations)
        fixed = self._fixed(listing, report, item.parts) if self.work.fix else ()
        return Verdict(tuple(_told(annotation) for annotation in annotations), compared, fixed)

    def _report(self, listing: Listing) -> Report:
        report = run(self.ruleset, listing, {}, self.work.today)
        waivers = self.work.waivers
        return apply(waivers, report, listing, self.work.today).report if waivers.waivers else report

    def _compared(self, issues: tuple[MarketIssue, ...], annotations: tuple[Annotation, ...]) -> Compared:
        return compare(
            issues,
            (
                (annotation.rule, annotation.target.field)
                for annotation in annotations
                if annotation.outcome == "violation" and not self._repeats(annotation.rule)
            ),
        )

    def _repeats(self, name: str) -> bool:
        """Whether a rule only says what the issues say."""
        rule = self.ruleset.rule(name)
        return rule is not None and "issues" in rule.context

    def _fixed(
        self, listing: Listing, report: Report, parts: frozenset[Part]
    ) -> tuple[tuple[Part, str], ...]:
        better = mended(self.ruleset, listing, report, self._report, parts)
        if better is listing:
            return ()
        return tuple(
            ((name, new.index), new.text)
            for name in TEXT_FIELDS
            for old, new in zip(listing.passages(name) or (), better.passages(name) or (), strict=True)
            if old.text != new.text
        )


def _told(annotation: Annotation) -> Told:
    target = annotation.target
    return Told(
        annotation.rule,
        annotation.outcome,
        annotation.severity,
        annotation.title,
        annotation.message,
        target.field,
        target.index,
        target.quote,
        annotation.pending,
        annotation.model_dump_json(),
    )
