"""A description that is somebody else's product text."""

from collections.abc import Iterator
from functools import lru_cache

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, whole
from agent.context import Context
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold

DATA = frozenset({"share", "source"})

_PIECE = 6
"""Length of the pieces that are compared, in characters."""
_GAPS = regex.compile(r"[\W_]+")


class Params(Base):
    """``share`` of the text's pieces must stand in one product text; shorter texts say nothing.

    Product texts are the attributes of the catalogue's and of the seller's own Amazon records whose
    name holds one of ``attributes``.
    """

    share: float = 0.9
    min_characters: int = 80
    attributes: tuple[str, ...] = ("bullet", "description")


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on a whole text; nothing to say of a brand's owner, or where the link itself copies."""

    def judge(scene: Scene) -> Iterator[Hit]:
        context = scene.listing.context
        texts = _product_texts(context, params.attributes)
        owner = context.seller is not None and context.seller.brand_owner
        if not texts or owner or scene.listing.mercari_link:
            yield NOT_APPLICABLE
            return
        for passage in scene.passages():
            pieces = _pieces(passage.text)
            if len(pieces) < params.min_characters:
                continue
            shares = {name: len(pieces & _pieces(text)) / len(pieces) for name, text in texts.items()}
            source, share = max(shares.items(), key=lambda entry: entry[1])
            if share >= params.share:
                yield Hit(whole(passage), {"share": round(share * 100), "source": source})

    return judge


def _product_texts(context: Context, attributes: tuple[str, ...]) -> dict[str, str]:
    """By ASIN (or ``Amazon``): the texts of each record that is not of Mercari."""
    records = [*(context.catalogue or ()), *(context.own or ())]
    texts = {
        record.asin or "Amazon": "\n".join(
            value for name, value in record.attributes.items() if any(part in name for part in attributes)
        )
        for record in records
        if record.platform in (None, "amazon")
    }
    return {name: text for name, text in texts.items() if text}


@lru_cache(maxsize=256)
def _pieces(text: str) -> frozenset[str]:
    letters = _GAPS.sub("", fold(text).text)
    return frozenset(letters[start : start + _PIECE] for start in range(len(letters) - _PIECE + 1))
