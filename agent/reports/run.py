"""A run: what an audit of pages or files found, as plain data. Every report is made from it alone.

``Run.model_dump_json`` and ``Run.model_validate_json`` are a round trip; the JSON report is that text.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from agent import __version__
from agent.annotate import annotate
from agent.baseline import Comparison, Conditions
from agent.bound import RuleSet
from agent.fingerprint import SAID, Fingerprint, Marked, mark
from agent.listing import Listing, ScreenField
from agent.picture import Digest, ImageFacts, Region
from agent.report import Report
from agent.rules.rule import Rule
from agent.waiver_words import noted
from agent.waivers import Scope, Waived, Waivers, apply
from agent.wire import Annotation
from agent.wire_parts import Locale

LOCALES: tuple[Locale, ...] = ("ja", "zh", "en")
Outcome = Literal["judged", "blocked", "log-in", "changed-site", "could-not"]
"""``blocked``: the site showed a page against robots; ``log-in``: it asked to sign in; ``changed-site``: the
page was there and its fields were not; ``could-not``: anything else. Only ``judged`` can be clean."""

CauseKey = Literal[
    "robot", "sign-in", "refused", "errors", "not-found", "status", "no-listing", "no-field", "fields", "late"
]

_SECRET = re.compile(
    r"(?i)(token|session|sess?id|^sid$|auth|passw|pwd|secret|signature|^sig$|^key$|api.?key|^code$|^state$|csrf|otp|jwt)"
)
"""Names of query parameters that may carry a log-in."""
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_label(label: str) -> str:
    """``label`` on one line and, where it is a URL, without credentials and without its fragment."""
    text = _UNSHOWN.sub("\ufffd", label)
    if not re.match(r"(?i)https?://", text):
        return text
    try:
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2]
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return text
    secret = [name for name, _ in pairs if _SECRET.search(name)]
    query = urlencode([(n, "..." if n in secret else v) for n, v in pairs]) if secret else parts.query
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class ScreenMark(_Frozen):
    """Where on a screenshot a finding is, as fractions of its width and height."""

    finding: Annotated[int, Field(ge=0)]
    """Its place among the target's findings that have something to say."""
    region: Region


class Screenshot(_Frozen):
    """A picture of the page; the numbers of its marks are drawn by whoever shows it."""

    image: bytes
    """PNG, JPEG or WebP."""
    width: Annotated[int, Field(gt=0)]
    height: Annotated[int, Field(gt=0)]
    marks: tuple[ScreenMark, ...] = ()
    caption: str = ""
    """What it shows, where there are several of a target."""


class WaivedFinding(_Frozen):
    """A finding that a waiver fits."""

    rule: str
    fingerprint: str
    field: ScreenField | None = None
    quote: str = ""
    waiver: str
    scope: Scope
    reason: str
    author: str
    until: date | None = None


class Cause(_Frozen):
    """Why a page was not judged, where it is one of a few: words in three languages stand in the reports."""

    key: CauseKey
    values: dict[str, str] = Field(default_factory=dict)
    """For the places of the words."""


