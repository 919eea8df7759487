"""Runs, attempts, answers and lessons to keep, without an engine."""

from datetime import UTC, datetime, timedelta
from itertools import count

from agent.groups import Group
from agent.lessons.lesson import Lesson, Planted
from agent.lessons.run import AnswerRecord, AttemptRecord, KeyFault, Run
from agent.listing import Listing
from agent.wire import Annotation, WireTarget
from agent.wire_console import Direct
from agent.wire_lesson import AttemptPlace, AttemptVerdict, Mode

START = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LISTING = Listing(platform="amazon", marketplace="jp", page="edit", title="保温ボトル 送料無料 𠮷")
_numbers = count()


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def finding(number: int) -> str:
    return f"{number:016x}"


def fault(number: int, group: Group = "claim") -> KeyFault:
    target = WireTarget(field="title", start=7, end=11, quote="送料無料")
    return KeyFault(
        annotation=Annotation(
            id=finding(number),
            rule="amazon/title-promotional",
            outcome="violation",
            severity="error",
            target=target,
            title="宣伝文句",
            message="「送料無料」は書けません。",
            help="削除してください。",
            reason=None,
            consequence=None,
            sources=(),
            fix=None,
        ),
        group=group,
    )


def run(learner: str = "佐藤", key: tuple[KeyFault, ...] = (fault(1), fault(2)), **others: object) -> Run:
    values: dict[str, object] = {
        "id": f"{next(_numbers):022d}",
        "page": "page-1",
        "client": "c" * 22,
        "lesson": None,
        "title": "保温ボトル",
        "locale": "ja",
        "listing": LISTING,
        "key": key,
        "learner": learner,
        "started": START,
    }
    return Run.model_validate(values | others)


def attempt(
    of: Run,
    verdict: AttemptVerdict = "wrong-place",
    number: int | None = None,
    seconds: float = 5,
    **others: str,
) -> AttemptRecord:
    return AttemptRecord(
        id=others.get("id", f"a{next(_numbers)}"),
        run=of.id,
        at=after(seconds),
        place=AttemptPlace(field="title", start=7, end=11),
        quote="送料無料",
        reason="claim",
        verdict=verdict,
        finding=None if number is None else finding(number),
    )


def answer(
    of: Run, *, right: bool, question: str = "q1", seconds: float = 9, group: Group = "law"
) -> AnswerRecord:
    return AnswerRecord(
        id=f"n{next(_numbers)}",
        run=of.id,
        question=question,
        kind="fix",
        finding=finding(1),
        rule="amazon/title-promotional",
        group=group,
        asked=after(seconds - 4),
        at=after(seconds),
        answer="保温ボトル",
        right=right,
    )


def direct(mode: Mode = "hunt") -> Direct:
    return Direct(page="page-1", mode=mode, order=(finding(2), finding(1)), revealed=(finding(2),))


def lesson(title: str = "練習 1", name: str | None = None) -> Lesson:
    return Lesson(
        id=name or f"{next(_numbers):022d}",
        title=title,
        site="amazon",
        locale="ja",
        created=START,
        ruleset="0" * 16,
        seed=1,
        listing=LISTING,
        planted=(
            Planted(rule="amazon/title-promotional", finding=finding(1), field="title", quote="送料無料"),
        ),
    )
