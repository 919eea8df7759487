"""What a waiver covers, in plain words: for menus before it is set, and for lists afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.annotate import say
from agent.fingerprint import Marked, subject
from agent.listing import Listing, ScreenField
from agent.naming import field_name
from agent.rules.rule import Words
from agent.waivers import Scope, Waiver, keys_of
from agent.wire import Locale

_PLACE = Words(
    ja="この出品の{field}の「{quote}」だけ",
    zh="仅此商品的{field}中的“{quote}”这一处",
    en="Only this place: “{quote}” in the {field} of this listing",
)
_WHOLE = Words(
    ja="この出品の{field}だけ",
    zh="仅此商品的{field}",
    en="Only this place: the {field} of this listing",
)
_ANY_PLACE = Words(
    ja="{field}の「{quote}」（出品番号のない出品なので、同じ文のあるすべての出品）",
    zh="{field}中的“{quote}”（该商品没有编号，因此适用于所有含有同一句话的商品）",
    en="“{quote}” in the {field}, in every listing with the same wording (this one has no number)",
)
_SCOPES: Mapping[Scope, Words] = {
    "place": _PLACE,
    "listing": Words(
        ja="この出品（{listing}）では、このルール全体",
        zh="此商品（{listing}）的这条规则，不论出现在何处",
        en="This rule anywhere in this listing ({listing})",
    ),
    "shop": Words(
        ja="店舗「{shop}」のすべての出品で、このルール全体",
        zh="店铺“{shop}”所有商品的这条规则",
        en="This rule in every listing of the shop “{shop}”",
    ),
    "everywhere": Words(
        ja="すべての店舗と出品で、このルール全体",
        zh="所有店铺、所有商品的这条规则",
        en="This rule everywhere: every shop, every listing",
    ),
}
_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the menu on a finding: what is saved, and how its reach is said."""

    scope: Scope
    words: Words
    fingerprint: str | None = None
    quote: str = ""
    listing: str | None = None
    shop: str | None = None


def choices(marked: Marked, listing: Listing, url: str | None = None) -> tuple[Choice, ...]:
    """The entries of the menu on a finding, the narrowest first; without those that cannot be told here."""
    key = next(iter(keys_of(listing, url)), None)
    seller = listing.context.seller
    shop = (seller.shop_name or "").strip() if seller is not None else ""
    quote = subject(marked.finding).quote or ""
    entries: list[Choice] = []
    if quote or key is not None:  # the whole field of a listing without a name would be that of every listing
        place = _place(marked.finding.target.field, quote, key)
        entries.append(Choice("place", place, str(marked.fingerprint), quote[:2000], key))
    if key is not None:
        entries.append(Choice("listing", _filled(_SCOPES["listing"], listing=_number(key)), listing=key))
    if shop:
        entries.append(Choice("shop", _filled(_SCOPES["shop"], shop=shop), shop=shop))
    return (*entries, Choice("everywhere", _SCOPES["everywhere"]))


def reach(waiver: Waiver, locale: Locale) -> str:
    """What ``waiver`` covers, as a list says it."""
    if waiver.scope == "place":
        known = "" if waiver.listing is None else f"{_number(waiver.listing)}: "
        return f"{known}{waiver.quote or waiver.fingerprint}"
    words = _filled(_SCOPES[waiver.scope], listing=_number(waiver.listing or ""), shop=waiver.shop or "")
    return say(words, locale)


def _place(field: ScreenField | None, quote: str, key: str | None) -> Words:
    name = field_name(field)
    short = quote if len(quote) <= _QUOTED else f"{quote[: _QUOTED - 1]}…"
    words = _WHOLE if not quote else _PLACE if key is not None else _ANY_PLACE
    return Words(
        **{
            locale: getattr(words, locale).format(field=getattr(name, locale), quote=short)
            for locale in ("ja", "zh", "en")
        }
    )


def _filled(words: Words, **values: str) -> Words:
    return Words(ja=words.ja.format(**values), zh=words.zh.format(**values), en=words.en.format(**values))


def _number(key: str) -> str:
    kind, _, value = key.partition(":")
    return value if kind == "url" else f"{kind.upper()} {value}"
