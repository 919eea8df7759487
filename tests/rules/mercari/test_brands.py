"""Brand names in texts: width, edges and spellings, which the rules' own cases do not all show."""

import pytest

from agent.rules.brands import Brands, read
from agent.rules.lexicon import Lexicons
from agent.rules.ruleset import RULES_DIR

LISTS = ("mercari-luxury-brands", "mercari-maker-brands", "mercari-character-names")
BRANDS: Brands = read(LISTS, Lexicons(RULES_DIR / "lexicon"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ルイ・ヴィトン", [("louis vuitton", "ルイ・ヴィトン")]),
        ("ルイヴィトン", [("louis vuitton", "ルイヴィトン")]),
        ("𠮷 ＣＨＡＮＥＬ🍵", [("chanel", "ＣＨＡＮＥＬ")]),
        ("ｸﾞｯﾁ・ｼｬﾈﾙ", [("gucci", "ｸﾞｯﾁ"), ("chanel", "ｼｬﾈﾙ")]),
        ("ナイキ・アディダス/プーマ", [("nike", "ナイキ"), ("adidas", "アディダス"), ("puma", "プーマ")]),
        ("シャネルタイプ", [("chanel", "シャネル")]),
        ("Hermès scarf", [("hermes", "Hermès")]),
        ("ブルガリアヨーグルト、ラグッチ、プラダスーツ", []),
        ("pradana canonical 3dji", []),
        ("OMEGA3 コーチの笛 モンブランケーキ", []),
        ("", []),
    ],
)
def test_a_brand_is_found_whole_and_in_every_spelling(text: str, found: list[tuple[str, str]]) -> None:
    named = BRANDS.find(text)
    assert [(one.brand, text[slice(*one.span)]) for one in named] == found


def test_every_line_of_the_lists_is_one_brand_and_no_spelling_belongs_to_two() -> None:
    lexicons = Lexicons(RULES_DIR / "lexicon")
    spellings = [
        part.strip().casefold() for name in LISTS for line in lexicons[name].words for part in line.split(",")
    ]
    assert all(spellings)
    assert len(spellings) == len(set(spellings))
    assert len(lexicons["mercari-luxury-brands"].words) >= 50
    assert len(lexicons["mercari-maker-brands"].words) >= 55
