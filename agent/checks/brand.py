"""Names of brands that the listing's item is not from. What a brand is called stands in lists of our own."""

from collections.abc import Iterable, Iterator

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, overlap, span_of
from agent.listing import Passage
from agent.rules import brands as lists
from agent.rules.brands import Brands, Named
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Span, compile_matcher

WORDS_DATA = frozenset({"quote"})
MANY_DATA = frozenset({"quote", "brands"})
FIELD_DATA = frozenset({"quote", "brand"})
PROOF_DATA = frozenset({"quote"})

_REACH = 40
"""How far from a brand's name a word can stand, in characters."""
_BETWEEN = regex.compile(r"[\s,、，./／・|｜&＆#＃と]{1,4}")


class WordsParams(Base):
    """A brand of ``lexicons`` with one of ``after`` right behind it, or one of ``before`` right in front."""

    lexicons: tuple[str, ...]
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()


def bind_words(params: WordsParams, lexicons: Lexicons) -> Judge:
    """A violation on a brand's name together with the words at it."""
    brands = lists.read(params.lexicons, lexicons)
    after = _any(params.after, "{}")
    before = _any(params.before, r"(?:{})\Z")
    allow = compile_matcher(patterns=params.allow)

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            found = [_with_words(passage.text, named, before, after) for named in brands.find(passage.text)]
            spans = [span for span in found if span is not None]
            allowed = allow.find(passage.text) if spans else ()
            for span in _apart(span for span in spans if not any(overlap(span, free) for free in allowed)):
                target = span_of(passage, span)
                yield Hit(target, {"quote": target.quote or ""})

    return judge


def _any(patterns: tuple[str, ...], form: str) -> list[regex.Pattern[str]]:
    """Each in ``form``; they are asked only where a brand stands, so they stay out of the vocabulary."""
    return [regex.compile(form.format(pattern), regex.VERSION1) for pattern in patterns]


def _with_words(
    text: str, named: Named, before: list[regex.Pattern[str]], after: list[regex.Pattern[str]]
) -> Span | None:
    start, end = named.span
    behind = fold(text[end : end + _REACH])
    ends = [found.end() for pattern in after if (found := pattern.match(behind.text)) and found.end()]
    if ends:
        return start, end + behind.span(0, max(ends))[1]
    head = max(0, start - _REACH)
    front = fold(text[head:start])
    starts = [found.start() for pattern in before if (found := pattern.search(front.text)) and found[0]]
    return (head + front.span(min(starts), len(front.text))[0], end) if starts else None


class ManyParams(Base):
    """At least ``min_brands`` brands that are not the listing's own, in hashtags or one after another.

    Its own are those of the brand field, and for other texts than the title those that the title names.

    ``unless``: words right behind such a list that say why it is there (対応, 用).
    """

    lexicons: tuple[str, ...]
    min_brands: int = 2
    unless: tuple[str, ...] = ()


def bind_many(params: ManyParams, lexicons: Lexicons) -> Judge:
    """A violation on each of the strange brands of a text that lists several."""
    brands = lists.read(params.lexicons, lexicons)
    unless = _any(params.unless, "{}")

    def judge(scene: Scene) -> Iterator[Hit]:
        field, title = brands.of(scene.listing.brand), brands.of(scene.listing.title)
        for passage in scene.passages():
            own = field if passage.field == "title" else field | title
            strange = [named for named in _listed(passage, brands, unless) if named.brand not in own]
            names = list(dict.fromkeys(named.brand for named in strange))
            if len(names) < params.min_brands:
                continue
            for named in strange:
                target = span_of(passage, named.span)
                yield Hit(target, {"quote": target.quote or "", "brands": len(names)})

    return judge


def _listed(passage: Passage, brands: Brands, unless: list[regex.Pattern[str]]) -> list[Named]:
    """Brands in hashtags, and brands in a row of at least two that no word of ``unless`` follows."""
    text, found = passage.text, brands.find(passage.text)
    result: list[Named] = []
    row: list[Named] = []
    for position, named in enumerate(found):
        row.append(named)
        following = found[position + 1].span[0] if position + 1 < len(found) else None
        if following is not None and _BETWEEN.fullmatch(text, named.span[1], following):
            continue
        behind = fold(text[named.span[1] : named.span[1] + _REACH]).text
        if len({one.brand for one in row}) > 1 and not any(pattern.match(behind) for pattern in unless):
            result += row
        else:
            result += [one for one in row if text[one.span[0] - 1 : one.span[0]] in ("#", "＃")]
        row = []
    return result


class FieldParams(Base):
    """The brand field says another brand than the text; ``unless``: words that explain the other one."""

    lexicons: tuple[str, ...]
    unless: tuple[str, ...] = ()


def bind_field(params: FieldParams, lexicons: Lexicons) -> Judge:
    """A violation on the first brand of a text that names brands, but not the field's."""
    brands = lists.read(params.lexicons, lexicons)
    unless = compile_matcher(patterns=params.unless)

    def judge(scene: Scene) -> Iterator[Hit]:
        own = brands.of(scene.listing.brand)
        if not own:
            yield NOT_APPLICABLE
            return
        for passage in scene.passages():
            named = brands.find(passage.text)
            if named and not any(one.brand in own for one in named) and not unless.find(passage.text):
                target = span_of(passage, named[0].span)
                yield Hit(target, {"quote": target.quote or "", "brand": scene.listing.brand or ""})

    return judge


class ProofParams(Base):
    """A listing of a brand of ``lexicons`` should say one of ``proof``.

    Nothing is asked where title or category match ``unless``, nor where there are more than
    ``most_images`` pictures (or nobody knows how many): they may show it.
    """

    lexicons: tuple[str, ...]
    proof: tuple[str, ...]
    unless: tuple[str, ...] = ()
    most_images: int


def bind_proof(params: ProofParams, lexicons: Lexicons) -> Judge:
    """A violation on the brand's name in the title, else on the brand field."""
    brands = lists.read(params.lexicons, lexicons)
    proof = compile_matcher(patterns=params.proof)
    unless = compile_matcher(patterns=params.unless)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        passages = [*(listing.passages("title") or ()), *(listing.passages("brand") or ())]
        named = [(passage, one) for passage in passages for one in brands.find(passage.text)]
        pictured = listing.images is None or len(listing.images) > params.most_images
        names = (listing.title or "", listing.category or "")
        if not named or pictured or listing.description is None or any(unless.find(text) for text in names):
            yield NOT_APPLICABLE
        elif not any(proof.find(passage.text) for passage in scene.passages()):
            passage, one = named[0]
            target = span_of(passage, one.span)
            yield Hit(target, {"quote": target.quote or ""})

    return judge


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    last = 0
    for span in sorted(spans):
        if span[0] >= last:
            last = span[1]
            yield span
