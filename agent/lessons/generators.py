"""Faults that are made without a rule's cases: texts that are emptied, cut or grown, and drawn pictures."""

import re
from collections.abc import Iterator

from agent.context import Seller
from agent.lessons.draft import Draft
from agent.lessons.pictures import FAULTS, SHOP_NAME
from agent.rules.rule import Rule

_GALLERIES = {"image/images-few-amazon": 3, "image/images-few-mercari": 1, "mercari/too-many-images": 21}
"""How many pictures break these rules."""
_FILLING = {
    "ja": "通勤 通学 旅行 会議 書斎 台所 食卓 玄関 居間 寝室 庭 縁側 休日 週末 朝 夕方 来客 家族 親子 祖父母 "
    "友人 同僚 春 夏 秋 冬 棚 机 椅子 窓辺 廊下 階段 車内 電車 公園 川辺 海辺 高原 図書館 教室",
    "en": "desk shelf kitchen garden balcony office library classroom hallway bedroom weekend morning "
    "evening season spring summer autumn winter train park river coast hill meadow village table",
    "de": "Schreibtisch Regal Küche Garten Balkon Büro Bibliothek Flur Schlafzimmer Wochenende Morgen "
    "Abend Frühling Sommer Herbst Winter Zug Park Fluss Küste Wiese Dorf Tisch",
}
"""Harmless words that make a text too long, each once."""
_SIZES = (30, 60, 90, 130, 250, 1000, 3000)
"""Characters that are added."""
_SENTENCE = re.compile(r"[^。\n]+(?:。\n?|\n|$)")
_DAYS = re.compile(r"\d+日")


def redrawn(rule: Rule, draft: Draft) -> Iterator[Draft]:
    """With other pictures, where the rule speaks of pictures and there are some."""
    if not draft.pictures:
        return
    fault = FAULTS.get(rule.id)
    if fault == "shop-name":
        named = draft.listing.context.model_copy(update={"seller": Seller(shop_name=SHOP_NAME)})
        yield draft.laid({"context": named}).drawn(fault)
    elif fault is not None:
        yield draft.drawn(fault)
    if rule.id in _GALLERIES:
        yield draft.with_gallery(_GALLERIES[rule.id])
    if rule.check == "image-repeated":
        yield draft.shown((*draft.pictures, draft.pictures[-1]))


def rewritten(rule: Rule, draft: Draft) -> Iterator[Draft]:
    """With the texts that the rule reads changed as its check suggests."""
    yield from _emptied(rule, draft)
    if rule.check in {"conditional", "missing", "placement"}:
        yield from _shortened(rule, draft)
    if rule.check in {"length", "conflict"}:
        yield from _grown(rule, draft)


def _emptied(rule: Rule, draft: Draft) -> Iterator[Draft]:
    """Without what one of the rule's fields says, or with fewer bullets, or more."""
    for field in rule.fields:
        own = getattr(draft.listing, field)
        if field == "bullets" and own and draft.listing.description and rule.check == "empty":
            head = own[-1].partition(":")[0]
            yield draft.laid({field: (*own, f"{head} 2: {draft.listing.description[:80].rstrip('。. ')}")})
        if field == "images":
            if own and rule.check == "empty":
                yield draft.shown(())
        elif isinstance(own, tuple):
            yield draft.laid({field: own[:2]})
        elif own:
            yield draft.laid({field: ""})


def _shortened(rule: Rule, draft: Draft) -> Iterator[Draft]:
    """With its first paragraph far below, or one sentence left out, changed, hidden or put last."""
    for field in rule.fields:
        value = None if field == "images" else getattr(draft.listing, field)
        own: str = value if isinstance(value, str) else ""
        head, _, rest = own.partition("\n\n")
        if rest:
            yield draft.laid({field: f"{rest}\n{_much(draft, 1000)}\n\n{head}"})
        for part in _SENTENCE.findall(own):
            yield draft.laid({field: own.replace(part, "", 1)})
            yield draft.laid({field: own.replace(part, _DAYS.sub("", part), 1)})
            yield draft.laid({field: own.replace(part, _DAYS.sub("3日", part), 1)})
            yield draft.laid(
                {field: own.replace(part, f'<div style="display: none">{part.strip()}</div>\n', 1)}
            )
            yield draft.laid({field: f"{own.replace(part, '', 1)}\n{part}"})


def _grown(rule: Rule, draft: Draft) -> Iterator[Draft]:
    """With one of the rule's texts, or its bullets together, longer and longer."""
    for field in rule.fields:
        own = None if field == "images" else getattr(draft.listing, field)
        for size in _SIZES if own else ():
            more = _much(draft, size)
            yield draft.laid(
                {
                    field: tuple(f"{text} {more}" for text in own)
                    if isinstance(own, tuple)
                    else f"{own} {more}"
                }
            )


def _much(draft: Draft, size: int) -> str:
    """About so many characters in the draft's language that break no rule by themselves."""
    language = {"jp": "ja", "de": "de"}.get(draft.listing.marketplace or "", "en")
    words = _FILLING[language].split()
    count = size // (3 if language == "ja" else 7)
    return " ".join((words * (count // len(words) + 1))[:count])
