"""What a waiver covers, in plain words: for menus before it is set, and for lists afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.annotate import say
from agent.bound import RuleSet
from agent.fingerprint import SAID, Marked, subject
from agent.listing import Listing, ScreenField
from agent.naming import field_name
from agent.rules.rule import Words
from agent.waivers import Applied, Scope, Waived, Waiver, keys_of
from agent.wire import MOST_WAIVED, Annotation, WaivedHere
from agent.wire_parts import Locale

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
_LAPSED = Words(
    ja="{until}まで「ここでは問題なし」とされていました（{author}）。理由：{reason}",
    zh="曾被{author}标为“此处没有问题”，有效期至{until}，现已过期。理由：{reason}",
    en="Said to be no problem here until {until}, by {author}: {reason}",
)
_QUOTED = 40
_TOLD = 300
"""So much of a reason travels with every report; the file holds the whole."""


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


def told(applied: Applied, ruleset: RuleSet, locale: Locale) -> tuple[WaivedHere, ...]:
    """The waivers that concern findings of a listing, those that are over first."""
    entries: list[WaivedHere] = []
    for group, expired in ((applied.expired, True), (applied.waived, False)):
        found = Counter(one.waiver.id for one in group)
        for one in {one.waiver.id: one for one in group}.values():
            waiver = one.waiver
            rule = ruleset.rule(waiver.rule)
            entries.append(
                WaivedHere(
                    id=waiver.id,
                    rule=waiver.rule,
                    title=waiver.rule if rule is None else say(rule.title, locale),
                    reach=_short(_reach_here(one, locale), _TOLD),
                    reason=_short(waiver.reason, _TOLD),
                    author=_short(waiver.author, _TOLD),
                    until=waiver.until,
                    expired=expired,
                    findings=found[waiver.id],
                )
            )
    return tuple(entries[:MOST_WAIVED])


def noted(annotations: Sequence[Annotation], applied: Applied, locale: Locale) -> tuple[Annotation, ...]:
    """``annotations`` of the report that ``applied`` left, those with a note whose waiver is over."""
    lapsed = {id(one.marked.finding): lapse(one, locale) for one in applied.expired}
    said = (finding for finding in applied.report.findings if finding.outcome in SAID)
    return tuple(
        annotation.model_copy(update={"lapsed": lapsed[id(finding)]}) if id(finding) in lapsed else annotation
        for finding, annotation in zip(said, annotations, strict=True)
    )


def _reach_here(one: Waived, locale: Locale) -> str:
    if one.waiver.scope != "place":
        return reach(one.waiver, locale)
    finding = one.marked.finding
    return say(_place(finding.target.field, subject(finding).quote or "", one.waiver.listing), locale)


def lapse(expired: Waived, locale: Locale) -> str:
    """That a finding was waived until when, by whom and why."""
    waiver = expired.waiver
    words = _filled(
        _LAPSED,
        until=str(waiver.until),
        author=_short(waiver.author, _TOLD),
        reason=_short(waiver.reason, _TOLD),
    )
    return say(words, locale)


def _place(field: ScreenField | None, quote: str, key: str | None) -> Words:
    name = field_name(field)
    short = _short(quote, _QUOTED)
    words = _WHOLE if not quote else _PLACE if key is not None else _ANY_PLACE
    return Words(
        **{
            locale: getattr(words, locale).format(field=getattr(name, locale), quote=short)
            for locale in ("ja", "zh", "en")
        }
    )


def _filled(words: Words, **values: str) -> Words:
    return Words(ja=words.ja.format(**values), zh=words.zh.format(**values), en=words.en.format(**values))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _number(key: str) -> str:
    kind, _, value = key.partition(":")
    return value if kind == "url" else f"{kind.upper()} {value}"
