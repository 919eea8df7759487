"""Groups of rules as people learn them: a reason in a hunt, a row of a score, what to practise next."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Literal, get_args

from agent.rules.rule import Rule, Words

Group = Literal[
    "claim",
    "law",
    "characters",
    "length",
    "missing",
    "style",
    "picture",
    "identifier",
    "language",
    "consistency",
    "offer",
]
GROUPS: tuple[Group, ...] = get_args(Group)
NAMES: Mapping[Group, Words] = {
    "claim": Words(
        ja="使えない表現・宣伝文句", zh="禁用或夸大的宣传用语", en="Banned or promotional wording"
    ),
    "law": Words(ja="法律・規制に触れるもの", zh="违反法律法规", en="Against the law"),
    "characters": Words(ja="記号・文字種", zh="符号或字符类型", en="Symbols and characters"),
    "length": Words(ja="長さ・数", zh="长度或数量", en="Length or number"),
    "missing": Words(ja="必要なものがない", zh="缺少必填内容", en="Something is missing"),
    "style": Words(ja="書き方・繰り返し", zh="写法或重复", en="Style and repetition"),
    "picture": Words(ja="画像", zh="图片", en="Picture"),
    "identifier": Words(
        ja="ブランド・カテゴリー・コード", zh="品牌、类目或编码", en="Brand, category or code"
    ),
    "language": Words(ja="言語・商品名", zh="语言或商品名称", en="Language and product name"),
    "consistency": Words(ja="食い違い・重複", zh="前后矛盾或重复商品", en="Contradiction"),
    "offer": Words(ja="価格・配送・連絡先", zh="价格、配送或联系方式", en="Price, delivery, contact"),
}
"""In the languages of the interface."""

_BY_ID: Mapping[Group, tuple[str, ...]] = {
    "claim": (
        "amazon/bullet-comparison",
        "amazon/bullet-guarantee",
        "amazon/copy-review-request",
        "mercari-link/initial-defect-notice-exclusion-as-refusal",
        "mercari/advertising-only",
        "mercari/choice-*",
        "mercari/exchange-offer",
        "mercari/local-purchase-rule",
        "mercari/not-for-sale",
        "mercari/own-auction",
        "mercari/return-refusal*",
    ),
    "law": ("amazon/injected-text", "law-jp/return-refusal"),
    "characters": (
        "amazon/*-decorative-symbols",
        "amazon/*-special-characters*",
        "amazon/bullet-end-punctuation",
        "amazon/copy-html",
        "amazon/emoji",
        "amazon/search-terms-punctuation",
        "amazon/title-brackets-japan",
        "amazon/title-foreign-letters",
        "amazon/title-forbidden-characters*",
        "language/mojibake",
    ),
    "length": (
        "amazon/bullets-too-*",
        "amazon/item-highlights-with-long-title",
        "mercari-link/initial-defect-notice-period-short",
    ),
    "missing": (
        "amazon/*-placeholder",
        "amazon/category-*-document",
        "amazon/item-highlights-missing",
        "amazon/parallel-import-unmarked",
        "amazon/title-without-product-type",
        "law-eu/*-missing",
        "law-uk/conformity-mark-missing",
        "mercari-link/*-missing",
        "mercari-link/certificate-error-reported",
        "mercari-link/initial-defect-notice-*",
        "mercari-link/jis-s-5001-missing",
        "offer/price-missing",
    ),
    "style": (
        "amazon/bullet-digit",
        "amazon/bullet-header-*",
        "amazon/bullet-lower-case-start",
        "amazon/bullet-unit-space-missing",
        "amazon/item-highlights-sentence",
        "amazon/item-highlights-title-phrase",
        "amazon/parallel-import-mark-not-last",
        "amazon/search-terms-function-word",
        "amazon/title-number-word",
        "amazon/title-parent-choice",
        "amazon/title-starts-with-quantity",
        "mercari-link/initial-defect-notice-hidden",
        "mercari-link/initial-defect-notice-position",
        "mercari/filtered-word-within-word",
        "mercari/hashtag-run",
        "mercari/search-words",
    ),
    "identifier": (
        "amazon/asin-in-copy",
        "amazon/category-*",
        "amazon/search-terms-*-brand",
        "amazon/title-brand-*",
        "identifier/*",
        "mercari-link/category-*",
        "mercari/unrelated-brand*",
    ),
    "language": (
        "language/*",
        "law-eu/safety-text-language",
        "mercari-link/japanese-name-missing",
        "mercari-link/manual-not-japanese",
    ),
    "consistency": (
        "amazon/title-child-value-missing",
        "mercari/brand-field-*",
        "mercari/cash-on-delivery-contradiction",
        "mercari/condition-contradiction",
        "mercari/copied-product-text",
        "mercari/free-postage-contradiction",
        "mercari-link/initial-defect-notice-periods-differ",
        "mercari-link/pse-number-different",
        "mercari-link/title-overwritten",
    ),
    "offer": (
        "amazon/copy-contact-*",
        "amazon/description-offer-details",
        "amazon/title-shop-name",
        "mercari/hand-over-*",
        "mercari/not-in-hand",
        "mercari/other-market-mention",
        "mercari/outside-*",
        "mercari/overseas-delivery",
        "mercari/placeholder-price",
        "mercari/post-office-pickup",
        "mercari/preorder",
        "mercari/price-*",
        "mercari/ships-from-abroad",
        "mercari/shops-not-in-hand",
    ),
}
"""Rules of our own whose check or scope says too little; the id with the fewest wildcards decides."""
_BY_CHECK: Mapping[str, Group] = {
    "brand-field": "identifier",
    "brand-list": "identifier",
    "brand-proof": "law",
    "brand-registry": "identifier",
    "brand-words": "law",
    "branch": "identifier",
    "case": "style",
    "catalogue": "identifier",
    "checklist": "missing",
    "claim": "claim",
    "conditional": "missing",
    "conflict": "consistency",
    "contained": "style",
    "contradiction": "consistency",
    "contradicting-lengths": "consistency",
    "copied-text": "consistency",
    "disclosure": "missing",
    "edit": "consistency",
    "empty": "missing",
    "goods": "law",
    "gtin-exemption": "identifier",
    "gtin-source": "identifier",
    "identifier": "identifier",
    "identifier-fit": "identifier",
    "issue": "offer",
    "language": "language",
    "length": "length",
    "line-breaks": "length",
    "markup": "characters",
    "missing": "missing",
    "number": "length",
    "occurrence": "style",
    "own-records": "consistency",
    "pack-count": "consistency",
    "placement": "style",
    "price-text": "offer",
    "record-agreement": "consistency",
    "repetition": "style",
    "residue": "missing",
    "script": "language",
    "shape": "style",
    "shared-phrase": "style",
    "shop-stock": "offer",
    "similarity": "style",
    "starts-with": "style",
    "substitution": "characters",
    "variation-title": "consistency",
    "warning-language": "language",
}
"""Rules of packs, and of our own what the tables by id and scope leave."""
_BY_SCOPE: Mapping[str, Group] = {
    "family": "consistency",
    "conflict": "consistency",
    "law-eu": "law",
    "law-jp": "law",
    "law-uk": "law",
    "law-us": "law",
    "offer": "offer",
}


@lru_cache(maxsize=4096)
def _group(rule_id: str, check: str, *, of_pictures: bool) -> Group:
    if of_pictures or check.startswith("image-"):
        return "picture"
    matching = [
        (pattern.count("*"), -len(pattern), group)
        for group, patterns in _BY_ID.items()
        for pattern in patterns
        if fnmatchcase(rule_id, pattern)
    ]
    if matching:
        return min(matching)[2]
    scope = rule_id.partition("/")[0]
    if check in {"disclosure", "checklist", "empty"}:  # by law or not, what is asked for is not there
        return "missing"
    if scope in _BY_SCOPE:
        return _BY_SCOPE[scope]
    if check == "datum":
        return "offer"
    return _BY_CHECK.get(check, "law" if scope == "mercari" else "claim")


def group_of(rule: Rule) -> Group:
    """The group that people learn ``rule`` in. A rule of a pack is grouped by its check."""
    return _group(rule.id, rule.check, of_pictures=rule.fields[:1] == ("images",))
