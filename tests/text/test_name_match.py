"""A product's name is found in lines as a recogniser reads them, and other products' names are not."""

import time

import pytest

from agent.picture import Region, TextLine
from agent.rules.lexicon import Lexicons
from agent.rules.ruleset import RULES_DIR
from agent.text.lattice import loss
from agent.text.name_match import find_name, folded, similarity
from agent.text.product_name import product_names

NOISE = frozenset(Lexicons(RULES_DIR / "lexicon")["product-name-noise"].words)


def line(text: str, row: int = 0, column: int = 0, **more: object) -> TextLine:
    region = Region(x=0.1 + 0.1 * column, y=0.1 + 0.06 * (row % 14), width=0.4, height=0.05)
    return TextLine.model_validate({"text": text, "score": 0.9, "region": region, **more})


def column(text: str, place: float) -> TextLine:
    region = Region(x=place, y=0.1, width=0.05, height=0.4)
    return TextLine(text=text, score=0.9, region=region, vertical=True)


def sure(text: str) -> tuple[tuple[tuple[str, float], ...], ...]:
    return tuple(((char, 0.98), ("", 0.02)) for char in text)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("瀬戸内レモンケーキ", "瀬戸内レモンケーキ"),
        ("ポイ捨て禁止", "ボイ捨て禁止!"),
        ("ウェハースチョコ", "ウエハースチョコ"),
        ("カツオだしパック", "力ツオだしパツク"),
        ("ﾁｮｺﾚｰﾄｹｰｷ", "チョコレートケーキ"),
        ("こだわり玄米せんべい", "こだわり玄米せんベい"),
        ("無添加鰹だしパック", "無添加鰹だレパック"),
        ("鯵の南蛮漬け", "の南蛮漬け"),
        ("ビタミンC1000", "Ｖ 新 ビタミンC1000 タケダ"),
    ],
)
def test_a_name_is_found_as_it_was_read(name: str, read: str) -> None:
    match = find_name(name, [line("内容量200g", 3), line(read)])
    assert match is not None
    assert match.lines == (1,)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("アーモンドチョコレート", ["チョコレート"]),
        ("小枝", ["小林製薬"]),
        ("青汁", ["汁"]),
        ("抗菌まな板シート", ["抗菌", "シート状"]),
        ("有機抹茶パウダー", ["有機栽培"]),
        ("黒糖くるみまんじゅう", ["黒", "糖", "く", "る", "み"]),
        ("極上黒にんにく", ["内容量200g", "原材料名 国内産", "株式会社サンプル製菓"]),
        ("ABC", []),
        ("", ["水"]),
    ],
)
def test_another_name_is_not_found(name: str, read: list[str]) -> None:
    assert find_name(name, [line(text, row * 4) for row, text in enumerate(read)]) is None


def test_a_short_line_does_not_stand_for_the_whole_name() -> None:
    assert similarity(folded("瀬戸内レモンケーキ"), folded("ケ")) < 0.2


def test_a_name_goes_on_in_the_next_line() -> None:
    match = find_name("静電気防止ブレスレット", [line("静電気防止"), line("ブレスレット", 1)])
    assert match is not None
    assert match.lines == (0, 1)


def test_vertical_lines_are_read_from_the_right() -> None:
    match = find_name("国産はちみつ梅干し", [column("梅干し", 0.30), column("国産はちみつ", 0.36)])
    assert match is not None
    assert set(match.lines) == {0, 1}


def test_lines_far_apart_are_no_name() -> None:
    assert find_name("青汁粉末", [line("青汁"), line("粉末", 12)]) is None


def test_pieces_on_different_lines_cover_a_name() -> None:
    lines = [line("井村屋の宇治抹茶"), line("サクサク", 5), line("ウエハース12枚", 11)]
    match = find_name("宇治抹茶ウェハース", lines)
    assert match is not None
    assert match.lines == (0, 2)


