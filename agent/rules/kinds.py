"""What kind of product a listing sells, as far as its category, product type and title tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from agent.listing import Listing
from agent.rules.kind_tables import table
from agent.rules.media import is_media
from agent.text.fold import fold

Kind = Literal[
    "cosmetic",
    "quasi-drug",  # 医薬部外品: may say what cosmetics may not
    "medicine",
    "device",  # medical devices, and what may be certified as one
    "food",  # food, drinks and supplements
    "goods",  # general goods (雑貨): none of the above, no media, nothing for animals
    "media",
    "pet",
    "hobby",  # cards, figures, games, fan goods: their names are full of superlatives
    "radio",
    "electric",  # mains appliances and chargers
    "battery",  # is a battery, or is sold as one
    "toy",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_CLASSES: tuple[Kind, ...] = ("cosmetic", "food", "goods", "device")
_MARKS: tuple[Kind, ...] = ("medicine", "quasi-drug")
_FEATURES: tuple[Kind, ...] = ("radio", "electric", "battery", "toy")
_SHELVES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("media", ("media",)),
    ("pet", ("pet",)),
    ("food", ("food",)),
    ("hobby", ("hobby", "goods")),
)
"""Roots below which every level is of one kind."""
_MIXED_SHELVES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("beauty", ("cosmetic", "quasi-drug", "goods")),
    ("health", ("goods", "device")),
)
"""Roots that tell too little by themselves."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a listing surely is, and what else it may be."""

    sure: frozenset[Kind] = frozenset()
    guessed: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What a category path tells."""

    classes: Kinds
    features: frozenset[str]
    """Properties that a level names."""
    tool: bool
    """The leaf is for what goes with a product."""


class _Latest:
    """The last listing asked about, with its answer: all the rules of a run ask about the same one."""

    known: tuple[Listing | None, Kinds] = (None, Kinds())


_LATEST = _Latest()


def kinds_of(listing: Listing) -> Kinds:
    """The kinds of ``listing``; listings of equal category, title and product type share one answer.

    The category decides where it is known. A title decides only by clear words, and only where none
    says that the item is a case, a brush or a book for such a product.
    """
    asked, answer = _LATEST.known
    if asked is not listing:
        product_type = (listing.context.product_type or "").strip().lower()
        category, title = listing.category or "", listing.title or ""
        answer = _kinds(category, title, product_type, media=is_media(listing))
        _LATEST.known = (listing, answer)
    return answer


def tables() -> None:
    """Read and compile ``rules/kinds.toml`` now: what asks for kinds does so when it is bound."""
    for section in ("roots", "levels", "tools", "types", "title"):
        table(section)


@lru_cache(maxsize=1024)
def _kinds(category: str, title: str, product_type: str, *, media: bool) -> Kinds:
    words = table("title").within(fold(title).text)
    shelf = _shelf(category)
    by_type = table("types").whole(product_type) if product_type else frozenset[str]()
    if media:
        classes = Kinds(sure=frozenset({"media"}))
    elif by_type:
        classes = Kinds(sure=frozenset(kind for kind in KINDS if kind in by_type))
    elif shelf.classes != Kinds():
        classes = shelf.classes
    else:
        classes = _classes_of_title(words)
    if classes.sure.isdisjoint({"media", "pet"}):
        classes = _with_features(_with_mark(classes, words), shelf, words)
    return Kinds(classes.sure, classes.guessed - classes.sure)


@lru_cache(maxsize=256)
def _shelf(category: str) -> _Shelf:
    path = [part.strip() for part in fold(category).text.replace("›", ">").split(">") if part.strip()]
    if not path:
        return _Shelf(Kinds(), frozenset(), tool=False)
    levels = table("levels")
    features = frozenset(name for part in path for name in levels.whole(part) if name in _FEATURES)
    return _Shelf(_classes_of_path(path), features, tool=bool(table("tools").within(path[-1])))


def _classes_of_path(path: list[str]) -> Kinds:
    """What the root, a level or at least the shelf tells; nothing for a root we do not know."""
    roots = table("roots").whole(path[0])
    whole = next((kinds for name, kinds in _SHELVES if name in roots), ())
    level = next(_levels(path, roots), None)
    if whole:
        return Kinds(sure=frozenset(whole))
    if level is not None:
        return Kinds(sure=frozenset({level}))
    if "goods" in roots:
        return Kinds(sure=frozenset({"goods"}))
    return Kinds(guessed=frozenset(next((kinds for name, kinds in _MIXED_SHELVES if name in roots), ())))


def _levels(path: list[str], roots: frozenset[str]) -> Iterator[Kind]:
    """The kinds of the levels that name one, leaf first."""
    health = bool(roots & {"beauty", "health"})
    for part in reversed(path):
        names = table("levels").whole(part)
        if "medicine" in names:
            yield "medicine"
        elif "device" in names:
            yield "device"
        elif health and "mixed" in names:
            return
        elif "goods" in names or table("tools").within(part):
            yield "goods"
        elif "food" in names:
            yield "food"
        elif health and "cosmetic" in names:
            yield "cosmetic"


def _classes_of_title(words: frozenset[str]) -> Kinds:
    if words & {"pet", "book"}:
        return Kinds(sure=frozenset({"pet"} if "pet" in words else {"media"}))
    classes = frozenset(kind for kind in _CLASSES if kind in words)
    # What holds food or cosmetics is not food; a mug is a mug, whatever goes with it.
    clear = classes == {"goods"} or (len(classes) == 1 and not words & {"device", "accessory"})
    return Kinds(sure=classes) if clear else Kinds(guessed=classes)


def _with_mark(classes: Kinds, words: frozenset[str]) -> Kinds:
    """A title that says 薬用 or 第2類医薬品 is that, whatever its shelf."""
    mark = next((kind for kind in _MARKS if kind in words), None)
    if mark is None:
        return classes
    others = frozenset({*_CLASSES, *_MARKS})
    return Kinds(classes.sure - others | {mark}, classes.guessed - others)


def _with_features(classes: Kinds, shelf: _Shelf, words: frozenset[str]) -> Kinds:
    sure, guessed = set(classes.sure), set(classes.guessed)
    if "hobby" in words and classes.sure.isdisjoint({"food", "cosmetic", *_MARKS}):
        sure.add("hobby")
    accessory = "accessory" in words
    for kind in _FEATURES:
        if f"not-{kind}" in words:
            continue
        if kind in shelf.features:
            (guessed if accessory or shelf.tool else sure).add(kind)
        elif kind in words:
            (guessed if accessory else sure).add(kind)
        elif f"{kind}-hint" in words and not accessory:
            guessed.add(kind)
    return Kinds(frozenset(sure), frozenset(guessed))
