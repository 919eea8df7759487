"""Findings in words: one locale, UTF-16 offsets, ready to be drawn. No judgement lives here."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from agent.bound import RuleSet
from agent.listing import Listing, Platform
from agent.report import Datum, Finding, Reason, Remark, Replacement, Report, Target, Wording
from agent.rules.rule import Rule, Source as RuleSource, Words
from agent.text.count import utf16_offset
from agent.wire import Annotation, Fix, Source, WireTarget
from agent.wire_parts import Locale

REASONS: Mapping[Reason, Words] = {
    "image-pending": Words(
        ja="画像をまだ測定していません。",
        zh="图片尚未测量。",
        en="The image has not been measured yet.",
    ),
    "image-unavailable": Words(
        ja="画像を取得できなかったため、測定していません。",
        zh="无法获取该图片，因此未测量。",
        en="The image could not be fetched, so it was not measured.",
    ),
    "image-unreadable": Words(
        ja="画像を測定できませんでした（破損、大きすぎる、または時間切れ）。",
        zh="无法测量该图片（文件损坏、过大或超时）。",
        en="The image could not be measured (damaged, too large, or it took too long).",
    ),
    "image-text-pending": Words(
        ja="画像の文字をまだ読み取っていません。",
        zh="图片中的文字尚未识别。",
        en="The text in the image has not been read yet.",
    ),
    "image-text-failed": Words(
        ja="画像の文字を読み取れませんでした（時間切れ、または内部エラー）。",
        zh="无法识别图片中的文字（超时或内部错误）。",
        en="The text in the image could not be analysed (it took too long or failed internally).",
    ),
    "name-not-read": Words(
        ja="日本語の文字はありますが、商品名としては読み取れませんでした。図案化された文字は読めないことがあります。",
        zh="图片中有日文，但未能识别出商品名称；艺术字可能无法识别。",
        en="There is Japanese text, but not the product name; drawn lettering is often unreadable.",
    ),
    "print-or-overlay": Words(
        ja="商品への印刷か、後から加えた文字か、画像からは区別できません。",
        zh="无法从图片判断这是商品上的印刷还是后期添加的文字。",
        en="The picture does not tell whether this is print on the product or text that was added.",
    ),
    "program-unknown": Words(
        ja="この出品がメルカリのASIN連携の対象かどうか分かりません。サイドパネルで選ぶと判定します。",
        zh="不确定该商品是否属于Mercari ASIN关联。请在侧边栏中选择后再判断。",
        en="Nobody has said whether Mercari's ASIN linking covers this listing. Say so in the side panel.",
    ),
    "marketplace-unknown": Words(
        ja="どの国のストアの出品か、ページから分かりません。",
        zh="页面没有说明这是哪个国家的站点。",
        en="The page does not tell which store this listing is for.",
    ),
    "counting-unclear": Words(
        ja="プラットフォームがこの文字をどう数えるか公表していません。",
        zh="平台未公布此类字符的计数方式。",
        en="The platform does not say how it counts these characters.",
    ),
    "judgement-needed": Words(
        ja="文脈によっては問題ありません。ご自身で確認してください。",
        zh="视上下文而定，可能没有问题，请人工确认。",
        en="This may be fine in context; please judge it yourself.",
    ),
    "data-missing": Words(
        ja="判定に必要な情報がページにもファイルにもありません。",
        zh="页面和文件中都没有判断所需的信息。",
        en="Neither the page nor a file tells what is needed to judge this.",
    ),
    "not-measured": Words(
        ja="画像からは測定できません。ご自身で確認してください。",
        zh="无法从图片中测量，请人工确认。",
        en="This cannot be measured in the picture; please look yourself.",
    ),
}
FAILED = Words(
    ja="このルールの処理中に内部エラーが起きました。ほかのルールの結果は有効です。",
    zh="执行该规则时发生内部错误，其他规则的结果仍然有效。",
    en="This rule failed internally; the verdicts of the other rules stand.",
)
RULE_TIMED_OUT = "RuleTimedOutError"
"""The exception of a pack's rule past its time, by the name that findings carry."""
TIMED_OUT = Words(
    ja="このルールは時間内に終わりませんでした。ほかのルールの結果は有効です。",
    zh="该规则超时未完成，其他规则的结果仍然有效。",
    en="This rule did not end in time; the verdicts of the other rules stand.",
)
_PENDING: frozenset[Reason | None] = frozenset({"image-pending", "image-unavailable", "image-text-pending"})
_DELETE = Words(ja="「{quote}」を削除", zh="删除“{quote}”", en="Delete “{quote}”")
_REPLACE = Words(ja="「{text}」に置き換え", zh="替换为“{text}”", en="Replace with “{text}”")
_INSERT = Words(ja="先頭に文例を挿入", zh="在开头插入范文", en="Insert the suggested text at the start")
_ADD = Words(ja="「{text}」を書き足す", zh="添加“{text}”", en="Add “{text}”")
_PLATFORMS: Mapping[Platform, Words] = {
    "amazon": Words(ja="Amazonでは：", zh="亚马逊：", en="On Amazon: "),
    "mercari": Words(ja="メルカリでは：", zh="Mercari：", en="On Mercari: "),
    "mercari-shops": Words(ja="メルカリShopsでは：", zh="Mercari Shops：", en="On Mercari Shops: "),
}
"""In front of a message about another platform than the page's own."""
_AND = Words(ja="、", zh="、", en=", ")
_QUOTED = 30
"""So much of a text is shown on a button."""


