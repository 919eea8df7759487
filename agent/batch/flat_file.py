"""Amazon's inventory files: text with two or three heading rows, and the templates with several.

The first cell or row holds settings (``attributeRow=3&dataRow=4&labelRow=2&primaryMarketplaceId=…``). The
labels are in the seller's language; what counts is the row of attribute names.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl

from agent.batch.layout import Defaults, Layout, emptied
from agent.batch.marketplaces import STORES
from agent.batch.row import Part
from agent.listing import Listing

HEAD_ROWS = 8
"""Rows in which the names are looked for."""
_FEWEST = 3
"""So many known names make a row of names."""
_OLD: Mapping[str, Part] = MappingProxyType(
    {
        "item_sku": ("sku", None),
        "item_name": ("title", None),
        "product_description": ("description", None),
        "brand_name": ("brand", None),
        "manufacturer": ("manufacturer", None),
        "model": ("model", None),
        "model_number": ("model", None),
        "part_number": ("model", None),
        "external_product_id": ("gtin", None),
        "external_product_id_type": ("gtin_type", None),
        "standard_price": ("price", None),
        "quantity": ("quantity", None),
        "condition_type": ("condition", None),
        "feed_product_type": ("product_type", None),
        "main_image_url": ("images", 0),
        "update_delete": ("action", None),
        "parent_child": ("parentage", None),
        "generic_keyword": ("search_terms", None),
        "generic_keywords": ("search_terms", None),
    }
)
_OLD_NUMBERED = re.compile(r"(bullet_point|generic_keywords?|other_image_url)([1-9]\d?)")
_NEW_NAMES: Mapping[str, Part] = MappingProxyType(
    {
        "contribution_sku.value": ("sku", None),
        "item_name.value": ("title", None),
        "product_description.value": ("description", None),
        "brand.value": ("brand", None),
        "manufacturer.value": ("manufacturer", None),
        "model_number.value": ("model", None),
        "part_number.value": ("model", None),
        "externally_assigned_product_identifier.value": ("gtin", None),
        "externally_assigned_product_identifier.type": ("gtin_type", None),
        "amzn1.volt.ca.product_id_value": ("gtin", None),
        "amzn1.volt.ca.product_id_type": ("gtin_type", None),
        "purchasable_offer.our_price#1.schedule#1.value_with_tax": ("price", None),
        "fulfillment_availability.quantity": ("quantity", None),
        "condition_type.value": ("condition", None),
        "product_type.value": ("product_type", None),
        "main_product_image_locator.media_location": ("images", 0),
        "::record_action": ("action", None),
        "parentage_level.value": ("parentage", None),
    }
)
_NEW = re.compile(r"(?P<name>[\w.:]+)(?P<about>(?:\[\w+=[^\]]*\])*)(?:#(?P<number>\d+)\.(?P<leaf>.+))?")
_TAG = re.compile(r"\[language_tag=(\w+)\]")
_DELETES = re.compile(r"delete|lösch|elimin|supprim|削除|删除|verwijder|usuń|radera")
_CREATES = re.compile(r"create|erstell|crea|cré|作成|创建|新規")
_PARTIAL = re.compile(r"partial|teil|parci|parzia|partiel|edit|bearbeit|modif|部分|編集|编辑")
_PARENT = re.compile(r"parent|übergeordnet|padre|親|父")


@dataclass(frozen=True)
class FlatFile(Layout):
    """An inventory file's columns."""

    def listing(self, cells: Sequence[str], defaults: Defaults) -> Listing | None:
        """As ``Layout.listing``; rows that delete are none, and a parent has no offer of its own."""
        values = self.values(cells)
        action = str(values.pop("action", "")).strip().lower()
        parentage = str(values.pop("parentage", "")).strip().lower()
        if _DELETES.search(action):
            return None
        partial = _PARTIAL.search(action) and not _CREATES.search(action)
        if partial or _PARENT.fullmatch(parentage):
            values = emptied(values)
        if str(values.get("gtin_type", "")).strip().upper() == "ASIN":
            values.pop("gtin_type")
            values["asin"] = values.pop("gtin", "")
        if isinstance(values.get("search_terms"), dict):
            values["search_terms"] = " ".join(text for text in values["search_terms"].values() if text)
        return self.made(values, defaults)


