"""Messages about lessons on the extension's socket, beside those of ``agent/wire.py``.

The agent may only say which findings of a page are shown, in which order and how: it names them by id,
fields by name and regions by fractions. There is no selector, no markup and no address in here.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from agent.groups import Group
from agent.listing import MAX_TEXT, ScreenField
from agent.picture import Region
from agent.wire_parts import PageId, Revision

Mode = Literal["normal", "hidden", "hunt"]
"""``normal``: all marks; ``hidden``: only those that the trainer revealed; ``hunt``: those found, too."""
AttemptVerdict = Literal["found", "already-found", "wrong-reason", "wrong-place", "too-late"]
"""``too-late``: the text changed, no hunt is on, or the rules only suspect what was pointed at; it is not
counted, and ``already-found`` is not either."""
QuestionKind = Literal["fine", "rule", "fix"]
"""Error or fine? Which rule? How would you mend it?"""
SpotlightState = Literal["none", "shown", "changed", "not-on-page"]
PointerState = Literal["none", "shown", "not-on-page"]
FindingId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""Of an annotation: the same for the same rule, place and quoted text in the next report."""
MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Chosen by the sender; a message that is sent again has the same id and counts once."""
LearnerName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]{0,64}$"
    ),
]
"""As people call themselves; empty: not said."""
MOST_SHOWN = 200
"""Marks that a page draws at once."""


class _Message(BaseModel):
    # Built when first used: most agents start without any lesson.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


# --- agent to extension -------------------------------------------------------------------------


class Choice(_Message):
    """One of several, in the reader's language."""

    id: str
    words: str


class Shown(_Message):
    """A finding that is revealed, with its number in the trainer's order."""

    id: FindingId
    number: Annotated[int, Field(ge=1, le=MOST_SHOWN)]


class Pointer(_Message):
    """What the trainer points at: a field (``index``: which bullet or picture), or a region of a picture."""

    field: ScreenField
    index: Annotated[int, Field(ge=0, le=100)] | None = None
    region: Region | None = None


class Question(_Message):
    """One question of a quiz; the page never gets the answer with it."""

    id: MessageId
    kind: QuestionKind
    finding: FindingId | None
    """Whose place the question is drawn at; ``None``: in the middle."""
    text: str
    """The passage it is about: what to judge, or what to mend."""
    start: int | None = None
    end: int | None = None
    """UTF-16 offsets of the words in question within ``text``, where there are some."""
    prompt: str
    """What is asked, in the reader's language."""
    choices: Annotated[tuple[Choice, ...], Field(max_length=8)] = ()
    """Empty for ``fix``: the answer is a text."""


class Stage(_Message):
    """All that a page shows of a lesson now; a newer one replaces it. Sent again after a restart."""

    type: Literal["stage"] = "stage"
    page: PageId
    number: Revision
    """Grows; an older one is dropped."""
    mode: Mode
    learner: LearnerName = ""
    shown: Annotated[tuple[Shown, ...], Field(max_length=MOST_SHOWN)] = ()
    spotlight: FindingId | None = None
    """Is drawn although not in ``shown``."""
    pointer: Pointer | None = None
    found: Annotated[tuple[FindingId, ...], Field(max_length=MOST_SHOWN)] = ()
    """What the learner of this page found in the hunt."""
    wrong: int = 0
    total: int | None = None
    """How many there are to be found; ``None`` while no hunt is on."""
    reasons: Annotated[tuple[Choice, ...], Field(max_length=32)] = ()
    """What a learner can pick in a hunt; the ids are groups of rules."""
    question: Question | None = None


class Attempted(_Message):
    """The verdict on an attempt; it is on disk."""

    type: Literal["attempted"] = "attempted"
    page: PageId
    id: MessageId
    verdict: AttemptVerdict
    finding: FindingId | None = None


class Answered(_Message):
    """The verdict on an answer; it is on disk."""

    type: Literal["answered"] = "answered"
    page: PageId
    question: MessageId
    id: MessageId
    right: bool
    words: str
    """Which answer is right and why, in the reader's language; empty where it may be tried again."""


# --- extension to agent -------------------------------------------------------------------------


class AttemptPlace(_Message):
    """Where a learner sees a fault: words of a field (UTF-16 offsets), a field, or a region of a picture."""

    field: ScreenField
    index: Annotated[int, Field(ge=0, le=100)] | None = None
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=0)] | None = None
    region: Region | None = None

    @model_validator(mode="after")
    def _span_is_whole(self) -> "AttemptPlace":
        if (self.start is None) != (self.end is None) or (self.end or 0) < (self.start or 0):
            msg = "give start and end, start first, or neither"
            raise ValueError(msg)
        return self


class Attempt(_Message):
    """A learner says: here is a fault, and of this group."""

    type: Literal["attempt"] = "attempt"
    page: PageId
    revision: Revision
    """Of the listing that the learner saw."""
    id: MessageId
    place: AttemptPlace
    reason: Group


class Answer(_Message):
    """A learner's answer to a question: the id of a choice, or the mended text."""

    type: Literal["answer"] = "answer"
    page: PageId
    question: MessageId
    id: MessageId
    answer: Annotated[str, StringConstraints(max_length=MAX_TEXT)]


class Join(_Message):
    """The learner at this page says their name."""

    type: Literal["join"] = "join"
    page: PageId
    learner: LearnerName


class Staged(_Message):
    """What came of a stage on the page; the console shows it."""

    type: Literal["staged"] = "staged"
    page: PageId
    number: Revision
    spotlight: SpotlightState
    pointer: PointerState


class Gone(_Message):
    """The page was closed or shows no listing any more."""

    type: Literal["gone"] = "gone"
    page: PageId