def annotate(report: Report, ruleset: RuleSet, listing: Listing, locale: Locale) -> tuple[Annotation, ...]:
    """One annotation for every finding that has something to say, in the report's order."""
    seen: Counter[str] = Counter()
    annotations: list[Annotation] = []
    for finding in report.findings:
        if finding.outcome == "pass" or finding.outcome == "inapplicable":  # noqa: PLR1714 - so mypy narrows
            continue
        rule = ruleset.rule(finding.rule)
        if rule is None:
            msg = f"the report is of another rule set: it has no rule '{finding.rule}'"
            raise ValueError(msg)
        key = _key(finding)
        made = _annotation(finding, finding.outcome, rule, ruleset, listing, locale, f"{key}#{seen[key]}")
        annotations.append(made)
        seen[key] += 1
    return tuple(annotations)


def _annotation(  # noqa: PLR0913, PLR0917 - the parts of one annotation
    finding: Finding,
    outcome: Remark,
    rule: Rule,
    ruleset: RuleSet,
    listing: Listing,
    locale: Locale,
    key: str,
) -> Annotation:
    target, fix = _target(finding.target, listing), finding.fix
    here = fix is not None and fix.target is finding.target
    return Annotation(
        id=_id(key),
        rule=rule.id,
        outcome=outcome,
        severity=rule.severity,
        target=target,
        title=say(rule.title, locale),
        message=_platform(finding, locale) + _message(rule, finding, locale),
        help=say(rule.help, locale),
        reason=_reason(finding, locale),
        pending=finding.reason in _PENDING,
        consequence=rule.consequence,
        sources=tuple(_source(ruleset.sources[name]) for name in rule.sources),
        fix=None if fix is None else _fix(fix, target if here else _target(fix.target, listing), locale),
    )


@lru_cache(maxsize=256)
def _source(source: RuleSource) -> Source:
    return Source(title=source.title, url=source.url, confidence=source.confidence, seen=str(source.seen))


def _id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def say(words: Words, locale: Locale) -> str:
    """``words`` in the reader's language."""
    return str(getattr(words, locale))


def _key(finding: Finding) -> str:
    target = finding.target
    place = (finding.rule, target.field, target.index, target.quote, target.region)
    return "\n".join(str(part) for part in place)


def _platform(finding: Finding, locale: Locale) -> str:
    return "" if finding.platform is None else say(_PLATFORMS[finding.platform], locale)


def _message(rule: Rule, finding: Finding, locale: Locale) -> str:
    try:
        values = {name: _worded(value, locale) for name, value in finding.data.items()}
        return say(rule.message, locale).format_map(values)
    except KeyError:  # an image that is not measured yet has no values for the message
        return say(rule.title, locale)


def _worded(value: Datum, locale: Locale) -> object:
    """``value`` as a message says it: several of a kind in a row, a wording in the reader's language."""
    if isinstance(value, tuple):
        return say(_AND, locale).join(str(_worded(entry, locale)) for entry in value)
    return str(getattr(value, locale)) if isinstance(value, Wording) else value


def _reason(finding: Finding, locale: Locale) -> str | None:
    if finding.outcome == "error":
        return say(TIMED_OUT if finding.data.get("exception") == RULE_TIMED_OUT else FAILED, locale)
    return None if finding.reason is None else say(REASONS[finding.reason], locale)


def _target(target: Target, listing: Listing) -> WireTarget:
    text = listing.text_at(target.field, target.index)
    if target.start is None or target.end is None or text is None:
        return WireTarget(field=target.field, index=target.index, region=target.region, areas=target.areas)
    return WireTarget(
        field=target.field,
        index=target.index,
        start=utf16_offset(text, target.start),
        end=utf16_offset(text, target.end),
        quote=target.quote,
    )


def _fix(fix: Replacement, target: WireTarget, locale: Locale) -> Fix:
    quote = (fix.target.quote or "").strip()
    if fix.target.start and fix.target.start == fix.target.end:
        label = say(_ADD, locale).format(text=_short(fix.text.replace("<br>", "").strip()))
    elif not quote:
        label = say(_INSERT, locale)
    elif fix.text:
        label = say(_REPLACE, locale).format(text=_short(fix.text))
    else:
        label = say(_DELETE, locale).format(quote=_short(quote))
    return Fix(label=label, target=target, text=fix.text)


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
