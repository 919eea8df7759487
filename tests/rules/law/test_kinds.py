"""What kind of product a listing sells: by category, by clear title words, and never by a case or a book."""

import pytest

from agent.context import Context
from agent.listing import Listing
from agent.rules.kinds import kinds_of

SURE = (
    ("ビューティー > スキンケア・ボディケア > フェイスケア > 化粧水", "見本", {"cosmetic"}),
    ("コスメ・美容 > ヘアケア > シャンプー", "見本", {"cosmetic"}),
    ("コスメ・美容 > ヘアケア > ヘアブラシ・コーム", "見本", {"goods"}),
    ("コスメ・美容 > 美容家電 > ヘアドライヤー > その他", "見本", {"goods", "electric"}),
    ("Beauty & Personal Care > Skin Care > Face > Moisturizers", "Sample", {"cosmetic"}),
    ("ダイエット・健康 > サプリメント > ビタミン", "見本", {"food"}),
    ("ダイエット・健康 > プロテイン > プロテインシェイカー", "見本", {"goods"}),
    ("食品・飲料・お酒 > お茶", "見本", {"food"}),
    ("ドラッグストア > 医薬品・指定医薬部外品 > 風邪薬", "見本", {"medicine"}),
    ("ダイエット・健康 > 救急・衛生用品 > 衛生医療用品・救急用品 > マスク", "見本", {"device"}),
    ("本 > 医学・薬学", "サプリメント事典", {"media"}),
    ("本・雑誌・漫画 > 本", "化粧水の本", {"media"}),
    ("ペット用品 > 犬用品 > シャンプー", "見本", {"pet"}),
    ("ホーム&キッチン > 食品保存容器", "見本", {"goods"}),
    ("ゲーム・おもちゃ・グッズ > おもちゃ > ミニカー", "見本", {"hobby", "goods", "toy"}),
    ("Spielzeug > Bausteine", "Muster", {"goods", "toy"}),
    ("", "ノルデック 化粧水 200ml", {"cosmetic"}),
    ("", "ノルデック サプリメント 60粒", {"food"}),
    ("", "ノルデック 薬用 化粧水", {"quasi-drug"}),
    ("", "【第2類医薬品】ノルデック", {"medicine"}),
    ("", "低反発クッション", {"goods"}),
    ("", "ノルデック Bluetooth スピーカー", {"radio"}),
    ("", "ノルデック 充電ケース付き ワイヤレスイヤホン", {"radio"}),
    ("", "猫用 シャンプー", {"pet"}),
    ("Health & Household > Household Supplies > Cleaning Supplies", "Sample", {"goods"}),
    ("", "ノルデック USB充電器 20W", {"electric"}),
    ("家電・スマホ・カメラ > スマートフォン/携帯電話 > 充電器", "見本", {"goods", "electric"}),
    ("", "Acme ❤️dog bed", {"pet"}),
)
GUESSED: tuple[tuple[str, str, set[str]], ...] = (
    ("ビューティー", "見本", {"cosmetic", "quasi-drug", "goods"}),
    ("", "化粧水 詰め替えボトル 空容器", {"cosmetic"}),
    ("", "サプリメントケース", {"food"}),
    ("", "ワイヤレスイヤホン ケース", {"radio"}),
    ("", "ハンディマッサージャー 静音", {"device"}),
    ("", "おもちゃ 収納ラック", set()),
    ("", "充電器付き 電動ドライバー", {"electric"}),
    ("", "ソーラー充電器 キャンプ", set()),
    ("", "ワイヤレス充電器 15W", set()),
)
NEITHER = (
    "カシミヤ マフラー",
    "飼い主向け PET樹脂の板",
    "洗車 カーシャンプー",
    "MacBook スタンド",
    "食パン切り",
)


@pytest.mark.parametrize(("category", "title", "kinds"), SURE)
def test_a_category_or_clear_words_tell(category: str, title: str, kinds: set[str]) -> None:
    listing = Listing(platform="amazon", category=category or None, title=title)
    assert kinds_of(listing).sure == kinds


@pytest.mark.parametrize(("category", "title", "kinds"), GUESSED)
def test_a_shelf_or_an_accessory_is_only_a_guess(category: str, title: str, kinds: set[str]) -> None:
    known = kinds_of(Listing(platform="amazon", category=category or None, title=title))
    assert not known.sure
    assert set(known.guessed) == kinds


@pytest.mark.parametrize("title", NEITHER)
def test_other_titles_make_nothing_sure(title: str) -> None:
    assert not kinds_of(Listing(platform="amazon", title=title)).sure - {"goods"}


def test_the_product_type_goes_before_the_title() -> None:
    context = Context(product_type="NUTRITIONAL_SUPPLEMENT")
    listing = Listing(platform="amazon", title="低反発クッション", context=context)
    assert kinds_of(listing).sure == {"food"}


def test_an_answer_belongs_to_its_listing() -> None:
    first = Listing(platform="amazon", title="化粧水")
    second = Listing(platform="amazon", title="クッション")
    answers = [kinds_of(listing).sure for listing in (first, second, first)]
    assert answers == [{"cosmetic"}, {"goods"}, {"cosmetic"}]
