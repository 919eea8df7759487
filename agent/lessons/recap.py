"""The recap of a run: one HTML file that needs nothing beside it and runs nothing. The CSV is beside this."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agent.annotate import say
from agent.bound import RuleSet
from agent.groups import Group
from agent.lessons.lesson import Lesson
from agent.lessons.recap_faults import (
    Fault,
    GroupScore,
    faults_of,
    first_answers,
    group_name,
    rule_title,
    scores,
)
from agent.lessons.recap_listing import fields_of, pictures_of, place_name, whole_gallery
from agent.lessons.recap_mask import Mask, plain
from agent.lessons.recap_name import Form, recap_name
from agent.lessons.recap_table import recap_csv
from agent.lessons.recap_words import FILES, stretch, text
from agent.lessons.run import Told
from agent.naming import LANGUAGE_TAGS, confidence_name
from agent.reports.charts import Bar, bars
from agent.reports.html import source_hash
from agent.wire_lesson import AttemptVerdict, QuestionKind
from agent.wire_parts import Locale

__all__ = ["recap_csv", "recap_file", "recap_html"]
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class _Attempt:
    seconds: float
    place: str
    quote: str
    reason: Group
    verdict: AttemptVerdict


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: QuestionKind
    title: str
    seconds: float
    given: str
    right: bool


def recap_file(  # noqa: PLR0913 - what a recap is made of, and what it leaves out
    told: Told,
    lesson: Lesson | None,
    form: Form,
    locale: Locale,
    *,
    names: bool,
    texts: bool,
    rules: RuleSet | None,
) -> tuple[str, bytes]:
    """Name and content of the file; the rest is as in ``recap_html``."""
    if form == "csv":
        text = recap_csv(told, locale, names=names, texts=texts, rules=rules)
    else:
        text = recap_html(told, lesson, locale, names=names, texts=texts, rules=rules)
    return recap_name(told.run.id, told.run.started, form), text.encode()


def recap_html(  # noqa: PLR0913 - what a recap is made of, and what it leaves out
    told: Told,
    lesson: Lesson | None,
    locale: Locale,
    *,
    names: bool = True,
    texts: bool = True,
    rules: RuleSet | None = None,
) -> str:
    """The whole page.

    Args:
        told: the run.
        lesson: whose practice page it was held on; its pictures are shown.
        locale: of the recap.
        names: whether it says who the learner was.
        texts: whether it shows the listing's texts and pictures; else blocks of the same length.
        rules: say the faults in ``locale`` too; without them, these are in the language of the page.

    """
    style = (FILES / "recap.css").read_text("utf-8")
    run, mask = told.run, Mask(texts)
    faults = faults_of(told, locale, rules)
    rows = scores(told, faults)
    return (
        _environment()
        .get_template("recap.html.j2")
        .render(
            say=lambda key, **values: text(key, locale, **values),
            stretch=lambda seconds: stretch(seconds, locale),
            group=lambda group: group_name(group, locale),
            confidence=lambda name: say(confidence_name(name), locale),
            place=lambda fault: _place(fault, told, locale),
            percent=lambda share: f"{_WHOLE * share:.2f}%",
            tag=lambda language: LANGUAGE_TAGS[language],
            is_address=lambda url: (url or "").startswith("https://"),
            mask=mask,
            language=LANGUAGE_TAGS[locale],
            page_language=LANGUAGE_TAGS[run.locale],
            rules_language=LANGUAGE_TAGS[run.locale if rules is None else locale],
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=source_hash(style),
            shows=texts,
            learner=run.learner if names else "",
            title=_title(told, mask),
            is_practice=run.lesson is not None,
            started=run.started.strftime("%Y-%m-%d %H:%M %Z").strip(),
            duration=None
            if run.ended is None
            else stretch((run.ended - run.started).total_seconds(), locale),
            tiles=list(_tiles(told, faults)),
            scores=rows,
            chart=_chart(rows, locale),
            next=[row for row in rows if row.failed],
            images=place_name("images", None, run.listing, locale),
            gallery=whole_gallery(run.listing, faults),
            fields=list(fields_of(run.listing, faults, locale, mask)),
            pictures=list(pictures_of(run.listing, faults, lesson, locale, mask)),
            faults=faults,
            attempts=list(_attempts(told, locale, mask)),
            answers=list(_answers(told, faults, mask)),
        )
    )


def _environment() -> Environment:
    loader = FileSystemLoader(FILES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_printed)


def _printed(value: object) -> object:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _title(told: Told, mask: Mask) -> str:
    """Of the lesson, which is the trainer's; of a real page it is the listing's own."""
    return told.run.title if told.run.lesson is not None else mask(told.run.title)


def _place(fault: Fault, told: Told, locale: Locale) -> str:
    target = fault.spoken.words.target
    return place_name(target.field, target.index, told.run.listing, locale)


def _tiles(told: Told, faults: Sequence[Fault]) -> Iterator[tuple[str, str]]:
    if told.hunted:
        yield "found_of", f"{sum(fault.state == 'found' for fault in faults)} / {len(faults)}"
        yield "wrong", str(told.wrong())
    else:
        yield "faults_shown", str(len(faults))
    first = first_answers(told)
    if first:
        yield "quiz_right", f"{sum(answer.right for answer in first)} / {len(first)}"


def _chart(rows: Sequence[GroupScore], locale: Locale) -> Markup:
    entries = [
        Bar(group_name(row.group, locale), round(_WHOLE * row.right / row.asked), "accent") for row in rows
    ]
    return bars(entries, _WHOLE) if entries else Markup()


def _attempts(told: Told, locale: Locale, mask: Mask) -> Iterator[_Attempt]:
    for one in told.attempts:
        if one.verdict in {"wrong-place", "wrong-reason"}:
            yield _Attempt(
                seconds=(one.at - told.run.started).total_seconds(),
                place=place_name(one.place.field, one.place.index, told.run.listing, locale),
                quote=mask(one.quote),
                reason=one.reason,
                verdict=one.verdict,
            )


def _answers(told: Told, faults: Sequence[Fault], mask: Mask) -> Iterator[_Answer]:
    for one in told.answers:
        yield _Answer(
            kind=one.kind,
            title=rule_title(one.rule, faults),
            seconds=(one.at - one.asked).total_seconds(),
            given=mask(one.answer) if one.kind == "fix" else "",
            right=one.right,
        )
