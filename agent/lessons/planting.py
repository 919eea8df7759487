"""Planting faults of chosen rules into a clean listing, with the key made and checked by the engine."""

import base64
import random
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product

from pydantic import ValidationError

from agent.lessons.bed import Bed
from agent.lessons.clean import STORES
from agent.lessons.draft import Draft
from agent.lessons.lesson import Lesson, LessonPicture, Planted
from agent.lessons.ways import ways
from agent.listing import Listing, Platform
from agent.rules.rule import Rule
from agent.wire_parts import Locale

_TRIED = 150
"""Ways of one rule that are tried on one draft."""


class PlantingError(ValueError):
    """Nothing could be planted; one line that says what to change."""


@dataclass(frozen=True, slots=True)
class Grown:
    """A draft with what was planted in it so far."""

    draft: Draft
    planted: frozenset[str] = frozenset()
    """Ids of the rules that find something, and are meant to."""
    doubts: Counter[str] = field(default_factory=Counter)
    """What the engine cannot tell of it, by rule."""
    companions: frozenset[str] = frozenset()
    """Those of ``planted`` that only came along with another."""

    @property
    def count(self) -> int:
        """How many rules were planted on purpose."""
        return len(self.planted - self.companions)


@dataclass(frozen=True, slots=True)
class Made:
    """A lesson, and what became of the rules that were asked for."""

    lesson: Lesson
    exchanged: tuple[str, ...] = ()
    """Rules that may be planted and could not be beside the others; others were taken for them."""
    companions: tuple[str, ...] = ()
    """Rules that cannot but find something, too, where another one does."""


def plant(  # noqa: PLR0913, PLR0917 - what a lesson is made of
    bed: Bed,
    site: Platform,
    rules: Sequence[str],
    count: int,
    seed: int,
    locale: Locale,
    *,
    title: str | None = None,
    store: str | None = None,
) -> Made:
    """A lesson with faults of ``count`` of ``rules``, the same for the same seed but for id and time.

    Faults of other rules come along only where there would be too few otherwise. Raises ``PlantingError``.
    """
    if store not in {None, *STORES[site]}:
        msg = (
            f"--marketplace: no practice listing for '{store}'; there are some for {', '.join(STORES[site])}"
        )
        raise PlantingError(msg)
    chance = random.Random(seed)  # noqa: S311 - a draw, not a secret
    asked = [rule for name in rules if (rule := bed.ruleset.rule(name)) is not None]
    wanted = [rule for rule in asked if rule.id not in bed.obstacles]
    best: tuple[Grown, list[str], str] | None = None
    for strict, draft in product((True, False), _ground(bed, site, store, wanted, chance)):
        order = bed.speaking(wanted, draft)
        chance.shuffle(order)
        grown, failed = _grow(bed, draft, order, count, chance, strict=strict)
        if best is None or grown.count > best[0].count:
            best = grown, failed, draft.listing.title or site
        if grown.count >= count:
            break
    if best is None or not best[0].planted:
        msg = (
            f"none of these rules can be planted on site {site}: see `tenken lesson plantable --site {site}`"
        )
        raise PlantingError(msg)
    grown, failed, clean_title = best
    lesson = _lesson(bed, grown, site, seed, locale, title or clean_title)
    return Made(lesson, tuple(failed), tuple(sorted(grown.companions)))


def _ground(
    bed: Bed, site: Platform, store: str | None, wanted: Sequence[Rule], chance: random.Random
) -> list[Draft]:
    """Clean drafts, those that the most of the rules speak of first."""
    found = [draft for one in ((store,) if store else STORES[site]) for draft in bed.clean(site, one)]
    chance.shuffle(found)
    return sorted(found, key=lambda draft: -len(bed.speaking(wanted, draft)))


def _grow(  # noqa: PLR0913 - one call
    bed: Bed, draft: Draft, order: Sequence[Rule], count: int, chance: random.Random, *, strict: bool
) -> tuple[Grown, list[str]]:
    grown, failed = Grown(draft), list[str]()
    for rule in order:
        if grown.count >= count:
            break
        if rule.id in grown.planted:
            continue
        after = add(bed, grown, rule, chance, strict=strict)
        if after is None:
            failed.append(rule.id)
        else:
            grown = after
    return grown, failed


def add(bed: Bed, grown: Grown, rule: Rule, chance: random.Random, *, strict: bool = True) -> Grown | None:
    """``grown`` with a fault of ``rule`` more, in the best of the ways that work; ``None`` when none does."""
    best: tuple[int, Grown] | None = None
    for number, draft in enumerate(_possible(rule, grown.draft, chance)):
        if number >= _TRIED:
            break
        result = _weighed(bed, grown, rule, draft)
        if result is None or (strict and result[1].companions - grown.companions):
            continue
        if best is None or result[0] < best[0]:
            best = result
        if best[0] == 0:
            break
    return None if best is None else best[1]


def _possible(rule: Rule, draft: Draft, chance: random.Random) -> Iterator[Draft]:
    tries = ways(rule, draft, chance)
    while True:
        try:
            yield next(tries)
        except StopIteration:
            return
        except ValidationError:  # such a text cannot stand in a listing
            return


def _weighed(bed: Bed, grown: Grown, rule: Rule, draft: Draft) -> tuple[int, Grown] | None:
    """How far from ideal the draft is, 0 being one fault of ``rule`` and nothing else; ``None``: useless."""
    if not bed.breaks(rule, draft):
        return None
    spoken = bed.spoken(draft)
    if any(one.outcome == "error" for one in spoken):
        return None
    faults = [one for one in spoken if one.outcome == "violation"]
    found = {one.rule for one in faults}
    if rule.id not in found or not grown.planted <= found or any(one.target.field is None for one in faults):
        return None
    doubts = Counter(one.rule for one in spoken if one.outcome == "incomplete")
    more = found - grown.planted - {rule.id}
    number = sum(one.rule == rule.id for one in faults)
    weight = 100 * len(more) + 10 * (doubts - grown.doubts).total() + min(number - 1, 9)
    return weight, Grown(draft, frozenset(found), doubts, grown.companions | more)


def _lesson(  # noqa: PLR0913, PLR0917 - what a lesson is made of
    bed: Bed, grown: Grown, site: Platform, seed: int, locale: Locale, title: str
) -> Lesson:
    draft = grown.draft
    pictures = tuple(
        LessonPicture(
            slot=image.slot,
            media_type="image/png" if content.startswith(b"\x89PNG") else "image/jpeg",
            base64=base64.b64encode(content).decode(),
        )
        for image, content in zip(draft.listing.images or (), draft.pictures, strict=True)
    )
    return Lesson(
        id=secrets.token_urlsafe(16),
        title=title,
        site=site,
        locale=locale,
        created=datetime.now(UTC).replace(microsecond=0),
        ruleset=bed.ruleset.hash,
        seed=seed,
        listing=draft.listing,
        pictures=pictures,
        planted=key_for(bed, draft.listing, draft.pictures, grown.planted, locale),
    )


def key_for(
    bed: Bed, listing: Listing, pictures: Sequence[bytes], rules: frozenset[str], locale: Locale
) -> tuple[Planted, ...]:
    """The faults of ``rules`` as the engine finds them, in the page's order."""
    return tuple(
        Planted(
            rule=one.rule,
            finding=one.id,
            field=one.target.field,
            index=one.target.index,
            quote=one.target.quote,
        )
        for one in bed.violations(listing, pictures, locale)
        if one.rule in rules and one.target.field is not None
    )
