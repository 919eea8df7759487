"""The model of one rule file. What a rule means is in its check; how it is worded is in the file."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from agent.context import Context
from agent.listing import Marketplace, Page, Platform, ScreenField
from agent.mending import Part
from agent.report import Consequence, Outcome, Reason, Severity, Wording

Status = Literal["preview", "stable", "retired"]
Confidence = Literal["official", "seed", "third-party", "house"]
Program = Literal["mercari-link"]
ContextPart = Annotated[str, StringConstraints(pattern="^(" + "|".join(Context.model_fields) + ")$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
RULE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)+")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """A text in the three languages of the interface; all three are required."""

    ja: Annotated[str, StringConstraints(min_length=1)]
    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def wording(self) -> Wording:
        """The same as a value for a message."""
        return Wording(self.ja, self.zh, self.en)


class Applies(_Part):
    """Where a rule speaks. An empty list means everywhere."""

    platforms: tuple[Platform, ...]
    marketplaces: tuple[Marketplace, ...] = ()
    not_marketplaces: tuple[Marketplace, ...] = ()
    pages: tuple[Page, ...] = ()
    program: Program | None = None
    """Speaks only of listings in this programme; ``incomplete`` where nobody said."""
    media: bool = True
    """False: silent about books, music, films and software, which Amazon exempts from its title rules."""


class Fix(_Part):
    """How the fault can be mended.

    ``delete`` removes the marked span, ``suggest`` puts what the check proposes in its place,
    ``insert-start`` writes ``text`` in front of the field, ``build-notice`` mends ``part`` of the
    initial-defect notice (``agent.mending``).
    """

    kind: Literal["delete", "suggest", "insert-start", "build-notice"]
    text: str | None = None
    part: Part | None = None

    @model_validator(mode="after")
    def _text_where_needed(self) -> Self:
        for key, kind in (("text", "insert-start"), ("part", "build-notice")):
            if (self.kind == kind) != (getattr(self, key) is not None):
                msg = f"{key} is given with kind = '{kind}', and only there"
                raise ValueError(msg)
        return self


class Case(_Part):
    """A small listing with its expected outcome; ``⟦…⟧`` in a text marks a span to be found.

    ``listing`` takes the keys of ``agent.listing.Listing``; platform and marketplace default to the
    first the rule applies to, and ``mercari_link`` to true for a rule of that programme.
    """

    listing: dict[str, Any]
    facts: dict[str, Any] | None = None
    """Image facts of the main image, for rules that read images (keys of ``ImageFacts``)."""
    more: tuple[dict[str, Any], ...] = ()
    """Image facts of the pictures after the main one, in gallery order."""
    today: date | None = None
    """The day of the audit; by default the rule's ``valid_from``, else 2026-11-22."""
    outcome: Outcome | None = None
    """By default ``violation`` for ``[[fail]]`` and ``pass`` for ``[[pass]]``."""
    reason: Reason | None = None
    fixed: str | None = None
    """The field's whole text after the fix of the first finding was applied."""


class Rule(_Part):
    """One rule, as its TOML file says it. ``id`` is the file's path below ``rules/``."""

    id: Annotated[str, StringConstraints(pattern=RULE_ID.pattern)]
    check: str
    params: dict[str, Any] = Field(default_factory=dict)
    fields: tuple[ScreenField, ...] = ()
    """The fields it reads; when all are absent from the page, the rule is ``inapplicable``."""
    context: tuple[ContextPart, ...] = ()
    """What it reads beside the page (a rule reads fields, context, or both)."""
    applies: Applies
    severity: Severity
    status: Status = "stable"
    suspicion: Reason | None = None
    """Set when a hit is only suspected: it is then ``incomplete`` for this reason."""
    valid_from: date | None = None
    valid_to: date | None = None
    consequence: Consequence | None = None
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
    title: Words
    message: Words
    help: Words
    fix: Fix | None = None
    fail: Annotated[tuple[Case, ...], Field(min_length=1)]
    passes: Annotated[tuple[Case, ...], Field(min_length=1, alias="pass")]

    @model_validator(mode="after")
    def _reads_something(self) -> Self:
        if not self.fields and not self.context:
            msg = "give fields, context, or both: a rule that reads nothing finds nothing"
            raise ValueError(msg)
        return self


class Source(_Part):
    """One entry of ``rules/sources.toml``."""

    title: str
    url: str | None = None
    confidence: Confidence
    seen: date
    """The day the text was read, or the date it carries."""
