"""What is denied or refused on the spot, and what only looks like it. ⟦…⟧ is the hit."""

import pytest

from agent.text.fold import fold
from agent.text.negation import negation

DENIED = (
    *("⟦コピー品⟧ではありません", "⟦コピー⟧品ではございません。", "⟦偽物⟧じゃないです", "⟦医薬品⟧でない"),
    *("⟦コピー品⟧や偽物などではありません", "「⟦激安⟧」ではない", "⟦医薬品⟧ではなく、化粧品です"),
    *("⟦治療⟧を目的とするものではありません", "⟦治療⟧効果を保証するものではありません"),
    *("⟦ダメージ⟧なし", "⟦ダメージ⟧は一切ありません", "⟦クーポン⟧不要", "⟦クーポン⟧は必要ありません"),
    *("⟦直接取引⟧はできません", "⟦直接取引⟧はお断りしています", "⟦無在庫販売⟧はしておりません"),
    *("⟦転売⟧は行っていません", "⟦予約⟧販売ではありません", "⟦値下げ⟧はいたしません"),
    *("⟦パラベン⟧フリー", "⟦防腐剤⟧不使用", "⟦防腐剤⟧は使っていません", "⟦アルコール⟧は含まれていません"),
    *("⟦海賊版⟧の取り扱いはありません", "⟦ｺﾋﾟｰ品⟧ではありません"),
    *("not ⟦FDA approved⟧", "This is not a ⟦medical device⟧", "without any ⟦discount⟧", "No ⟦coupon⟧ needed"),
    *("⟦BPA⟧-free bottle", "is not intended to ⟦cure⟧ disease", "does not contain ⟦soy⟧", "free of ⟦latex⟧"),
    *("kein ⟦Rabatt⟧", "nicht ⟦antibakteriell⟧", "ohne ⟦BPA⟧", "⟦BPA⟧-frei", "Dies ist kein ⟦Arzneimittel⟧"),
    *("geen ⟦korting⟧", "niet ⟦antibacterieel⟧", "zonder ⟦BPA⟧"),
    *("不是⟦正品⟧", "非⟦抗菌⟧材质", "没有⟦折扣⟧", "不提供⟦包邮⟧", "不含⟦酒精⟧"),
)
MEANT = (
    *("⟦コピー品⟧です", "⟦激安⟧、返品はできません", "⟦送料無料⟧・返品不可", "⟦送料無料⟧ 傷なし"),
    *("⟦最安値⟧ではありませんか", "⟦激安⟧だけではありません", "⟦抗菌⟧だけでなく消臭も", "⟦無料⟧ではないかと"),
    *("⟦最高⟧に間違いない", "⟦本日限り⟧、返品不可", "⟦予約⟧でないと買えません", "⟦シミ⟧がなくなる"),
    *("⟦大人気⟧のためお値引きできません", "⟦送料無料⟧でお届けします", "⟦正規品⟧間違いなし"),
    *("⟦限定⟧品のため再入荷はありません", "⟦激安⟧しかありません", "⟦返金保証⟧があるので心配ありません"),
    *("⟦最安値⟧に挑戦!在庫なし", "⟦クーポン⟧なしでは買えません", "⟦全額返金⟧いたします"),
    *("not only ⟦best seller⟧", "no. 1 ⟦best seller⟧", "If not satisfied, ⟦full refund⟧"),
    *("No minimum. ⟦Free shipping⟧", "the ⟦best price⟧, no coupon", "never miss the ⟦best price⟧"),
    *("⟦latex⟧ free shipping", "no doubt the ⟦best quality⟧"),
    *("nicht nur ⟦antibakteriell⟧", "⟦Bestpreis⟧, nicht lieferbar"),
    *("niet alleen ⟦antibacterieel⟧", "⟦korting⟧, geen code"),
    *("⟦正品保证⟧不是假货", "非常⟦热销⟧", "不仅是⟦正品⟧", "⟦包邮⟧,不退换"),
)


def denial(marked: str) -> str | None:
    before, rest = marked.split("⟦")
    hit, after = rest.split("⟧")
    start, length = len(fold(before).text), len(fold(hit).text)
    return negation(fold(before + hit + after).text, start, start + length)


@pytest.mark.parametrize("sentence", DENIED)
def test_a_denial_beside_the_hit_is_seen(sentence: str) -> None:
    assert denial(sentence)


@pytest.mark.parametrize("sentence", MEANT)
def test_a_denial_of_something_else_is_none(sentence: str) -> None:
    assert denial(sentence) is None
