"""The texts and the wrong answers that questions are made of."""

import random
from collections.abc import Iterator
from datetime import date

from agent.annotate import say
from agent.bound import RuleSet
from agent.engine import run
from agent.fingerprint import SAID
from agent.groups import Group, group_of
from agent.listing import Listing, Passage
from agent.planning import applies, in_force, kind_of
from agent.proving import unmark
from agent.rules.rule import Rule
from agent.text.count import utf16_offset, utf16_slice
from agent.wire import Annotation
from agent.wire_parts import Locale

CHOICES = 4
_WINDOW = 120
"""Code points of a long text that a question shows."""
_ENDS = "\n。！？!?"


def passage_of(annotation: Annotation, listing: Listing) -> Passage | None:
    """The whole text that the finding is in; ``None`` for pictures and what is not on the page."""
    target = annotation.target
    if target.field is None or target.field == "images":
        return None
    text = listing.text_at(target.field, target.index)
    return None if text is None else Passage(target.field, target.index, text)


def laid(listing: Listing, passage: Passage) -> Listing:
    """``listing`` with another text in place of one of its own."""
    if passage.index is None:
        return listing.model_copy(update={passage.field: passage.text})
    texts = list(getattr(listing, passage.field))
    texts[passage.index] = passage.text
    return listing.model_copy(update={passage.field: tuple(texts)})


def shown(passage: Passage | None, annotation: Annotation) -> tuple[str, int | None, int | None]:
    """The sentence or so that a question shows, and the words in question in it (UTF-16)."""
    if passage is None:
        return "", None, None
    text, target = passage.text, annotation.target
    if target.start is None or target.end is None:
        return _cut(text), None, None
    start, end = len(utf16_slice(text, 0, target.start)), len(utf16_slice(text, 0, target.end))
    if len(text) <= _WINDOW:
        return text, target.start, target.end
    left = max((text.rfind(mark, 0, start) + 1 for mark in _ENDS), default=0)
    left = max(left, start - _WINDOW // 2)
    right = min((place + 1 for mark in _ENDS if (place := text.find(mark, end)) >= 0), default=len(text))
    right = max(end, min(right, end + _WINDOW // 2))
    window = text[left:right].rstrip()
    return window, utf16_offset(window, start - left), utf16_offset(window, end - left)


def _cut(text: str) -> str:
    return text if len(text) <= _WINDOW else text[: _WINDOW - 1] + "…"


def others(  # noqa: PLR0913, PLR0917 - what the choices are drawn from
    rule: Rule,
    annotation: Annotation,
    listing: Listing,
    ruleset: RuleSet,
    locale: Locale,
    chance: random.Random,
    today: date,
) -> Iterator[Rule]:
    """Rules that would be wrong answers: of other groups, each of another, and found nowhere here."""
    kind = kind_of(listing)
    said = {finding.rule for finding in run(ruleset, listing, {}, today).findings if finding.outcome in SAID}
    wrong = [
        bound.rule
        for bound in ruleset.rules
        if bound.rule.id not in said
        and in_force(bound.rule, listing.platform, today)
        and applies(bound.rule, kind)
        and group_of(bound.rule) != group_of(rule)
        and (annotation.target.field != "images" or group_of(bound.rule) != "picture")
    ]
    chance.shuffle(wrong)
    titles, groups = {say(rule.title, locale)}, set[Group]()
    near = sorted(wrong, key=lambda one: annotation.target.field not in one.fields)
    for distinct in (True, False):
        for one in near:
            title, group = say(one.title, locale), group_of(one)
            if len(titles) < CHOICES and title not in titles and not (distinct and group in groups):
                titles.add(title)
                groups.add(group)
                yield one


def fine_text(  # noqa: PLR0913, PLR0917 - what the passage is drawn from
    rule: Rule, passage: Passage, listing: Listing, ruleset: RuleSet, chance: random.Random, today: date
) -> str | None:
    """A text of the rule's passing cases in which no rule finds anything when it stands here."""
    texts = [
        text
        for case in rule.passes
        for text in _texts(unmark(case.listing).listing.get(passage.field))
        if text.strip() and len(text) <= _WINDOW
    ]
    chance.shuffle(texts)
    for text in texts:
        report = run(ruleset, laid(listing, Passage(passage.field, passage.index, text)), {}, today)
        spoken = (
            finding
            for finding in report.findings
            if finding.outcome in SAID and finding.target.field == passage.field
        )
        if all(finding.target.index not in {None, passage.index} for finding in spoken):
            return text
    return None


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()
