"""Why some rules can never be planted in a practice listing, told without trying."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from agent.bound import BoundRule
from agent.engine import judge_rule
from agent.planning import in_force
from agent.proving import case_facts, case_listing
from agent.rules.rule import Case, Words

Why = Literal["suspected", "not-in-force", "not-on-page", "address", "too-big", "format", "store", "no-way"]
WHY: Mapping[Why, Words] = {
    "suspected": Words(
        ja="疑いを示すだけのルールで、違反とは言い切りません。",
        zh="该规则只提示疑点，从不断定为违规。",
        en="It only ever suspects: what it finds is for a person to tell, and no key can hold it.",
    ),
    "not-in-force": Words(ja="今日は有効ではありません。", zh="今天未生效。", en="It is not in force today."),
    "not-on-page": Words(
        ja="ページ上に場所がありません（在庫、アカウント、ほかの出品など）。",
        zh="在页面上没有对应位置（库存、账户、其他商品等）。",
        en="What it finds has no place on a page: stock, the account, other listings.",
    ),
    "address": Words(
        ja="画像のアドレスはページに表示されません。",
        zh="页面不显示图片地址。",
        en="It speaks of a picture's address, which a page does not show.",
    ),
    "too-big": Words(
        ja="レッスンのファイルに入らない大きさの画像が必要です。",
        zh="需要超出课程文件容量的图片。",
        en="It needs a picture larger than a lesson file may be.",
    ),
    "format": Words(
        ja="レッスンの画像はJPEGかPNGです。",
        zh="课程中的图片只能是JPEG或PNG。",
        en="A lesson's pictures are JPEG or PNG.",
    ),
    "store": Words(
        ja="このルールのストアに合う練習用の出品がありません。",
        zh="没有适用于该规则所属站点的练习商品。",
        en="There is no practice listing for its stores.",
    ),
    "no-way": Words(
        ja="このサイトの練習用の出品では、どの方法でも入れられませんでした。",
        zh="在该网站的练习商品中，各种方法都无法植入。",
        en="No way of planting it works in a practice listing of the site.",
    ),
}
_BY_CHECK: Mapping[str, Why] = {"image-address": "address"}
_BY_ID: Mapping[str, Why] = {
    "image/main-image-file-too-large": "too-big",
    "image/main-image-too-large": "too-big",
    "image/main-image-format": "format",
}


def obstacle(bound: BoundRule, today: date) -> Why | None:
    """What stands in the way of planting the rule; ``None``: it may work."""
    rule = bound.rule
    if not any(in_force(rule, platform, today) for platform in rule.applies.platforms):
        return "not-in-force"
    if rule.suspicion is not None or all(case.outcome == "incomplete" for case in rule.fail):
        return "suspected"
    known = _BY_ID.get(rule.id) or _BY_CHECK.get(rule.check)
    if known is not None:
        return known
    return None if any(_on_page(bound, case) for case in rule.fail) else "not-on-page"


def _on_page(bound: BoundRule, case: Case) -> bool:
    """Whether what the case's fault is in can be pointed at."""
    findings = judge_rule(bound, case_listing(bound.rule, case), case_facts(case))
    return any(one.outcome == "violation" and one.target.field is not None for one in findings)
