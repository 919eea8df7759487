"""Warnings and safety texts, in the copy and beside it: whether they are in a language of the store."""

from collections import Counter
from collections.abc import Iterator

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.checks.language import languages_by_word
from agent.listing import Passage
from agent.report import Datum, Target
from agent.rules.lexicon import Lexicons
from agent.text.language import LATIN_LANGUAGES, NAMES, STORE_LANGUAGES, words
from agent.text.matcher import Matcher, Span, compile_matcher

DATA = frozenset({"name", "language", "expected"})

_FEW = 2
"""Function words of another language that tell; a warning has few of them."""
_LINE_END = regex.compile(r"\n|<br\b|</?(?:p|li|div)\b", regex.IGNORECASE)


class Params(Base):
    """``attributes``: patterns of the names of attributes that hold such texts.

    ``signals``: patterns of the words that a warning in the copy begins with, in any language.
    """

    attributes: tuple[str, ...]
    signals: tuple[str, ...] = ()


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """One violation for each text that has words of another language and none of the store's.

    A warning in the copy is only suspected when the other parts of the page have one in the store's
    language, which may say the same; it is none when its own field has.
    """
    names = [regex.compile(pattern) for pattern in params.attributes]
    signals = compile_matcher(patterns=params.signals) if params.signals else None
    languages = languages_by_word(lexicons)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        expected = frozenset(STORE_LANGUAGES.get(listing.marketplace or "", ())) & frozenset(LATIN_LANGUAGES)
        texts = {
            name: text
            for name, text in (listing.context.attributes or {}).items()
            if text.strip() and any(pattern.search(name.lower()) for pattern in names)
        }
        warnings = list(_warnings(signals, scene)) if expected else []
        if not expected or not (texts or warnings):
            yield NOT_APPLICABLE
            return
        own = tuple(NAMES[code] for code in STORE_LANGUAGES[listing.marketplace or ""] if code in expected)
        told = {name: _tongue(text, languages, expected) for name, text in texts.items()}
        for name, language in told.items():
            if language in NAMES:
                beside: dict[str, Datum] = {"name": name, "language": NAMES[language], "expected": own}
                yield Hit(Target(), beside)
        spoken = [(passage, span, _tongue(text, languages, expected)) for passage, span, text in warnings]
        answered = {passage.field for passage, _, language in spoken if language == _OWN}
        elsewhere = bool(answered) or _OWN in told.values()
        for passage, span, language in spoken:
            if language not in NAMES or passage.field in answered:
                continue
            target = span_of(passage, span)
            data: dict[str, Datum] = {
                "name": target.quote or "",
                "language": NAMES[language],
                "expected": own,
            }
            yield Hit(target, data, "judgement-needed" if elsewhere else None)

    return judge


_OWN, _UNKNOWN = "own", ""


def _warnings(signals: Matcher | None, scene: Scene) -> Iterator[tuple[Passage, Span, str]]:
    """Each signal word below the title with its place, and the rest of the line after it."""
    for passage in scene.passages():
        if signals is None or passage.field == "title":
            continue
        for span in signals.find(passage.text):
            end = _LINE_END.search(passage.text, span[1])
            yield passage, span, passage.text[span[1] : end.start() if end else None]


def _tongue(text: str, languages: dict[str, frozenset[str]], expected: frozenset[str]) -> str:
    """The language of the words that no expected one has; ``own`` when there are words of the store's own."""
    found = [languages.get(word, frozenset()) for word in words(text)]
    counts = Counter(code for codes in found if not codes & expected for code in codes)
    language, count = counts.most_common(1)[0] if counts else (_UNKNOWN, 0)
    if any(codes & expected and language not in codes for codes in found):
        return _OWN
    return language if count >= _FEW else _UNKNOWN
