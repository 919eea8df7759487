"""Every message of the WebSocket between the trainer's console (a page of the agent's own) and the agent.

The console never names anything of a page but by the ids, fields and regions that the agent told it.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from agent.groups import Group
from agent.listing import Platform, ScreenField
from agent.report import Phase
from agent.wire import Address, Annotation, Nonce, Ping, Pong
from agent.wire_lesson import (
    MOST_SHOWN,
    AttemptPlace,
    AttemptVerdict,
    Choice,
    FindingId,
    LearnerName,
    Mode,
    Pointer,
    PointerState,
    Question,
    QuestionKind,
    SpotlightState,
)
from agent.wire_parts import Locale, PageId, Revision

RunId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""Of one lesson held on one page; 16 random bytes."""
LessonId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""Of a lesson file; 16 random bytes, made with the file. A practice page's address holds it."""
ConsoleCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""One-time, 128 random bits, valid 60 seconds; stands in the fragment of the console's first address."""


class _Message(BaseModel):
    # Built when first used: most agents start without any lesson.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


# --- HTTP: opening the console ------------------------------------------------------------------


class ConsoleOffer(_Message):
    """Answer of ``POST /v1/console/codes`` (role ``cli``)."""

    code: ConsoleCode
    seconds: int


class ConsoleRequest(_Message):
    """Body of ``POST /v1/console/sessions`` (from the console's own origin, no credential)."""

    code: ConsoleCode


class ConsoleSession(_Message):
    """Answer of ``POST /v1/console/sessions``: the bearer of role ``console``, good after a restart, too."""

    token: Nonce


# --- console to agent ---------------------------------------------------------------------------


class ConsoleHello(_Message):
    """First message; nothing is answered before."""

    type: Literal["hello"] = "hello"
    token: Nonce
    locale: Locale


class Watch(_Message):
    """Send ``PageView`` of this page from now on, and of no other; ``None``: of none."""

    type: Literal["watch"] = "watch"
    page: PageId | None


class Direct(_Message):
    """What a page shows from now on, as a whole. Entering ``hunt`` begins a run with the findings of now."""

    type: Literal["direct"] = "direct"
    page: PageId
    mode: Mode
    order: Annotated[tuple[FindingId, ...], Field(max_length=MOST_SHOWN)] = ()
    """The trainer's order; what it leaves out follows in the page's order."""
    revealed: Annotated[tuple[FindingId, ...], Field(max_length=MOST_SHOWN)] = ()
    spotlight: FindingId | None = None
    pointer: Pointer | None = None


class Name(_Message):
    """Who sits at a page."""

    type: Literal["name"] = "name"
    page: PageId
    learner: LearnerName


class Ask(_Message):
    """Ask the learner at a page about a finding; begins a run if none is on."""

    type: Literal["ask"] = "ask"
    page: PageId
    finding: FindingId
    kind: QuestionKind


class Unask(_Message):
    """Take the question back."""

    type: Literal["unask"] = "unask"
    page: PageId


class Finish(_Message):
    """The run on this page is over; its recap can be read. The page goes back to ``normal``."""

    type: Literal["finish"] = "finish"
    page: PageId


# --- agent to console ---------------------------------------------------------------------------


class ConsoleReady(_Message):
    """The token was good."""

    type: Literal["ready"] = "ready"
    agent_version: str
    groups: tuple[Choice, ...]
    """Every group of rules, by name."""


class PageSummary(_Message):
    """One live page."""

    page: PageId
    number: int
    """Short, for people; the same as long as the page lives."""
    browser: str
    """What the list of pairings calls the browser."""
    platform: Platform
    marketplace: str | None
    address: Address | None
    title: str
    """Begin of the listing's title, or empty."""
    lesson: str | None
    """Title of the lesson whose practice page it is."""
    learner: LearnerName
    mode: Mode
    findings: int
    """Violations now."""
    run: RunId | None
    found: int
    wrong: int
    total: int | None


class PageList(_Message):
    """Every live page, oldest first; sent whenever one of them changed."""

    type: Literal["pages"] = "pages"
    pages: tuple[PageSummary, ...]


class FieldText(_Message):
    """One text of the listing as the page shows it."""

    field: ScreenField
    index: int | None
    text: str


