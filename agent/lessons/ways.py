"""Ways to put a fault of a rule into a clean listing. Whether one works is for the engine to say."""

import random
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent.context import Context
from agent.lessons.draft import Draft
from agent.lessons.generators import redrawn, rewritten
from agent.listing import TEXT_FIELDS
from agent.proving import case_listing, unmark
from agent.rules.rule import Case, Rule

_LAID = (*TEXT_FIELDS, "page", "mercari_link", "also")
_BESIDE = ("context", "images", "mercari_link", "also", "page")
"""What of a case a fault may need beside its words."""
_PLACES = 2
"""Places in a long text, or bullets, that words are tried at."""
_PROSE = ("title", "highlights", "bullets", "description", "search_terms")
"""Texts that hold several words; other fields have one value each."""
_TELLING = ("category", "highlights", "search_terms")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
Part = TypeVar("Part", bound=BaseModel)


def ways(rule: Rule, draft: Draft, chance: random.Random) -> Iterator[Draft]:
    """Drafts that may have a fault of ``rule``: the smallest changes first, of like ones in any order."""
    cases = [case for case in rule.fail if case.outcome in {None, "violation"} and not case.facts]
    cases = sorted(chance.sample(cases, len(cases)), key=lambda case: _foreign(case, draft))
    yield from redrawn(rule, draft)
    for case in cases:
        yield from _words_added(case, draft, chance)
    yield from rewritten(rule, draft)
    for case in cases:
        yield from _texts_added(case, draft, chance)
    for case in cases:
        yield from _laid(rule, case, draft)


def _foreign(case: Case, draft: Draft) -> bool:
    """Whether the case is written in another script than the draft."""
    japanese = _JAPANESE.search(str(case.listing)) is not None
    return japanese != (draft.listing.marketplace == "jp")


def _words_added(case: Case, draft: Draft, chance: random.Random) -> Iterator[Draft]:
    """The marked words of the case, put into the listing's own texts."""
    if any(key in case.listing for key in _BESIDE):
        return
    plain = unmark(case.listing)
    for field, index, start, end in sorted(plain.spans, key=str):
        if field not in _PROSE:
            continue
        value = plain.listing[field]
        text = value if index is None else value[index]
        if start < end:
            yield from _added(draft, field, text[start:end], chance)


def _texts_added(case: Case, draft: Draft, chance: random.Random) -> Iterator[Draft]:
    """Each whole text of the case, beside the listing's own."""
    if any(key in case.listing for key in _BESIDE):
        return
    for field, value in unmark(case.listing).listing.items():
        if field in TEXT_FIELDS:
            for text in value if isinstance(value, list) else [value]:
                yield from _added(draft, field, text, chance)


def _added(draft: Draft, field: str, words: str, chance: random.Random) -> Iterator[Draft]:
    own = getattr(draft.listing, field)
    if not own or not words:
        return
    if field not in _PROSE:
        yield draft.laid({field: words})
    elif isinstance(own, tuple):
        for index in chance.sample(range(len(own)), min(_PLACES, len(own))):
            joined = f"{own[index]}{' ' if draft.spaced else '、'}{words}"
            for text in (joined, words):
                yield draft.laid({field: (*own[:index], text, *own[index + 1 :])})
    elif field == "description":
        lines = own.split("\n")
        for index in chance.sample(range(len(lines)), min(_PLACES, len(lines))):
            yield draft.laid({field: "\n".join([*lines[: index + 1], words, *lines[index + 1 :]])})
        yield draft.laid({field: f"{words}{' ' if draft.spaced else ''}{own}"})
    else:
        parts = own.split(" ")
        at = chance.randrange(len(parts))
        yield draft.laid({field: f"{own} {words}"})
        yield draft.laid({field: " ".join([*parts[: at + 1], words, *parts[at + 1 :]])})
        yield draft.laid({field: f"{words} {own}"})
        yield draft.laid({field: f"{own}{words}"})


def _laid(rule: Rule, case: Case, draft: Draft) -> Iterator[Draft]:
    """The case's fields in place of the listing's own."""
    listing = draft.listing
    try:
        said = case_listing(rule, case)
    except ValidationError:
        return
    named = {"platform": listing.platform, "marketplace": listing.marketplace} | case.listing
    if (named["platform"], named["marketplace"]) != (listing.platform, listing.marketplace):
        return
    update: dict[str, Any] = {
        name: getattr(said, name)
        for name in _LAID
        if name in case.listing and getattr(said, name) is not None
    }
    update["context"] = _over(said.context, listing.context)
    if said.images and "images" in case.listing:
        return  # what matters of these are addresses, which a page does not show
    if "images" in case.listing:
        yield draft.laid(update).shown(())
        return
    beside = update | _with_own(update, draft)
    yield draft.laid(beside)
    yield draft.laid(update)
    if "page" not in update and rule.applies.pages and listing.page not in rule.applies.pages:
        yield draft.laid({**beside, "page": rule.applies.pages[0]})
    # Without the fields that tell of the practice product, where the case's text speaks of another one.
    yield draft.laid({name: None for name in _TELLING if getattr(listing, name) is not None} | beside)


def _with_own(update: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """Texts of a case that would be too little by themselves, made whole by the listing's own."""
    own = draft.listing
    more: dict[str, Any] = {}
    if update.get("title") and own.brand and "brand" not in update:
        more["title"] = f"{own.brand} {update['title']}"
    if update.get("description") and own.description:
        more["description"] = f"{update['description']}\n{own.description}"
    if update.get("bullets") and own.bullets:
        more["bullets"] = (*update["bullets"], *own.bullets[len(update["bullets"]) :])
    return more


def _over(said: Context, own: Context) -> Context:
    """What the case tells, and what the listing tells beside."""
    told = {}
    for name in Context.model_fields:
        one, other = getattr(said, name), getattr(own, name)
        told[name] = (
            _merged(one, other) if isinstance(one, BaseModel) and isinstance(other, BaseModel) else one
        )
        if one is None:
            told[name] = other
    return Context.model_validate({name: value for name, value in told.items() if value is not None})


def _merged(said: Part, own: BaseModel) -> Part:
    absent = {name: getattr(own, name) for name in type(said).model_fields if getattr(said, name) is None}
    return said.model_copy(update=absent)
