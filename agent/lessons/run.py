"""What happened in one run of a lesson, as it is kept and told."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from agent.groups import Group
from agent.listing import Listing
from agent.wire import Annotation
from agent.wire_console import LessonId, RunEntry, RunId
from agent.wire_lesson import AttemptPlace, AttemptVerdict, FindingId, LearnerName, MessageId, QuestionKind
from agent.wire_parts import Locale


class _Record(BaseModel):
    # Built when first used: the agent's start reads this.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class KeyFault(_Record):
    """One fault that is to be found."""

    annotation: Annotation
    """In the language of the page."""
    group: Group


class Run(_Record):
    """One lesson held on one page, from its beginning."""

    id: RunId
    page: str
    """The page's id in the session that began it; a page that comes back is known by it and ``client``."""
    client: str
    """The paired browser."""
    lesson: LessonId | None
    """``None``: on a real page."""
    title: str
    locale: Locale
    listing: Listing
    """As it was when the run began."""
    key: tuple[KeyFault, ...]
    learner: LearnerName
    started: AwareDatetime
    ended: AwareDatetime | None = None


class AttemptRecord(_Record):
    """One attempt that was judged."""

    id: MessageId
    run: RunId
    at: AwareDatetime
    place: AttemptPlace
    quote: str
    reason: Group
    verdict: AttemptVerdict
    finding: FindingId | None


class AnswerRecord(_Record):
    """One answer that was judged."""

    id: MessageId
    run: RunId
    question: MessageId
    kind: QuestionKind
    finding: FindingId
    rule: str
    group: Group
    asked: AwareDatetime
    at: AwareDatetime
    answer: str
    right: bool


class Told(_Record):
    """A run with all that happened in it, oldest first."""

    run: Run
    attempts: tuple[AttemptRecord, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()
    hunted: bool = False
    """Whether a hunt was on: only then was a fault that nobody found missed."""

    def found(self) -> dict[FindingId, datetime]:
        """When each fault was found."""
        return {
            attempt.finding: attempt.at
            for attempt in self.attempts
            if attempt.verdict == "found" and attempt.finding is not None
        }

    def wrong(self) -> int:
        """How many attempts were wrong."""
        return sum(attempt.verdict in {"wrong-place", "wrong-reason"} for attempt in self.attempts)

    def entry(self) -> RunEntry:
        """The run as lists tell it."""
        run = self.run
        return RunEntry(
            id=run.id,
            learner=run.learner,
            title=run.title,
            started=run.started,
            ended=run.ended,
            found=len(self.found()),
            total=len(run.key),
            wrong=self.wrong(),
        )
