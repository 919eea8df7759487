"""Questions made of a finding, and whether an answer is right. Nothing is sent or kept here."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.annotate import say
from agent.bound import RuleSet
from agent.engine import run
from agent.groups import Group, group_of
from agent.lessons.quiz_choices import fine_text, laid, others, passage_of, shown
from agent.lessons.quiz_words import FAULT, FINE, MENDED, NO_FAULT, PROMPTS
from agent.listing import Listing, Passage
from agent.rules.rule import Rule, Words
from agent.wire import Annotation
from agent.wire_lesson import Choice, FindingId, Question, QuestionKind
from agent.wire_parts import Locale

_EVEN = 0.5
_LEFT = 0.5
"""So much of a text's length a mended one keeps: emptying it mends nothing."""

Judge = Callable[[Listing], tuple[Annotation, ...]]


class QuizError(ValueError):
    """A finding that makes no question of that kind; one line that says why."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question with what is right. The same arguments of ``pose`` make the same question."""

    question: Question
    finding: FindingId
    rule: str
    group: Group
    right: str | None
    """The id of the right choice; ``None`` where a mended text is asked for."""
    words: str
    """What is said once it is answered, in the reader's language."""
    annotation: Annotation
    listing: Listing


def pose(  # noqa: PLR0913, PLR0917 - what a question is made of
    kind: QuestionKind,
    annotation: Annotation,
    listing: Listing,
    ruleset: RuleSet,
    locale: Locale,
    seed: int,
    today: date | None = None,
) -> Posed:
    """A question about ``annotation`` of ``listing``. Raises ``QuizError``.

    ``today`` is the day of the audit (by default this one): rules not in force on it are no choices.
    """
    rule = ruleset.rule(annotation.rule)
    if rule is None:
        msg = f"there is no rule '{annotation.rule}' any more"
        raise QuizError(msg)
    if annotation.outcome != "violation":
        msg = "the rules only suspect this: a question needs a fault"
        raise QuizError(msg)
    draw = _Draw(
        rule=rule,
        annotation=annotation,
        listing=listing,
        ruleset=ruleset,
        locale=locale,
        chance=random.Random(f"{seed} {kind} {annotation.id}"),  # noqa: S311 - a draw, not a secret
        today=today or date.today(),  # noqa: DTZ011 - rules speak of local days
    )
    name = hashlib.sha256(f"{seed} {kind} {annotation.id}".encode()).hexdigest()[:22]
    return {"fine": _fine, "rule": _which, "fix": _fix}[kind](draw, name)


@dataclass(frozen=True, slots=True)
class _Draw:
    """What a question is drawn from."""

    rule: Rule
    annotation: Annotation
    listing: Listing
    ruleset: RuleSet
    locale: Locale
    chance: random.Random
    today: date

    def say(self, words: Words) -> str:
        return say(words, self.locale)

    def why(self) -> str:
        one = self.annotation
        return f"{one.title}: {one.message} {one.help}"

    def passage(self) -> Passage | None:
        return passage_of(self.annotation, self.listing)

    def faulty(self, passage: Passage) -> str:
        """The part of the passage that is shown: one that has the fault by itself, else the whole."""
        cut = shown(passage, self.annotation)[0]
        if cut == passage.text:
            return cut
        listing = laid(self.listing, replace(passage, text=cut))
        found = run(self.ruleset, listing, {}, self.today).findings
        there = any(
            one.rule == self.rule.id
            and one.outcome == "violation"
            and (one.target.field, one.target.index) == (passage.field, passage.index)
            for one in found
        )
        return cut if there else passage.text

    def posed(self, question: Question, right: str | None, words: str) -> Posed:
        rule, one = self.rule, self.annotation
        return Posed(question, one.id, rule.id, group_of(rule), right, words, one, self.listing)


def _fine(draw: _Draw, name: str) -> Posed:
    passage = draw.passage()
    if passage is None or not passage.text.strip():
        msg = "only words can be asked about as error or fine"
        raise QuizError(msg)
    fine: str | None = None
    if draw.chance.random() < _EVEN:
        fine = fine_text(draw.rule, passage, draw.listing, draw.ruleset, draw.chance, draw.today)
    # Neither words nor a place are marked: they would tell which of the two it is.
    question = Question(
        id=name,
        kind="fine",
        finding=None,
        text=draw.faulty(passage) if fine is None else fine,
        prompt=draw.say(PROMPTS["fine"]),
        choices=(Choice(id="fault", words=draw.say(FAULT)), Choice(id="fine", words=draw.say(FINE))),
    )
    if fine is not None:
        return draw.posed(question, "fine", draw.say(NO_FAULT))
    return draw.posed(question, "fault", draw.why())


def _which(draw: _Draw, name: str) -> Posed:
    wrong = others(
        draw.rule, draw.annotation, draw.listing, draw.ruleset, draw.locale, draw.chance, draw.today
    )
    rules = [draw.rule, *wrong]
    draw.chance.shuffle(rules)
    text, start, end = shown(draw.passage(), draw.annotation)
    question = Question(
        id=name,
        kind="rule",
        finding=draw.annotation.id,
        text=text,
        start=start,
        end=end,
        prompt=draw.say(PROMPTS["rule"]),
        choices=tuple(Choice(id=f"c{place}", words=draw.say(one.title)) for place, one in enumerate(rules)),
    )
    return draw.posed(question, f"c{rules.index(draw.rule)}", draw.why())


def _fix(draw: _Draw, name: str) -> Posed:
    passage, target = draw.passage(), draw.annotation.target
    if passage is None:
        msg = "only a fault of a text can be mended in an answer"
        raise QuizError(msg)
    question = Question(
        id=name,
        kind="fix",
        finding=draw.annotation.id,
        text=passage.text,
        start=target.start,
        end=target.end,
        prompt=draw.say(PROMPTS["fix"]),
    )
    return draw.posed(question, None, f"{draw.say(MENDED)} {draw.why()}")


def check(posed: Posed, answer: str, judge: Judge) -> tuple[bool, str]:
    """Whether ``answer`` is right, and what is said of it: nothing where it may be tried again.

    A mended text is right when the fault is gone and its field has no violation that it had not before.
    """
    if posed.right is not None:
        return answer == posed.right, posed.words
    right = _mended(posed, answer, judge)
    return right, posed.words if right else ""


def _mended(posed: Posed, answer: str, judge: Judge) -> bool:
    text = posed.question.text
    start, end = posed.question.start or 0, posed.question.end or 0
    enough = (len(text) - (end - start)) * _LEFT
    if not answer.strip() or (posed.group != "length" and len(answer.strip()) < enough):
        return False
    passage = passage_of(posed.annotation, posed.listing)
    if passage is None:
        return False
    before = _violations(judge(posed.listing), posed.annotation)
    after = _violations(judge(laid(posed.listing, replace(passage, text=answer))), posed.annotation)
    gone = after.count(posed.rule) < before.count(posed.rule)
    return gone and all(after.count(rule) <= before.count(rule) for rule in set(after))


def _violations(annotations: Sequence[Annotation], at: Annotation) -> list[str]:
    """The rules broken in the field of ``at``."""
    return [
        one.rule
        for one in annotations
        if one.outcome == "violation"
        and one.target.field == at.target.field
        and one.target.index in {None, at.target.index}
    ]
