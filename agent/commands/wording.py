"""How the commands say what a rule file holds: severity, stores, days, sources."""

from collections.abc import Mapping

from agent.annotate import REASONS, say
from agent.report import Consequence, Outcome, Severity
from agent.rules.rule import Confidence, Rule, Source, Words
from agent.wire_parts import Locale

_SEVERITIES: Mapping[Severity, Words] = {
    "error": Words(ja="エラー", zh="错误", en="error"),
    "warning": Words(ja="警告", zh="警告", en="warning"),
    "info": Words(ja="改善提案", zh="建议", en="advice"),
}
_OUTCOMES: Mapping[Outcome, Words] = {
    "violation": Words(ja="違反", zh="违规", en="violation"),
    "incomplete": Words(ja="判定できません", zh="无法判断", en="cannot tell"),
    "pass": Words(ja="問題なし", zh="通过", en="passes"),
    "inapplicable": Words(ja="対象外", zh="不适用", en="does not apply"),
    "error": Words(ja="内部エラー", zh="内部错误", en="internal error"),
}
_CONFIDENCES: Mapping[Confidence, Words] = {
    "official": Words(ja="出典（公式の記載）", zh="来源（官方原文）", en="Source (official text)"),
    "seed": Words(ja="出典（プロジェクトの要件）", zh="来源（项目需求）", en="Source (project's brief)"),
    "third-party": Words(
        ja="出典（第三者の情報）", zh="来源（第三方资料）", en="Source (third-party report)"
    ),
    "house": Words(ja="出典（社内ルール）", zh="来源（内部规范）", en="Source (house rule)"),
}
_CONSEQUENCES: Mapping[Consequence, Words] = {
    "listing_suppressed": Words(
        ja="出品が停止されるおそれがあります。",
        zh="商品可能被禁止显示。",
        en="The listing may be suppressed.",
    ),
    "search_suppressed": Words(
        ja="検索結果に表示されなくなるおそれがあります。",
        zh="商品可能不再出现在搜索结果中。",
        en="It may disappear from search.",
    ),
    "removed": Words(
        ja="出品が削除されるおそれがあります。", zh="商品可能被删除。", en="The listing may be removed."
    ),
    "account_at_risk": Words(
        ja="アカウントに影響するおそれがあります。", zh="账号可能面临风险。", en="The account may be at risk."
    ),
}
_SUSPECTED = Words(ja="疑い", zh="疑似", en="suspected")
_ALL_STORES = Words(ja="すべてのストア", zh="所有站点", en="all stores")
_BUT = Words(ja="{stores}（{others} を除く）", zh="{stores}（{others} 除外）", en="{stores} but {others}")
_NO_MEDIA = Words(ja="書籍・音楽・映像は対象外", zh="图书、音乐、影视除外", en="not books, music, films")
_READS = Words(ja="読む項目: {names}", zh="读取：{names}", en="reads {names}")
_BESIDE = Words(
    ja="ページ以外に必要な情報: {names}",
    zh="页面以外所需信息：{names}",
    en="Beside the page it needs: {names}",
)
_SINCE = Words(ja="{start}から有効。", zh="自 {start} 起生效。", en="In force since {start}.")
_UNTIL = Words(ja="{end}まで有効。", zh="有效期至 {end}。", en="In force until {end}.")
_BETWEEN = Words(
    ja="{start}から{end}まで有効。",
    zh="有效期为 {start} 至 {end}。",
    en="In force from {start} to {end}.",
)
_RETIRED = Words(ja="廃止されたルールです。", zh="该规则已停用。", en="This rule is retired.")
_PREVIEW = Words(ja="試験中のルールです。", zh="该规则处于试用阶段。", en="This rule is on trial.")


def severity(rule: Rule, locale: Locale) -> str:
    """How grave a hit is, and whether it is only suspected, with the reason."""
    grave = say(_SEVERITIES[rule.severity], locale)
    if rule.suspicion is None:
        return grave
    return f"{grave} ({say(_SUSPECTED, locale)}: {say(REASONS[rule.suspicion], locale)})"


def outcome(value: Outcome, locale: Locale) -> str:
    """A rule's verdict in a word or two."""
    return say(_OUTCOMES[value], locale)


def stores(rule: Rule, locale: Locale) -> str:
    """Where the rule holds."""
    where = rule.applies
    named = ", ".join(where.marketplaces) or say(_ALL_STORES, locale)
    if where.not_marketplaces:
        others = ", ".join(where.not_marketplaces)
        named = say(_BUT, locale).format(stores=named, others=others)
    return named if where.media else f"{named}; {say(_NO_MEDIA, locale)}"


def fields(rule: Rule, locale: Locale) -> str:
    """What the rule reads of the page."""
    return say(_READS, locale).format(names=", ".join(rule.fields)) if rule.fields else ""


def context(rule: Rule, locale: Locale) -> str:
    """What the rule reads beside the page; empty for nothing."""
    return say(_BESIDE, locale).format(names=", ".join(rule.context)) if rule.context else ""


def consequence(rule: Rule, locale: Locale) -> str:
    """What a violation can lead to; empty where nothing is known."""
    return "" if rule.consequence is None else say(_CONSEQUENCES[rule.consequence], locale)


def span_of_days(rule: Rule, locale: Locale) -> str:
    """From when to when the rule holds; empty for always."""
    if rule.status != "stable":
        return say(_RETIRED if rule.status == "retired" else _PREVIEW, locale)
    start, end = rule.valid_from, rule.valid_to
    words = _BETWEEN if start and end else _SINCE if start else _UNTIL if end else None
    return "" if words is None else say(words, locale).format(start=start, end=end)


def confidence(source: Source, locale: Locale) -> str:
    """What kind of source it is, and of which day."""
    return f"{say(_CONFIDENCES[source.confidence], locale)}, {source.seen}:"