def test_what_the_recogniser_thought_possible_counts() -> None:
    doubtful = (
        (("7", 0.6), ("ア", 0.3)),
        (("ル", 0.9),),
        (("7", 0.7), ("フ", 0.2)),
        (("オ", 0.5), ("才", 0.4)),
        (("一", 0.6), ("ー", 0.3)),
        (("ト", 0.9), ("卜", 0.1)),
    )
    lines = [line("7ル7才一卜", lattice=doubtful)]
    assert find_name("アルフォート", lines) is not None
    assert find_name("マカダミア", lines) is None


def test_the_loss_of_the_best_reading_is_nothing() -> None:
    assert loss("抹茶", sure("宇治抹茶味")) == 0.0
    assert loss("煎茶", sure("宇治抹茶味")) > 3.0
    assert loss("抹茶", ()) == float("inf")


def test_a_doubled_character_asks_for_two() -> None:
    once = (("も", 0.99),)
    gap = (("", 0.99),)
    assert loss("もも", (once, gap, once)) == 0.0
    assert loss("もも", (once, once)) > 1.0


def test_many_lines_and_long_names_are_bounded() -> None:
    steps = tuple((("あ", 0.5), ("い", 0.4)) for _ in range(500))
    lines = [line("あい" * 500, number % 12, lattice=steps) for number in range(200)]
    begun = time.perf_counter()
    assert find_name("あ" * 10_000, lines) is None
    find_name("うえおかきくけこさしすせそ", lines)
    find_name("あうあえあおあかいきいくいけ", lines)
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("title", "brand", "name"),
    [
        ("ロッテ ガーナミルクチョコレート 50g×10個", "ロッテ", "ガーナミルクチョコレート"),
        ("【送料無料】明治 たけのこの里 70g 10箱セット", "明治", "たけのこの里"),
        ("象印 炊飯器 5.5合 圧力IH ブラック NW-JX10-BA", "象印", "炊飯器"),
        ("サーモス 真空断熱タンブラー 400ml ステンレス JDE-420", "サーモス", "真空断熱タンブラー"),
        (
            "[アシックス] ランニングシューズ GEL-KAYANO 30 メンズ ブルー 27.0cm",
            "アシックス",
            "ランニングシューズ",
        ),
        ("国産 有機抹茶パウダー 100g 袋入り", "", "有機抹茶パウダー"),
        ("井村屋 「宇治抹茶ウエハース」 12枚入 お中元 ギフト", "井村屋", "宇治抹茶ウエハース"),
        ("ムーニーマン 女の子 Lサイズ 44枚 (9～14kg)", "", "ムーニーマン"),
        ("Anker PowerCore 10000 モバイルバッテリー 大容量 PSE認証済", "Anker", "モバイルバッテリー"),
        ("薬用 ハンドクリーム 50g 【医薬部外品】", "", "ハンドクリーム"),
        ("2個セット 静電気防止ブレスレット 送料無料 男女兼用", "", "静電気防止ブレスレット"),
        ("花王 花王石鹸ホワイト 85g×6個", "花王", "石鹸"),
        ("お～いお茶 緑茶 525ml×24本", "伊藤園", "お~いお茶"),
        ("ヒト幹細胞エキス美容クリーム 30g 日本製", "", "ヒト幹細胞エキス美容クリーム"),
        ("超軽量 折りたたみ傘 晴雨兼用 UVカット率99%", "", "折りたたみ傘"),
        ("ぬいぐるみペンケース（くま）茶", "", "ぬいぐるみペンケース"),
        ("NEW BALANCE スニーカー ML574 D グレー", "New Balance", "スニーカー"),
        ("期間限定 プロテイン チョコレート味 1kg", "", "プロテイン"),
    ],
)
def test_the_short_name_of_a_title(title: str, brand: str, name: str) -> None:
    found = product_names(title, (brand,) if brand else (), NOISE)
    assert name in found[:2], found


@pytest.mark.parametrize(
    "title", ["", "Acme Kettle 1L", "【】", "NW-JX10 5.5L", "🍵" * 50, "送料無料 セット 100円"]
)
def test_a_title_without_a_japanese_name_suggests_none(title: str) -> None:
    assert product_names(title, (), NOISE) == ()


def test_a_name_with_characters_the_recogniser_lacks_is_found_without_them() -> None:
    assert folded("鯵の南蛮漬け") == folded("の南蛮漬け")
