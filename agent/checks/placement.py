"""Words that must be seen: near the beginning, and not hidden by markup."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, MatchParams, Scene, span_of
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.text.markup import place
from agent.text.matcher import compile_matcher

DATA = frozenset({"quote", "line", "position"})


class Params(MatchParams):
    """The first hit that is shown must start within so many characters or lines; one is enough.

    ``headings`` are patterns of lines that stand out wherever they are: a hit in one of them, or in
    an HTML heading, is ``incomplete``. With ``hidden`` the place is free, and a violation is a hit
    that a browser would not show while no other is shown.
    """

    within_characters: int = 0
    within_lines: int = 0
    headings: tuple[str, ...] = ()
    hidden: bool = False


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at the first hit of a text where none is placed as it must be."""
    matcher = params.matcher(lexicons)
    headings = compile_matcher(patterns=params.headings)

    def judge(scene: Scene) -> Iterator[Hit]:
        found = [(passage, spans) for passage in scene.passages() if (spans := matcher.find(passage.text))]
        judged = False
        for passage, spans in found:
            places = [place(passage.text, start) for start, _ in spans]
            shown = next((number for number, where in enumerate(places) if where.shown), None)
            if (shown is None) != params.hidden:
                judged = judged or params.hidden
                continue
            judged = True
            number = shown or 0
            target, where = span_of(passage, spans[number]), places[number]
            data: dict[str, Datum] = {
                "quote": target.quote or "",
                "line": where.line,
                "position": where.position,
            }
            if params.hidden:
                yield Hit(target, data)
            elif where.position > params.within_characters and where.line > params.within_lines:
                heading = where.heading or any(
                    start <= spans[number][0] < end for start, end in headings.find(passage.text)
                )
                yield Hit(target, data, "judgement-needed" if heading else None)
        if not judged:
            yield NOT_APPLICABLE

    return judge
