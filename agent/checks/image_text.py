"""Text in the main image: laid over it, and the words and names in it."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import Field

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, MatchParams, Params as Base, Scene, names_of_field
from agent.checks.main_text import Reading, is_text, judged, judged_alone, region_of, shown
from agent.picture import Place, TextLine
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.edges import part_of
from agent.text.fold import fold
from agent.text.layout import joined

TEXT_DATA = frozenset({"text"})
WORDS_DATA = frozenset({"quote", "text"})
NAMES_DATA = frozenset({"quote", "text"})

Places = Annotated[tuple[Place, ...], Field(min_length=1)]
MOST_BLOCKS = 5
"""More texts of one picture are told in one finding."""


class TextParams(Base):
    """``place``: which text is a fault; ``doubtful``: text that may stand anywhere is told of, too."""

    place: Literal["ground", "badge"]
    doubtful: bool = False


class WordsParams(MatchParams):
    """What to look for in the texts at ``places``."""

    places: Places = ("ground", "badge")


class NamesParams(Base):
    """Whose name is looked for at ``places``; names shorter than ``min_characters`` are left alone."""

    who: Literal["shop", "brand"]
    places: Places = ("ground", "badge")
    min_characters: int = 3


def bind_text(params: TextParams, _lexicons: Lexicons) -> Judge:
    """A violation around each text at the place; where there is none, a doubt around what is unclear."""

    def judge(reading: Reading) -> Iterator[Hit]:
        found = [block for block in reading.blocks(params.place) if any(map(is_text, block))]
        if len(found) > MOST_BLOCKS:
            lines = [line for block in found for line in block]
            areas = tuple(region_of(block) for block in found)
            yield Hit(Target("images", reading.index, region=region_of(lines), areas=areas), _data(lines))
        else:
            for block in found:
                yield Hit(reading.target(block), _data(block))
        unclear = [line for line in reading.lines if line.place == "unclear" and is_text(line)]
        if params.doubtful and unclear and not found:
            yield Hit(reading.target(unclear), _data(unclear), reason="print-or-overlay")

    return judged_alone(judge)


def bind_words(params: WordsParams, lexicons: Lexicons) -> Judge:
    """A violation around the lines that hold a word, once for each place where one stands."""
    matcher = params.matcher(lexicons)

    def judge(reading: Reading) -> Iterator[Hit]:
        for block in reading.blocks(*params.places):
            told: set[int] = set()
            for text, ends in _texts(block):
                for start, end in matcher.find(text):
                    numbers = _lines_of(ends, start, end)
                    if told.isdisjoint(numbers):
                        told.update(numbers)
                        lines = [block[number] for number in numbers]
                        yield Hit(reading.target(lines), {"quote": text[start:end], "text": shown(block)})

    return judged_alone(judge)


def bind_names(params: NamesParams, _lexicons: Lexicons) -> Judge:
    """A violation around the lines that hold the name."""

    def judge(reading: Reading, scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        shop = listing.context.seller.shop_name if listing.context.seller else None
        known = names_of_field(shop if params.who == "shop" else listing.brand)
        names = [name for name in known if len(name) >= params.min_characters]
        if not names:
            yield NOT_APPLICABLE
            return
        for block in reading.blocks(*params.places):
            for line in block:
                quote = next((name for name in names if _stands_in(name, fold(line.text).text)), None)
                if quote is not None:
                    yield Hit(reading.target([line]), {"quote": quote, "text": shown(block)})

    return judged(judge)


def _data(lines: Sequence[TextLine]) -> dict[str, str]:
    return {"text": shown(lines)}


def _texts(block: Sequence[TextLine]) -> Iterator[tuple[str, list[int]]]:
    """The block's text, and where in it each line ends: line by line, and as one where it is of several."""
    texts = [line.text for line in block]
    for number, text in enumerate(texts):
        yield text, [0] * number + [len(text)] * (len(texts) - number)
    if len(texts) > 1:
        whole = [len(joined(texts[: number + 1])) for number in range(len(texts))]
        yield joined(texts), list(accumulate(whole, max))


def _lines_of(ends: Sequence[int], start: int, end: int) -> list[int]:
    """The numbers of the lines that the span stands on."""
    begins = [0, *ends[:-1]]
    return [
        number
        for number, (first, last) in enumerate(zip(begins, ends, strict=True))
        if first < end and start < last
    ]


def _stands_in(name: str, text: str) -> bool:
    start = text.find(name)
    return start >= 0 and part_of(text, start, start + len(name), "token") is None