class PictureView(_Message):
    """One picture of the listing."""

    index: int
    slot: str


class AttemptView(_Message):
    """One attempt of a hunt."""

    seconds: float
    """Since the run began."""
    place: AttemptPlace
    quote: str
    """The words at ``place``, if any."""
    reason: Group
    verdict: AttemptVerdict
    finding: FindingId | None


class AnswerView(_Message):
    """One answer of a quiz."""

    seconds: float
    """From the question to the answer."""
    kind: QuestionKind
    finding: FindingId
    tries: int
    right: bool


class RunView(_Message):
    """The run that is on."""

    id: RunId
    started: AwareDatetime
    key: tuple[FindingId, ...]
    """What is to be found: the violations when the run began (a practice page's: the planted ones)."""
    found: tuple[FindingId, ...]
    attempts: Annotated[tuple[AttemptView, ...], Field(max_length=500)]
    """The newest last."""
    answers: Annotated[tuple[AnswerView, ...], Field(max_length=500)]


class PageView(_Message):
    """All about one page; sent whenever something of it changed. Findings are in the console's language."""

    type: Literal["view"] = "view"
    page: PageId
    revision: Revision
    phase: Phase | None
    """``None``: not judged yet."""
    fields: tuple[FieldText, ...]
    pictures: tuple[PictureView, ...]
    annotations: tuple[Annotation, ...]
    """In the page's order."""
    groups: tuple[Group, ...]
    """Of each annotation, in the same order."""
    mode: Mode
    order: tuple[FindingId, ...]
    revealed: tuple[FindingId, ...]
    spotlight: FindingId | None
    pointer: Pointer | None
    spotlight_state: SpotlightState
    """``changed``: the text it speaks of is another one now, nothing is drawn."""
    pointer_state: PointerState
    question: Question | None
    run: RunView | None


class PageGone(_Message):
    """The page that is watched was closed."""

    type: Literal["gone"] = "gone"
    page: PageId


class ConsoleRefusal(_Message):
    """A message of the console was not obeyed; the socket stays open."""

    type: Literal["refused"] = "refused"
    page: PageId | None
    code: Literal["bad-message", "gone", "changed", "nothing-to-find", "store", "failed"]
    """``changed``: the finding is not among the page's any more. ``store``: the disk refused."""
    message: str


ConsoleMessage = Annotated[Watch | Direct | Name | Ask | Unask | Finish | Ping, Field(discriminator="type")]
ToConsole = Annotated[
    ConsoleReady | PageList | PageView | PageGone | ConsoleRefusal | Pong, Field(discriminator="type")
]
console_message: TypeAdapter[ConsoleMessage] = TypeAdapter(
    ConsoleMessage, config=ConfigDict(defer_build=True)
)


# --- HTTP: lessons, runs, progress --------------------------------------------------------------


class LessonEntry(_Message):
    """One lesson that the agent can serve as a practice page."""

    id: LessonId
    title: str
    site: Platform
    faults: int
    added: AwareDatetime
    path: str
    """Of its practice page on this agent: ``/practice/<id>``."""


class LessonList(_Message):
    """Answer of ``GET /v1/lessons``, newest first."""

    lessons: tuple[LessonEntry, ...]


class RunEntry(_Message):
    """One run."""

    id: RunId
    learner: LearnerName
    title: str
    """Of the lesson, or of the listing on a real page."""
    started: AwareDatetime
    ended: AwareDatetime | None
    found: int
    total: int
    wrong: int


class RunList(_Message):
    """Answer of ``GET /v1/runs``, newest first, at most 200."""

    runs: tuple[RunEntry, ...]


class GroupProgress(_Message):
    """How one learner does with one group of rules."""

    group: Group
    words: str
    """Its name in the language asked for."""
    asked: int
    """Faults and questions of the group that the learner met."""
    right: int
    last: AwareDatetime
    due: bool
    """A week has passed, or the last time went wrong."""


class LearnerProgress(_Message):
    """One learner, the weakest group first."""

    learner: LearnerName
    groups: tuple[GroupProgress, ...]


class ProgressList(_Message):
    """Answer of ``GET /v1/progress``, by name."""

    learners: tuple[LearnerProgress, ...]


class Removed(_Message):
    """Answer of the ``DELETE`` routes of lessons, runs and learners."""

    removed: int