class AuditedTarget(_Frozen):
    """A page, a file or a row of one, and what became of it."""

    label: Annotated[str, Field(min_length=1, max_length=4096), BeforeValidator(clean_label)]
    """What it is called: its URL or file; unique in a run, and the same in the next one."""
    line: Annotated[int, Field(ge=1)] | None = None
    """The line or row of the file that ``file`` names."""
    file: str | None = None
    outcome: Outcome = "judged"
    why: Annotated[str, BeforeValidator(clean_label)] = ""
    """What went wrong, for whatever was not judged, in English; else which fields the page did not show."""
    cause: Cause | None = None
    """The same as ``why`` for readers of any language, where it is known what it was."""
    missing: tuple[ScreenField, ...] = ()
    """Fields that a judged page should show and did not."""
    listing: Listing | None = None
    """May be left out where nothing was found: a run of files has very many of these."""
    report: Report | None = None
    """Only what has something to say, after waivers; ``passed`` and ``inapplicable`` count the rest."""
    passed: int = 0
    inapplicable: int = 0
    fingerprints: tuple[str, ...] = ()
    """One for each finding of ``report``, in its order; so is each tuple of ``annotations``."""
    annotations: dict[Locale, tuple[Annotation, ...]] = Field(default_factory=dict)
    """In each language of the run; a reader of another one gets the first."""
    waived: tuple[WaivedFinding, ...] = ()
    expired: tuple[WaivedFinding, ...] = ()
    """Findings of ``report`` that speak again because their waiver is over."""
    screenshots: tuple[Screenshot, ...] = ()
    facts: dict[Digest, ImageFacts] = Field(default_factory=dict)
    pictures: dict[Digest, bytes] = Field(default_factory=dict)
    """Bytes of the listing's images, as far as a report may show them."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        findings = len(self.report.findings) if self.report else 0
        is_judged = self.outcome == "judged"
        may_lack_listing = not is_judged or not (findings or self.waived)
        has_listing = self.listing is not None
        if is_judged != (self.report is not None) or not (is_judged if has_listing else may_lack_listing):
            msg = "a judged target has a listing and a report, and no other has"
            raise ValueError(msg)
        lengths = {len(self.fingerprints), *(len(entries) for entries in self.annotations.values())}
        if lengths != {findings} or (findings and not self.annotations):
            msg = "there is one fingerprint and, in one language at least, one annotation for each finding"
            raise ValueError(msg)
        return self

    def marked(self) -> tuple[Marked, ...]:
        """The findings with their fingerprints."""
        findings = self.report.findings if self.report else ()
        return tuple(
            Marked(finding, Fingerprint.parse(token))
            for finding, token in zip(findings, self.fingerprints, strict=True)
        )


class Run(_Frozen):
    """A whole run."""

    version: str = __version__
    """Of the agent."""
    made: datetime
    conditions: Conditions
    targets: tuple[AuditedTarget, ...]
    comparison: Comparison | None = None
    """With a baseline; ``None`` where none was given: every finding counts then."""

    @model_validator(mode="after")
    def _labels_once(self) -> Self:
        double = [label for label, count in Counter(one.label for one in self.targets).items() if count > 1]
        if double:
            msg = f"two targets have the label '{double[0]}'"
            raise ValueError(msg)
        return self

    def found(self) -> Mapping[str, tuple[Marked, ...]]:
        """What was found in each target that was judged, as ``agent.baseline`` takes it."""
        return {one.label: one.marked() for one in self.targets if one.outcome == "judged"}


def judged(  # noqa: PLR0913 - what one verdict is made of
    label: str,
    listing: Listing,
    report: Report,
    ruleset: RuleSet,
    *,
    waivers: Waivers | None = None,
    today: date,
    locales: tuple[Locale, ...] = LOCALES,
    address: str | None = None,
    **more: object,
) -> AuditedTarget:
    """The target of that label with its report in words.

    ``address`` is that of the listing's page, if it has one, and ``more`` are further fields of
    ``AuditedTarget``.
    """
    tokens = {id(one.finding): str(one.fingerprint) for one in mark(report, listing)}
    applied = apply(waivers or Waivers(), report, listing, today, address)
    said = replace(
        applied.report, findings=tuple(one for one in applied.report.findings if one.outcome in SAID)
    )
    return AuditedTarget.model_validate(
        {
            "label": label,
            "listing": listing,
            "report": said,
            "passed": report.count("pass"),
            "inapplicable": report.count("inapplicable"),
            "fingerprints": tuple(tokens[id(finding)] for finding in said.findings),
            "annotations": {
                locale: noted(annotate(said, ruleset, listing, locale), applied, locale) for locale in locales
            },
            "waived": tuple(map(_waived, applied.waived)),
            "expired": tuple(map(_waived, applied.expired)),
            **more,
        }
    )


def pointed_at(target: AuditedTarget) -> set[str]:
    """Digests of the pictures in which a finding has a region."""
    images = (target.listing.images if target.listing else None) or ()
    findings = target.report.findings if target.report else ()
    places = {
        finding.target.index
        for finding in findings
        if finding.target.field == "images" and finding.target.region is not None
    }
    return {image.digest for place, image in enumerate(images) if place in places and image.digest}


def digests(ruleset: RuleSet) -> dict[str, str]:
    """By rule, a digest of what in its file can change a verdict: not its words, cases and sources."""
    return {bound.rule.id: _digest(bound.rule) for bound in ruleset.rules}


def _digest(rule: Rule) -> str:
    content = rule.model_dump_json(exclude={"title", "message", "help", "fail", "passes", "sources"})
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _waived(one: Waived) -> WaivedFinding:
    finding, waiver = one.marked.finding, one.waiver
    return WaivedFinding(
        rule=finding.rule,
        fingerprint=str(one.marked.fingerprint),
        field=finding.target.field,
        quote=finding.target.quote or "",
        waiver=waiver.id,
        scope=waiver.scope,
        reason=waiver.reason,
        author=waiver.author,
        until=waiver.until,
    )
