"""What lessons ask of the rules: groups, keys, verdicts on attempts, questions."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from agent.bound import RuleSet
from agent.groups import Group, group_of
from agent.lessons.run import KeyFault
from agent.listing import Listing
from agent.wire import Annotation
from agent.wire_lesson import Attempt, AttemptVerdict, QuestionKind
from agent.wire_parts import Locale

if TYPE_CHECKING:
    from agent.lessons.lesson import Lesson
    from agent.lessons.quiz import Posed

JudgeListing = Callable[[Listing], Awaitable[tuple[Annotation, ...]]]
"""What is found in a text that a learner mended."""


class NotPosedError(Exception):
    """No question of that kind can be made of the finding; the text says why."""


class Teaching:
    """The rules as lessons use them; ``rules`` gives those of now."""

    def __init__(self, rules: Callable[[], RuleSet]) -> None:
        self._rules = rules

    def prepare(self) -> None:
        """Import what a lesson needs, before somebody waits for it."""
        from agent.lessons import hunt, key, quiz  # noqa: F401, PLC0415

    def group_of(self, rule_id: str) -> Group:
        """The group of a rule; of one that is gone since the verdict, a wide one."""
        rule = self._rules().rule(rule_id)
        return "style" if rule is None else group_of(rule)

    def key(self, annotations: Sequence[Annotation], lesson: "Lesson | None") -> tuple[KeyFault, ...]:
        """What is to be found."""
        from agent.lessons.key import key_of  # noqa: PLC0415

        return key_of(annotations, self.group_of, None if lesson is None else lesson.rules())

    def judge_attempt(
        self,
        attempt: Attempt,
        listing: Listing,
        annotations: Sequence[Annotation],
        key: Sequence[KeyFault],
        found: Sequence[str],
    ) -> tuple[AttemptVerdict, str | None, str]:
        """The verdict, the fault it speaks of, and the words that were pointed at."""
        from agent.lessons.hunt import judge_attempt, quoted  # noqa: PLC0415

        verdict, finding = judge_attempt(attempt, annotations, key, found, listing.text_at)
        return verdict, finding, quoted(attempt.place, listing.text_at)

    async def pose(
        self, kind: QuestionKind, annotation: Annotation, listing: Listing, locale: Locale
    ) -> "Posed":
        """A question about a finding. Raises ``NotPosedError``."""
        from agent.lessons.quiz import QuizError, pose  # noqa: PLC0415

        seed = secrets.randbits(32)
        try:
            return await asyncio.to_thread(pose, kind, annotation, listing, self._rules(), locale, seed)
        except QuizError as error:
            raise NotPosedError(str(error)) from None

    async def check(self, posed: "Posed", answer: str, judge: JudgeListing) -> tuple[bool, str]:
        """Whether an answer is right, and what is said of it. Raises what ``judge`` raises."""
        from agent.lessons.quiz import check  # noqa: PLC0415

        loop = asyncio.get_running_loop()

        def judged(listing: Listing) -> tuple[Annotation, ...]:
            async def ask() -> tuple[Annotation, ...]:
                return await judge(listing)

            asking: Future[tuple[Annotation, ...]] = asyncio.run_coroutine_threadsafe(ask(), loop)
            return asking.result()

        return await asyncio.to_thread(check, posed, answer, judged)
