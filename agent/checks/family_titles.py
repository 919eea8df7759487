"""A variation family: whether titles and models are of one product, or of several under one roof."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

import regex

from agent.checks.base import Hit, Judge, MatchParams, Params as Base
from agent.checks.family import in_family
from agent.checks.relations import children, names_of, parent, theme_name
from agent.context import Record
from agent.listing import Listing
from agent.report import Datum, Target
from agent.rules.lexicon import Lexicons
from agent.text.likeness import Bag, bag, compact, cosine, plain
from agent.text.matcher import Matcher, compile_matcher

LIKENESS_DATA = frozenset({"record", "value", "other", "count"})
VERSION_DATA = frozenset({"record", "value", "count"})
MODEL_DATA = frozenset({"record", "value", "other", "count"})

JUDGED = 200
"""So many children's titles are read, and each is compared with as many others as ``COMPARED``."""
COMPARED = 30

_SHOWN = 60
_MODEL = regex.compile(r"(\p{Latin}+)[\s-]?(\d*)[\s/-]?\p{Latin}*")
"""One word and one number; more numbers, as in CD1234-001, are a maker's numbers for colours."""


class LikenessParams(Base):
    """Titles less alike than ``unlike`` (0 to 1, without brand and theme values) are of two products.

    ``child``: one that is like neither the parent nor any other child. ``parent``: one like no child.
    """

    member: Literal["child", "parent"]
    unlike: float


class VersionParams(MatchParams):
    """Words of a version. ``fits``: where these match, a version may be that of a device it is for."""

    fits: tuple[str, ...] = ()


class ModelParams(Base):
    """``sized``: themes whose values are part of model numbers."""

    sized: tuple[str, ...] = ()


def bind_likeness(params: LikenessParams, _lexicons: Lexicons) -> Judge:
    """One violation that names the members whose title is like no other."""

    def search(listing: Listing) -> Iterator[Hit]:
        head = parent(listing)
        titled = [child for child in children(listing) if (child.title or "").strip()][:JUDGED]
        roof = _bare(head.title, [head, *titled]) if head is not None else bag("")
        bare = [_bare(child.title, [child]) for child in titled]
        if params.member == "parent":
            yield from _parent(listing, roof, bare, titled, head, params.unlike)
        else:
            yield from _children(listing, roof, bare, titled, params.unlike)

    return in_family(search)


def bind_version(params: VersionParams, lexicons: Lexicons) -> Judge:
    """One violation when some children name a version that others do not, or another one."""
    versions, fits = params.matcher(lexicons), compile_matcher(patterns=params.fits)

    def search(listing: Listing) -> Iterator[Hit]:
        titled = [child for child in children(listing) if child.title][:JUDGED]
        found = [(child, _versions(child, versions)) for child in titled]
        common = frozenset.intersection(*(names for _, names in found)) if found else frozenset()
        newer = [(child, names - common) for child, names in found if names - common]
        if not newer or len(titled) == 1:
            return
        value = ", ".join(sorted({name for _, names in newer for name in names}))
        data: dict[str, Datum] = {"record": names_of(child for child, _ in newer), "value": value}
        data["count"] = len(newer)
        target = Target(field=None if listing.title is None else "title")
        doubtful = any(fits.find(child.title or "") for child, _ in newer)
        yield Hit(target, data, "judgement-needed" if doubtful else None)

    return in_family(search)


def bind_models(params: ModelParams, _lexicons: Lexicons) -> Judge:
    """One violation when model numbers differ in the number itself, not in a suffix for a colour."""
    sized = frozenset(theme_name(name) for name in params.sized)

    def search(listing: Listing) -> Iterator[Hit]:
        members = children(listing)
        named = {theme_name(part) for name in _theme(listing) for part in name.split("/")}
        named |= {theme_name(name) for member in members for name in member.variation}
        if named & sized:
            return
        models = [(member, _MODEL.fullmatch(plain(member.model or ""))) for member in members]
        known = [(member, match[1], match[2]) for member, match in models if match is not None]
        stems = Counter(stem for _, stem, _ in known)
        for stem, count in stems.items():
            numbers: dict[str, Record] = {}
            for member, found, number in known:
                if found == stem:
                    numbers.setdefault(number, member)
            if count > 1 and len(numbers) > 1:
                first, second, *_ = list(numbers.values())
                yield Hit(
                    Target(field=None if listing.model is None else "model"),
                    {
                        "record": names_of(numbers.values()),
                        "value": (first.model or "").strip(),
                        "other": (second.model or "").strip(),
                        "count": len(numbers),
                    },
                )
                return

    return in_family(search)


def _theme(listing: Listing) -> tuple[str, ...]:
    family = listing.context.family
    return () if family is None else family.theme or ()


def _bare(title: str | None, members: Iterable[Record]) -> Bag:
    """The words of a title without its brand and without the values by which the members vary."""
    known = (value for member in members for value in (member.brand, *member.variation.values()))
    return bag(title or "", frozenset(value for value in known if value))


def _children(
    listing: Listing, roof: Bag, bare: Sequence[Bag], titled: Sequence[Record], unlike: float
) -> Iterator[Hit]:
    if len(bare) < 2:  # noqa: PLR2004 - a child alone can only be unlike its parent
        return
    odd = [
        (titled[at], _nearest(title, bare, at))
        for at, title in enumerate(bare)
        if cosine(title, roof) < unlike and _unlike_all(title, _others(bare, at), unlike)
    ]
    if odd:
        data = {"record": names_of(child for child, _ in odd), "value": odd[0][0].title or ""}
        other = titled[odd[0][1]].title or ""
        yield _hit(listing, {**data, "other": other, "count": len(odd)})


def _parent(  # noqa: PLR0913, PLR0917 - the parts of one family
    listing: Listing,
    roof: Bag,
    bare: Sequence[Bag],
    titled: Sequence[Record],
    head: Record | None,
    unlike: float,
) -> Iterator[Hit]:
    if roof.counts and bare and head is not None and _unlike_all(roof, bare[:COMPARED], unlike):
        data = {"record": names_of([head]), "value": head.title or "", "other": titled[0].title or ""}
        yield _hit(listing, {**data, "count": 1})


def _hit(listing: Listing, data: dict[str, str | int]) -> Hit:
    shown: dict[str, Datum] = {
        name: value if isinstance(value, int) else value[:_SHOWN] for name, value in data.items()
    }
    return Hit(Target(field=None if listing.title is None else "title"), shown)


def _others(bare: Sequence[Bag], at: int) -> Iterable[Bag]:
    return islice((title for index, title in enumerate(bare) if index != at), COMPARED)


def _unlike_all(title: Bag, others: Iterable[Bag], unlike: float) -> bool:
    return bool(title.counts) and all(cosine(title, other) < unlike for other in others)


def _nearest(title: Bag, bare: Sequence[Bag], at: int) -> int:
    indices = [index for index in range(min(len(bare), COMPARED)) if index != at]
    return max(indices, key=lambda index: cosine(title, bare[index]))


def _versions(child: Record, versions: Matcher) -> frozenset[str]:
    texts = (child.title or "", child.model or "", *child.variation.values())
    return frozenset(compact(text[start:end]) for text in texts for start, end in versions.find(text))
