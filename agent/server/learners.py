"""What learners point out and answer: judged, on disk, and only then told."""

from collections.abc import Callable
from typing import TypeVar

from agent.lessons.run import AnswerRecord, AttemptRecord, Told
from agent.server.asked import Asked
from agent.server.judging import JudgeBusyError
from agent.server.lesson_desk import LessonDesk
from agent.server.limits import Budget
from agent.server.live_pages import Judged, LivePage
from agent.server.not_obeyed import NotObeyedError
from agent.server.run_book import utc_now
from agent.server.showing import put, show_news
from agent.server.teaching import JudgeListing, Teaching
from agent.wire_lesson import Answer, Answered, Attempt, Attempted

Judge = Callable[[Judged], JudgeListing]
"""Judges texts as the page was judged, of which that is the newest verdict."""
Record = TypeVar("Record", AttemptRecord, AnswerRecord)
_LONGEST_QUOTE = 200
"""Of the words that were pointed at so much is kept and told."""
_MOST_ANSWERS = 64
"""To one question."""


class Learners:
    """Settles attempts and answers. A message that is sent again is answered as it was the first time.

    Args:
        desk: the store.
        teaching: the rules, as lessons use them.
        judge: for texts that were mended.
        budget: how often a learner may try.

    """

    def __init__(self, desk: LessonDesk, teaching: Teaching, judge: Judge, budget: Budget) -> None:
        self._desk = desk
        self._teaching = teaching
        self._judge = judge
        self._budget = budget

    async def attempt(self, page: LivePage, attempt: Attempt) -> None:
        """Judge what a learner points at, keep it, tell them. Raises ``NotObeyedError``, ``StoreError``."""
        told = page.told
        known = None if told is None else _by_id(told.attempts, attempt.id)
        if known is None:
            if told is None or page.direct.mode != "hunt":
                put(page, Attempted(page=page.name, id=attempt.id, verdict="too-late"))
                return
            if len(told.attempts) >= self._budget.attempts_per_run:
                raise NotObeyedError(
                    code="busy", words="too many attempts in one lesson: have the trainer finish it"
                )
            record = self._judged(page, told, attempt)
            known = await self._desk.write(lambda store: store.attempt(record))
            page.told = told.model_copy(update={"attempts": (*told.attempts, known)})
        put(page, Attempted(page=page.name, id=known.id, verdict=known.verdict, finding=known.finding))
        show_news(page)

    async def answer(self, page: LivePage, answer: Answer) -> None:
        """Judge an answer, keep it and tell the learner. Raises ``NotObeyedError``, ``StoreError``."""
        asked, told = page.asked, page.told
        if asked is not None and told is not None and asked.question.id == answer.question:
            verdict = asked.verdicts.get(answer.id) or asked.ended
            verdict = verdict or await self._answered(page, told, asked, answer)
        else:
            known = None if told is None else _by_id(told.answers, answer.id)
            if known is None:
                raise NotObeyedError(code="busy", words="that question was taken back")
            # From before a restart: what is right is not known any more.
            verdict = Answered(
                page=page.name, question=known.question, id=known.id, right=known.right, words=""
            )
        put(page, verdict.model_copy(update={"id": answer.id}))

    def _judged(self, page: LivePage, told: Told, attempt: Attempt) -> AttemptRecord:
        judged = page.judged
        verdict, finding, quote = self._teaching.judge_attempt(
            attempt, judged.listing, judged.verdict.annotations, told.run.key, tuple(told.found())
        )
        if not _still_said(page, attempt):
            verdict, finding = "too-late", None
        return AttemptRecord(
            id=attempt.id,
            run=told.run.id,
            at=utc_now(),
            place=attempt.place,
            quote=quote[:_LONGEST_QUOTE],
            reason=attempt.reason,
            verdict=verdict,
            finding=finding,
        )

    async def _answered(self, page: LivePage, told: Told, asked: Asked, answer: Answer) -> Answered:
        if len(asked.verdicts) >= _MOST_ANSWERS:
            raise NotObeyedError(
                code="busy", words="too many answers to one question: ask the trainer for another"
            )
        try:
            right, words = await self._teaching.check(asked.posed, answer.answer, self._judge(page.judged))
        except (JudgeBusyError, TimeoutError):
            raise NotObeyedError(
                code="busy", words="the rules took too long on this answer: send it again"
            ) from None
        posed, question = asked.posed, asked.question
        record = AnswerRecord(
            id=answer.id,
            run=told.run.id,
            question=question.id,
            kind=question.kind,
            finding=posed.finding,
            rule=posed.rule,
            group=posed.group,
            asked=asked.at,
            at=utc_now(),
            answer=answer.answer,
            right=right,
        )
        kept = await self._desk.write(lambda store: store.answer(record))
        page.told = told.model_copy(update={"answers": (*told.answers, kept)})
        verdict = Answered(page=page.name, question=question.id, id=kept.id, right=kept.right, words=words)
        asked.verdicts[kept.id] = verdict
        return verdict


def _by_id(records: tuple[Record, ...], name: str) -> Record | None:
    return next((record for record in records if record.id == name), None)


def _still_said(page: LivePage, attempt: Attempt) -> bool:
    """Whether the field that was pointed at says now what the learner saw."""
    audit, field = page.judged.audit, attempt.place.field
    if attempt.revision == audit.revision:
        return True
    seen = page.recent.get(attempt.revision)
    if seen is None:
        return False
    if field == "images":
        return [one.url for one in seen.images or ()] == [one.url for one in audit.listing.images or ()]
    return seen.passages(field) == audit.listing.passages(field)
