"""The work of a batch: one listing in; its findings in words, and texts that safe fixes change, out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path

from agent.annotate import annotate
from agent.batch.fixing import mended
from agent.batch.issues import Compared, compare
from agent.batch.row import MarketIssue, Part
from agent.bound import RuleSet
from agent.engine import run
from agent.listing import TEXT_FIELDS, Listing, ScreenField
from agent.packs.tailoring import tailored_rules
from agent.picture import ImageFacts
from agent.report import Remark, Report, Severity
from agent.reports.run import AuditedTarget, judged
from agent.shop import Shop
from agent.waiver_words import noted
from agent.waivers import Applied, Waivers, apply
from agent.wire import Annotation
from agent.wire_parts import Locale


@dataclass(frozen=True, slots=True)
class Place:
    """Where a listing stands, as reports name it."""

    label: str
    """Unique in a run, and the same in the next one."""
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """One listing to be judged."""

    listing: Listing
    issues: tuple[MarketIssue, ...] | None = None
    parts: frozenset[Part] = frozenset()
    """What a fix may change."""
    facts: Mapping[str, ImageFacts] = field(default_factory=dict)
    """Of its pictures, by digest."""
    place: Place | None = None
    """With it, the verdict holds what a report needs."""


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
    waived: int = 0
    """Findings that a waiver fits, which are not told."""
    expired: int = 0
    """Findings that are told because their waiver is over."""
    audited: str | None = None
    """What reports need, as ``AuditedTarget`` in JSON; ``None`` unless they were asked for."""


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


_loaded = cache(tailored_rules)


@dataclass(frozen=True, slots=True)
class _Judge:
    work: JudgeWork
    ruleset: RuleSet
    shop: Shop

    def __call__(self, item: Item) -> Verdict:
        listing = self.shop.complete(item.listing)
        report = run(self.ruleset, listing, item.facts, self.work.today)
        applied = self._applied(listing, report)
        target = None if item.place is None else self._target(item, item.place, listing, report)
        annotations = (
            self._words(listing, applied) if target is None else target.annotations[self.work.locale]
        )
        compared = None if item.issues is None else self._compared(item.issues, annotations)
        fixed = self._fixed(listing, applied.report, item) if self.work.fix else ()
        return Verdict(
            tuple(_told(annotation) for annotation in annotations),
            compared,
            fixed,
            len(applied.waived),
            len(applied.expired),
            None if target is None else _dumped(target),
        )

    def _words(self, listing: Listing, applied: Applied) -> tuple[Annotation, ...]:
        annotations = annotate(applied.report, self.ruleset, listing, self.work.locale)
        return noted(annotations, applied, self.work.locale) if applied.expired else annotations

    def _applied(self, listing: Listing, report: Report) -> Applied:
        waivers = self.work.waivers
        if not waivers.waivers:
            return Applied(report, (), ())
        return apply(waivers, report, listing, self.work.today)

    def _report(self, facts: Mapping[str, ImageFacts], listing: Listing) -> Report:
        return self._applied(listing, run(self.ruleset, listing, facts, self.work.today)).report

    def _target(self, item: Item, place: Place, listing: Listing, report: Report) -> AuditedTarget:
        return judged(
            place.label,
            listing,
            report,
            self.ruleset,
            waivers=self.work.waivers,
            today=self.work.today,
            locales=(self.work.locale,),
            file=place.file,
            line=place.line,
            facts=item.facts,
        )

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

    def _fixed(self, listing: Listing, report: Report, item: Item) -> tuple[tuple[Part, str], ...]:
        better = mended(self.ruleset, listing, report, partial(self._report, item.facts), item.parts)
        if better is listing:
            return ()
        return tuple(
            ((name, new.index), new.text)
            for name in TEXT_FIELDS
            for old, new in zip(listing.passages(name) or (), better.passages(name) or (), strict=True)
            if old.text != new.text
        )


def _dumped(target: AuditedTarget) -> str:
    """As JSON; of a listing that nothing was found in only the counts."""
    if not target.fingerprints and not target.waived:
        target = target.model_copy(update={"listing": None, "annotations": {}, "facts": {}})
    return target.model_dump_json(exclude_defaults=True)


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
