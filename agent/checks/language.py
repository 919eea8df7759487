"""Whether a text is in a language of the store it is for."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, whole
from agent.listing import Listing, Passage
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.text.language import (
    ENGLISH_IS_COMMON,
    LATIN_LANGUAGES,
    NAMES,
    STORE_LANGUAGES,
    identify,
    old_forms,
    prose,
    traditional_only,
    words,
)
from agent.text.matcher import Span, compile_matcher
from agent.text.script import HAN, KANA, LATIN_LETTER

DATA = frozenset({"language", "expected", "letters", "quote"})

KINDS_OF_WORDS = 3
"""Function words of another language count when there are so many different ones …"""
FOREIGN_SHARE = 5
"""… and at most a fifth as many of the store's own languages."""
FEW_WORDS = 3
"""With fewer of the store's own, and too few of another's, words do not tell."""
LONG_ENOUGH = 120
"""Letters of prose from which the model's answer is worth asking for."""
SURE = 0.95
"""The model's least probability; its answer is never more than a doubt."""
MANY_HAN = 30
"""More Han characters than a Japanese text has without one kana."""
OLD_FORMS = 4
"""So many different old forms are no coincidence of names."""

_SCRIPTS = {
    "ar": r"\p{Script=Arabic}",
    "hi": r"\p{Script=Devanagari}",
    "ja": r"\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー",
    "zh": r"\p{Script=Han}",
}
"""What languages write beside Latin letters, as parts of a character class."""

Look = Callable[[Passage, Listing, tuple[str, ...]], Iterator[Hit]]
"""A passage, its listing and the languages it should be in."""


class Params(Base):
    """``kind`` is what is looked for; texts of fewer than ``min_letters`` letters are not judged.

    ``words``: at least ``sure_words`` function words of another language (lists ``language-<code>``);
    ``script``: letters that no
    language of the store is written in, more than ``share`` of all; ``no-japanese``: Latin
    letters alone, or many Han characters without kana; ``traditional``: Chinese characters that
    Japanese does not write, and ``everyday`` words (patterns) with an old form that no name has.
    """

    kind: Literal["words", "script", "no-japanese", "traditional"]
    min_letters: int = 40
    share: float = 0.5
    sure_words: int = 6
    everyday: tuple[str, ...] = ()


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation on each text in another language; ``incomplete`` where it may be meant so."""
    looks: dict[str, Look] = {
        "words": _other_words(languages_by_word(lexicons), params.sure_words),
        "script": _other_script(params.share),
        "no-japanese": _no_japanese,
        "traditional": _traditional(params.everyday),
    }
    look = looks[params.kind]

    def judge(scene: Scene) -> Iterator[Hit]:
        expected = _expected(scene.listing)
        passages = [passage for passage in scene.passages() if _letters(passage.text) >= params.min_letters]
        if not expected or not passages:
            yield NOT_APPLICABLE
        else:
            for passage in passages:
                yield from look(passage, scene.listing, expected)

    return judge


@lru_cache(maxsize=64)
def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _expected(listing: Listing) -> tuple[str, ...]:
    """The store's languages; none when nobody said which store it is."""
    return STORE_LANGUAGES.get(listing.marketplace or "", ()) if listing.platform == "amazon" else ("ja",)


def languages_by_word(lexicons: Lexicons) -> dict[str, frozenset[str]]:
    """The languages that have a function word: "of" is English and Dutch."""
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for code in LATIN_LANGUAGES:
        for word in lexicons[f"language-{code}"].words:
            languages[word].add(code)
    return {word: frozenset(codes) for word, codes in languages.items()}


def _data(language: str, expected: tuple[str, ...]) -> dict[str, Datum]:
    return {"language": NAMES[language], "expected": tuple(NAMES[code] for code in expected)}


def _without_names(text: str, listing: Listing) -> str:
    """``text`` without the brand, the maker and the model: they are in whatever language they are."""
    for name in (listing.brand, listing.manufacturer, listing.model):
        if name and name.strip() and name.strip().casefold() in text.casefold():
            text = re.sub(re.escape(name.strip()), " ", text, flags=re.IGNORECASE)
    return text


