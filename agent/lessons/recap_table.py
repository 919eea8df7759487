"""The recap as CSV: one row a fault, an attempt, an answer. No text of a listing becomes a formula."""

import csv
import io
from collections.abc import Iterator

from agent.annotate import say
from agent.bound import RuleSet
from agent.lessons.recap_faults import Fault, faults_of, group_name, rule_title
from agent.lessons.recap_listing import place_name
from agent.lessons.recap_mask import Mask, plain
from agent.lessons.recap_words import text
from agent.lessons.run import Told
from agent.naming import confidence_name
from agent.packs.table import safe
from agent.wire_parts import Locale

COLUMNS = (
    "run",
    "started",
    "learner",
    "title",
    "kind",
    "number",
    "result",
    "seconds",
    "tries",
    "group",
    "place",
    "quote",
    "rule",
    "rule_title",
    "message",
    "help",
    "source",
    "confidence",
)
"""The headings; they are the same in every language, for whoever computes with the table."""
Cells = dict[str, str | int | float]


def recap_csv(
    told: Told, locale: Locale, *, names: bool = True, texts: bool = True, rules: RuleSet | None = None
) -> str:
    """The table, with values in that language; the same is left out as in ``recap_html``.

    With the mark that tells Excel that it is UTF-8.
    """
    run, mask = told.run, Mask(texts)
    faults = faults_of(told, locale, rules)
    always: Cells = {
        "run": run.id,
        "started": run.started.isoformat(timespec="seconds"),
        "learner": run.learner if names else "",
        "title": run.title if run.lesson is not None else mask(run.title),
    }
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for cells in (
        *(_fault(fault, told, locale, mask) for fault in faults),
        *_attempts(told, locale, mask),
        *_answers(told, faults, locale, mask),
    ):
        writer.writerow({name: _shown(cell) for name, cell in (always | cells).items()})
    return "\ufeff" + buffer.getvalue()


def _shown(cell: str | float) -> str | float:
    return safe(plain(cell)) if isinstance(cell, str) else cell


def _fault(fault: Fault, told: Told, locale: Locale, mask: Mask) -> Cells:
    words = fault.spoken.words
    source = words.sources[0] if words.sources else None
    return {
        "kind": "fault",
        "number": fault.number,
        "result": text(fault.state, locale),
        "seconds": "" if fault.seconds is None else round(fault.seconds, 1),
        "tries": fault.tries,
        "group": group_name(fault.group, locale),
        "place": place_name(words.target.field, words.target.index, told.run.listing, locale),
        "quote": mask(words.target.quote or ""),
        "rule": words.rule,
        "rule_title": words.title,
        "message": words.message if mask.shows else "",
        "help": words.help,
        "source": source.title if source else "",
        "confidence": say(confidence_name(source.confidence), locale) if source else "",
    }


def _attempts(told: Told, locale: Locale, mask: Mask) -> Iterator[Cells]:
    for number, one in enumerate(told.attempts, 1):
        yield {
            "kind": "attempt",
            "number": number,
            "result": text(one.verdict, locale),
            "seconds": round((one.at - told.run.started).total_seconds(), 1),
            "group": group_name(one.reason, locale),
            "place": place_name(one.place.field, one.place.index, told.run.listing, locale),
            "quote": mask(one.quote),
        }


def _answers(told: Told, faults: tuple[Fault, ...], locale: Locale, mask: Mask) -> Iterator[Cells]:
    for number, one in enumerate(told.answers, 1):
        yield {
            "kind": f"answer-{one.kind}",
            "number": number,
            "result": text("answer_right" if one.right else "answer_wrong", locale),
            "seconds": round((one.at - one.asked).total_seconds(), 1),
            "group": group_name(one.group, locale),
            "quote": mask(one.answer) if one.kind == "fix" else "",
            "rule": one.rule,
            "rule_title": rule_title(one.rule, faults),
        }