def recognise(head: Sequence[Sequence[str]]) -> FlatFile | None:
    """The layout, if the first rows are those of an inventory file."""
    settings = _settings(head[0]) if head else {}
    named = settings.get("attributeRow", "")
    rows = [int(named) - 1] if named.isdigit() else range(min(len(head), HEAD_ROWS))
    candidates = {
        row: [_part(cell.strip(), settings.get("contentLanguageTag")) for cell in head[row]]
        for row in rows
        if 0 <= row < len(head)
    }
    best = max(candidates, key=lambda row: _known(candidates[row]), default=None)
    if best is None or _known(candidates[best]) < _FEWEST:
        return None
    if not settings and "TemplateType" not in "".join(head[0][:3]) and best == 0 and not _official(head[0]):
        return None
    data = settings.get("dataRow", "")
    return FlatFile(
        name="flat-file",
        headings=tuple(head[best]),
        parts=_once(candidates[best]),
        data_row=int(data) - 1 if data.isdigit() else best + 1,
        platform="amazon",
        marketplace=STORES.get(settings.get("primaryMarketplaceId", "").rpartition(".")[2]),
    )


def _settings(first: Sequence[str]) -> dict[str, str]:
    for cell in first[:12]:
        if "attributeRow=" in cell or "dataRow=" in cell:
            return dict(parse_qsl(cell.removeprefix("settings="), keep_blank_values=True))
    return {}


def _known(parts: Sequence[Part | None]) -> int:
    return sum(part is not None for part in parts)


def _official(names: Sequence[str]) -> bool:
    """Whether a first row names attributes as only Amazon does."""
    return any(
        name in {"item_sku", "feed_product_type", "external_product_id"} or "#1." in name for name in names
    )


def _part(name: str, language: str | None) -> Part | None:
    if name in _OLD:
        return _OLD[name]
    old = _OLD_NUMBERED.fullmatch(name)
    if old is not None:
        number = int(old[2])
        if old[1] == "bullet_point":
            return ("bullets", number - 1)
        return ("images", number) if old[1] == "other_image_url" else ("search_terms", number - 1)
    return _new_part(name, language)


def _new_part(name: str, language: str | None) -> Part | None:
    match = _NEW.fullmatch(name)
    if match is None:
        return None
    tag = _TAG.search(match["about"])
    if tag is not None and language is not None and tag[1] != language:
        return None
    bare, leaf, number = match["name"], match["leaf"], int(match["number"] or 1)
    numbered = _numbered(bare, leaf, number)
    if numbered is not None or number > 1:
        return numbered
    return _NEW_NAMES.get(bare if leaf is None else f"{bare}.{leaf}")


def _numbered(name: str, leaf: str | None, number: int) -> Part | None:
    """The parts of which there are several."""
    if leaf == "value" and name == "bullet_point":
        return ("bullets", number - 1)
    if leaf == "value" and name == "generic_keyword":
        return ("search_terms", None if number == 1 else number - 1)
    other = re.fullmatch(r"other_product_image_locator_(\d)", name)
    return ("images", int(other[1])) if other and leaf == "media_location" else None


def _once(parts: Sequence[Part | None]) -> tuple[Part | None, ...]:
    """Each part once; several columns of search terms are parts of one text, so all or none is numbered."""
    numbered = any(part is not None and part[0] == "search_terms" and part[1] is not None for part in parts)
    seen: set[Part] = set()
    once: list[Part | None] = []
    for part in parts:
        kept: Part | None = ("search_terms", 0) if numbered and part == ("search_terms", None) else part
        if kept in seen:
            kept = None
        once.append(kept)
        if kept is not None:
            seen.add(kept)
    return tuple(once)
