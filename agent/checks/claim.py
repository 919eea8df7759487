"""What the copy claims of the product, where a law lets only some products say so, or only with proof."""

from collections.abc import Iterator

import regex

from agent.checks.audience import Audience, AudienceParams
from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Scene, overlap, span_of, watching
from agent.checks.sales_copy import CertificateName, any_of, certified, says
from agent.listing import Listing, Passage
from agent.rules.lexicon import Lexicons
from agent.text.matcher import Boundary, Matcher, Span, compile_matcher

DATA = frozenset({"quote"})

_SENTENCE_END = regex.compile(r"[。!?！？\n]|[.;](?=\s)|</?(?:br|p|li|div)\b[^>]*>", regex.IGNORECASE)
_NOTE_MARK = regex.compile(r"[」』\)）\]】!！]{0,2}\s?[※*＊†]")


class Params(AudienceParams):
    """``terms``, ``patterns`` and ``lexicons`` are claims; those of ``doubtful*`` may be one.

    No claim is what ``allow`` overlaps, or what stands in a sentence with one of ``harmless*`` (a
    caution, a disclaimer, a permitted effect). A claim with ``evidence`` within ``reach`` characters is
    proved; so is one with a note mark (※) when the evidence stands anywhere in the copy.
    """

    terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()
    boundary: Boundary = "token"
    """Of the terms and the lists' words."""
    doubtful: tuple[str, ...] = ()
    doubtful_lexicons: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    harmless_lexicons: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reach: int = 80
    silent_if: tuple[str, ...] = ()
    """Patterns that, anywhere in the copy, say that the product may say so: 医薬部外品, an EPA number."""
    doubt_if: tuple[str, ...] = ()
    """Patterns that, anywhere in the copy, make a claim possible: 機能性表示食品."""
    certificate: CertificateName | None = None
    """A number in the context's certificates that lets the product say so."""
    once: bool = False
    """Only the first claim of a listing."""


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every claim; ``incomplete`` for a doubtful one, or of a product that is only guessed."""
    audience = Audience.of(params)
    claims = _words(
        params.terms,
        (*params.patterns, *params.doubtful),
        (*params.lexicons, *params.doubtful_lexicons),
        lexicons,
        params.boundary,
    )
    sure = _words(params.terms, params.patterns, params.lexicons, lexicons, params.boundary)
    doubtful = _words((), params.doubtful, params.doubtful_lexicons, lexicons, params.boundary)
    lists = [lexicons[name] for name in (*params.lexicons, *params.doubtful_lexicons)]
    allowed = any_of((*params.allow, *(pattern for entry in lists for pattern in entry.allow)))
    harmless = _words((), params.harmless, params.harmless_lexicons, lexicons, "none")
    evidence = any_of(params.evidence)
    silent, doubted = any_of(params.silent_if), any_of(params.doubt_if)

    def stands(passage: Passage, span: Span, listing: Listing) -> bool:
        """Whether nothing excuses or proves the claim."""
        text = passage.text
        if any(overlap(span, other) for other in _found(allowed, text)):
            return False
        start, end = _sentence(text, span)
        if any(start <= first < end for first, _ in _found(harmless, text)):
            return False
        return evidence is None or not _proved(evidence, text, span, params.reach, listing)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        # One question a passage, of which nearly all have no claim; only then which of them are certain.
        suspects = [passage for passage in scene.passages() if _found(claims, passage.text)]
        hits = list(_hits(suspects, sure, doubtful))
        if not hits:
            return
        if says(listing, silent) or certified(listing, params.certificate):
            yield NOT_APPLICABLE
            return
        standing = [hit for hit in hits if stands(hit[0], hit[1], listing)]
        maybe = bool(standing) and (audience.knows(listing) is None or says(listing, doubted))
        for passage, span, certain in standing[:1] if params.once else standing:
            target = span_of(passage, span)
            doubtless = certain and not maybe
            yield Hit(target, {"quote": target.quote or ""}, None if doubtless else "judgement-needed")

    return watching(() if claims is None else claims, judge)


def _hits(
    passages: list[Passage], sure: Matcher | None, doubtful: Matcher | None
) -> Iterator[tuple[Passage, Span, bool]]:
    """Every claim, and whether it certainly is one; of two that overlap, the certain one."""
    for passage in passages:
        certain = _found(sure, passage.text)
        yield from ((passage, span, True) for span in certain)
        for span in _found(doubtful, passage.text):
            if not any(overlap(span, other) for other in certain):
                yield passage, span, False


def _words(
    terms: tuple[str, ...],
    patterns: tuple[str, ...],
    names: tuple[str, ...],
    lexicons: Lexicons,
    boundary: Boundary,
) -> Matcher | None:
    """A matcher without the lists' allow patterns: those are asked only where something was found."""
    lists = [lexicons[name] for name in names]
    words = [*terms, *(word for entry in lists for word in entry.words)]
    expressions = [*patterns, *(pattern for entry in lists for pattern in entry.patterns)]
    if not words and not expressions:
        return None
    return compile_matcher(words=words, patterns=expressions, boundary=boundary)


def _found(matcher: Matcher | None, text: str) -> tuple[Span, ...]:
    return () if matcher is None else matcher.find(text)


def _proved(evidence: Matcher, text: str, span: Span, reach: int, listing: Listing) -> bool:
    start, end = span
    if any(first - end <= reach and start - last <= reach for first, last in evidence.find(text)):
        return True
    return _NOTE_MARK.match(text, end) is not None and says(listing, evidence)


def _sentence(text: str, span: Span) -> Span:
    """The sentence or line that holds ``span``."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, 0, span[0])]
    after = _SENTENCE_END.search(text, span[1])
    return before[-1] if before else 0, after.end() if after else len(text)
