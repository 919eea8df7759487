"""What was judged: findings without prose. Words are made at the edge, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent import choices
from agent.listing import Platform, ScreenField
from agent.picture import Region

Outcome = Literal["violation", "incomplete", "pass", "inapplicable", "error"]
"""As in axe-core; ``incomplete`` is what only a person can tell, with its reason."""
Remark = Literal["violation", "incomplete", "error"]
"""The outcomes that have something to say; of the others only their number travels."""
Severity = choices.Severity
Phase = Literal["text", "image", "read"]
"""``text``: some image is not measured yet; ``image``: all are measured, but the main image's text is still
being read; ``read``: nothing is waited for."""
Reason = Literal[
    "image-pending",  # bytes were not handed over or are still being measured
    "image-unavailable",  # bytes cannot be had
    "image-unreadable",  # bytes arrived and no picture could be decoded
    "image-text-pending",  # measured, but what is written in the picture has not been read yet
    "image-text-failed",  # reading the picture's text died or took too long
    "name-not-read",  # there is Japanese text in the picture, but the product's name was not made out
    "print-or-overlay",  # text that may be printed on the product or laid over the picture
    "program-unknown",  # nobody said whether Mercari's ASIN linking applies
    "marketplace-unknown",  # the page does not tell the store
    "counting-unclear",  # the platform does not say how it counts such characters
    "judgement-needed",  # the text allows both readings
    "data-missing",  # the rule needs something that neither the page nor a file told
    "not-measured",  # the picture was read, but this cannot be measured in it
]
Consequence = Literal["listing_suppressed", "search_suppressed", "removed", "account_at_risk"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A value that a rule file words in each language, such as the name of a missing document."""

    ja: str
    zh: str
    en: str


Datum = str | int | float | bool | tuple[str, ...] | Wording | tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a finding points: the page, a field, a span of a field, an image or a region of it.

    ``start`` and ``end`` count code points of the field's text and ``quote`` is what stands there.
    """

    field: ScreenField | None = None
    index: int | None = None
    """Which bullet or which image of the field; ``None`` for fields of one text."""
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    region: Region | None = None
    areas: tuple[Region, ...] = ()
    """Parts of ``region`` to be hatched: where a fault of area, such as grey ground, lies."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A fix: put ``text`` where the finding's target is (an empty text deletes the span)."""

    target: Target
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict of one rule at one place; ``pass`` and ``inapplicable`` have no place."""

    rule: str
    outcome: Outcome
    target: Target = Target()
    data: Mapping[str, Datum] = field(default_factory=dict)
    """Values for the message, by the names of its placeholders."""
    reason: Reason | None = None
    """Why an ``incomplete`` cannot be told; ``None`` for every other outcome."""
    fix: Replacement | None = None
    platform: Platform | None = None
    """The platform it speaks of when that is not the listing's own (``Listing.also``)."""


@dataclass(frozen=True, slots=True)
class Report:
    """All verdicts on one listing, in the order of the rule set."""

    ruleset: str
    """Hash of the rule set that judged, 16 hex digits."""
    phase: Phase
    findings: tuple[Finding, ...]

    def count(self, outcome: Outcome) -> int:
        """How many findings have that outcome; for ``pass`` and ``inapplicable``, how many rules."""
        return sum(finding.outcome == outcome for finding in self.findings)
