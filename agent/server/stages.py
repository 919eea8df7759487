"""What a live page is sent, and what consoles are told of it. Nothing is decided or sent here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from agent.annotate import say
from agent.groups import GROUPS, NAMES, Group
from agent.lessons.run import Told
from agent.listing import TEXT_FIELDS, Listing
from agent.server.live_pages import Judged, LivePage
from agent.wire import Annotation
from agent.wire_console import (
    AnswerView,
    AttemptView,
    FieldText,
    PageSummary,
    PageView,
    PictureView,
    RunView,
)
from agent.wire_lesson import MOST_SHOWN, Choice, Shown, Stage
from agent.wire_parts import Locale

TITLE = 80
"""So much of a listing's title is told in a list."""
_MOST_TOLD = 500
"""Attempts and answers of a run that a console is told, the newest."""


def group_choices(locale: Locale) -> tuple[Choice, ...]:
    """Every group of rules by name."""
    return tuple(Choice(id=group, words=say(NAMES[group], locale)) for group in GROUPS)


def order_of(page: LivePage) -> tuple[str, ...]:
    """The findings that can be shown: faults first; each part in the trainer's order, then the page's."""
    there = {
        one.id: one for one in page.judged.verdict.annotations if not one.pending and one.outcome != "error"
    }
    directed = [finding for finding in dict.fromkeys(page.direct.order) if finding in there]
    ordered = list(dict.fromkeys([*directed, *there]))
    return tuple(sorted(ordered, key=lambda finding: there[finding].outcome != "violation"))


def stage_of(page: LivePage) -> Stage:
    """All that the page shows of a lesson now."""
    direct, told, audit = page.direct, page.told, page.judged.audit
    numbered = enumerate(order_of(page)[:MOST_SHOWN], 1)
    revealed = set(direct.revealed)
    hunting = direct.mode == "hunt" and told is not None
    return Stage(
        page=audit.page,
        number=page.stage_number,
        mode=direct.mode,
        learner=page.learner,
        shown=tuple(Shown(id=finding, number=number) for number, finding in numbered if finding in revealed),
        spotlight=None if page.lost or direct.spotlight not in page.annotations else direct.spotlight,
        pointer=direct.pointer,
        found=() if told is None else tuple(told.found())[:MOST_SHOWN],
        wrong=0 if told is None else told.wrong(),
        total=len(told.run.key) if told is not None and hunting else None,
        reasons=group_choices(audit.locale) if hunting else (),
        question=None if page.asked is None else page.asked.question,
    )


def summary_of(page: LivePage) -> PageSummary:
    """The page's line in the list."""
    listing, told, lesson = page.judged.listing, page.told, page.judged.lesson
    violations = (one for one in page.judged.verdict.annotations if one.outcome == "violation")
    return PageSummary(
        page=page.id,
        number=page.number,
        browser=page.browser,
        platform=listing.platform,
        marketplace=listing.marketplace,
        address=page.judged.audit.address,
        title=(listing.title or "")[:TITLE],
        lesson=None if lesson is None else lesson.title,
        learner=page.learner,
        mode=page.direct.mode,
        findings=sum(1 for _ in violations),
        run=None if told is None else told.run.id,
        found=0 if told is None else len(told.found()),
        wrong=0 if told is None else told.wrong(),
        total=None if told is None else len(told.run.key),
    )


def view_of(
    page: LivePage, judged: Judged, annotations: tuple[Annotation, ...], groups: Mapping[str, Group]
) -> PageView:
    """All about the page.

    ``annotations`` are those of ``judged`` in the console's language, ``groups`` those of their rules.
    """
    direct, listing = page.direct, judged.audit.listing
    return PageView(
        page=page.id,
        revision=judged.audit.revision,
        phase=judged.verdict.phase,
        fields=tuple(_fields(listing)),
        pictures=tuple(
            PictureView(index=index, slot=image.slot) for index, image in enumerate(listing.images or ())
        ),
        annotations=annotations,
        groups=tuple(groups[one.rule] for one in annotations),
        mode=direct.mode,
        order=order_of(page),
        revealed=direct.revealed,
        spotlight=direct.spotlight,
        pointer=direct.pointer,
        spotlight_state="changed" if page.lost else page.spotlight_state,
        pointer_state=page.pointer_state,
        question=None if page.asked is None else page.asked.question,
        run=None if page.told is None else _run_view(page.told),
    )


def _fields(listing: Listing) -> Iterable[FieldText]:
    for name in TEXT_FIELDS:
        for passage in listing.passages(name) or ():
            yield FieldText(field=name, index=passage.index, text=passage.text)


def _run_view(told: Told) -> RunView:
    return RunView(
        id=told.run.id,
        started=told.run.started,
        key=tuple(fault.annotation.id for fault in told.run.key),
        found=tuple(told.found()),
        attempts=tuple(
            AttemptView(
                seconds=_seconds(told.run.started, attempt.at),
                place=attempt.place,
                quote=attempt.quote,
                reason=attempt.reason,
                verdict=attempt.verdict,
                finding=attempt.finding,
            )
            for attempt in told.attempts[-_MOST_TOLD:]
        ),
        answers=_answers(told)[-_MOST_TOLD:],
    )


def _answers(told: Told) -> tuple[AnswerView, ...]:
    """One a question: how often it was tried, and how that ended."""
    tries: dict[str, int] = {}
    views: dict[str, AnswerView] = {}
    for record in told.answers:
        tries[record.question] = tries.get(record.question, 0) + 1
        views[record.question] = AnswerView(
            seconds=_seconds(record.asked, record.at),
            kind=record.kind,
            finding=record.finding,
            tries=tries[record.question],
            right=record.right,
        )
    return tuple(views.values())


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())
