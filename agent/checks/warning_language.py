"""Warnings and safety texts among the attributes: whether they are in a language of the store."""

from collections import Counter
from collections.abc import Iterator

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.language import LATIN_LANGUAGES, NAMES, STORE_LANGUAGES, words

DATA = frozenset({"name", "language", "expected"})

_FEW = 2
"""Function words of another language that tell; a warning has few of them."""


class Params(Base):
    """``attributes``: patterns of the names of attributes that hold such texts."""

    attributes: tuple[str, ...]


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """One violation for each text that has words of another language and none of the store's."""
    names = [regex.compile(pattern) for pattern in params.attributes]
    known = {code: frozenset(lexicons[f"language-{code}"].words) for code in LATIN_LANGUAGES}

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        expected = [code for code in STORE_LANGUAGES.get(listing.marketplace or "", ()) if code in known]
        texts = {
            name: text
            for name, text in (listing.context.attributes or {}).items()
            if text.strip() and any(pattern.search(name.lower()) for pattern in names)
        }
        if not expected or not texts:
            yield NOT_APPLICABLE
        for name, text in texts.items() if expected else ():
            language = _foreign([_codes(word, known) for word in words(text)], frozenset(expected))
            if language:
                own = tuple(NAMES[code] for code in expected)
                yield Hit(Target(), {"name": name, "language": NAMES[language], "expected": own})

    return judge


def _codes(word: str, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """The languages that have this function word; "of" is Dutch too."""
    return frozenset(code for code in known if word in known[code])


def _foreign(found: list[frozenset[str]], expected: frozenset[str]) -> str:
    """The language of the words that no expected one has, when none is the expected one's own."""
    counts = Counter(code for codes in found if not codes & expected for code in codes)
    language, count = counts.most_common(1)[0] if counts else ("", 0)
    own = any(codes & expected and language not in codes for codes in found)
    return language if count >= _FEW and not own else ""