def _other_words(languages: dict[str, frozenset[str]], sure_words: int) -> Look:
    def look(passage: Passage, listing: Listing, expected: tuple[str, ...]) -> Iterator[Hit]:
        wanted = frozenset(expected) & frozenset(LATIN_LANGUAGES)
        if not wanted:
            return
        text = _without_names(passage.text, listing)
        found = [(word, languages[word]) for word in words(text) if word in languages]
        foreign = Counter(code for _, codes in found if not codes & wanted for code in codes)
        language, theirs = foreign.most_common(1)[0] if foreign else ("", 0)
        ours = sum(1 for _, codes in found if codes & wanted and language not in codes)
        kinds = {word for word, codes in found if language in codes and not codes & wanted}
        if theirs >= sure_words and len(kinds) >= KINDS_OF_WORDS:
            if ours * FOREIGN_SHARE <= theirs:
                meant = language == "en" and listing.marketplace in ENGLISH_IS_COMMON
                yield _hit(passage, language, expected, doubtful=meant)
        elif ours < FEW_WORDS:
            guess = _guess(text)
            if guess and guess not in wanted:
                yield _hit(passage, guess, expected, doubtful=True)

    return look


def _guess(text: str) -> str:
    """The model's answer on a long text in Latin letters, where it is sure; else nothing."""
    left = prose(text)
    if sum(map(len, words(left))) < LONG_ENOUGH or len(LATIN_LETTER.findall(left)) < LONG_ENOUGH:
        return ""
    language, share = identify(left)
    return language if share >= SURE else ""


def _hit(passage: Passage, language: str, expected: tuple[str, ...], *, doubtful: bool) -> Hit:
    return Hit(whole(passage), _data(language, expected), "judgement-needed" if doubtful else None)


def _other_script(share: float) -> Look:
    def look(passage: Passage, listing: Listing, expected: tuple[str, ...]) -> Iterator[Hit]:
        if not _has_foreign_letter(passage.text, expected):
            return
        text = _without_names(passage.text, listing)
        foreign = _foreign_letters(expected).findall(text)
        if len(foreign) > share * _letters(text):
            data: dict[str, Datum] = {
                "letters": len(foreign),
                "quote": "".join(foreign[:8]),
                "expected": tuple(NAMES[code] for code in expected),
            }
            yield Hit(whole(passage), data)

    return look


@lru_cache(maxsize=64)
def _has_foreign_letter(text: str, expected: tuple[str, ...]) -> bool:
    return not text.isascii() and _foreign_letters(expected).search(text) is not None


@cache
def _foreign_letters(expected: tuple[str, ...]) -> regex.Pattern[str]:
    known = "".join(_SCRIPTS.get(code, "") for code in expected)
    return regex.compile(rf"[\p{{L}}--[\p{{Script=Latin}}\p{{Script=Common}}{known}]]", regex.VERSION1)


def _no_japanese(passage: Passage, listing: Listing, expected: tuple[str, ...]) -> Iterator[Hit]:
    if "ja" not in expected or KANA.search(passage.text):
        return
    text = _without_names(passage.text, listing)
    han = len(HAN.findall(text))
    if han > MANY_HAN:  # a list of nouns may do without kana
        yield _hit(passage, "zh", expected, doubtful=True)
    elif han == 0 and LATIN_LETTER.search(text):
        yield _hit(passage, "en", expected, doubtful=False)


def _traditional(everyday: tuple[str, ...]) -> Look:
    words_of_today = compile_matcher(patterns=everyday, folds=False) if everyday else None

    def look(passage: Passage, _listing: Listing, expected: tuple[str, ...]) -> Iterator[Hit]:
        text = passage.text
        if "ja" not in expected:
            return
        for start, end in _old_runs(text, words_of_today.find(text) if words_of_today else ()):
            target = span_of(passage, (start, end))
            yield Hit(target, {"quote": target.quote or ""})

    return look


@lru_cache(maxsize=64)
def _old_runs(text: str, in_words: tuple[Span, ...]) -> tuple[Span, ...]:
    """From the first to the last wrong character of each run of Chinese characters."""
    return tuple(_each_old_run(text, in_words))


def _each_old_run(text: str, in_words: tuple[Span, ...]) -> Iterator[Span]:
    chars = frozenset(text)
    wanted = traditional_only()
    if len(chars & old_forms()) >= OLD_FORMS:
        wanted |= old_forms()
    if not in_words and chars.isdisjoint(wanted):
        return
    old = {place for start, end in in_words for place in range(start, end) if text[place] in old_forms()}
    for match in regex.finditer(r"\p{Script=Han}+", text):
        flagged = [at for at in range(*match.span()) if at in old or text[at] in wanted]
        if flagged:
            yield flagged[0], flagged[-1] + 1
