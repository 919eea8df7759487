"""Words as sellers write them, in five languages: ``⟦…⟧`` marks what the rule must find, and nothing else."""

from datetime import date

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.proving import unmark

TODAY = date(2026, 11, 22)
PROMOTIONAL = "amazon/title-promotional-phrase"
SUBJECTIVE = "amazon/title-subjective-phrase"
GUARANTEE = "amazon/bullet-guarantee"
CLAIM = "amazon/bullet-prohibited-claim"
CLAIM_JAPAN = "amazon/bullet-prohibited-claim-japan"
PLACEHOLDER = "amazon/bullet-placeholder"
REVIEW = "amazon/copy-review-request"
OFFER = "amazon/description-offer-details"
COMPETITOR = "amazon/bullet-competitor"
TEMPORARY = "amazon/search-terms-temporary-word"
OPINION = "amazon/search-terms-subjective-word"
OTHER_BRAND = "amazon/search-terms-other-brand"
FIELDS = {
    PROMOTIONAL: "title",
    SUBJECTIVE: "title",
    OFFER: "description",
    REVIEW: "description",
    TEMPORARY: "search_terms",
    OPINION: "search_terms",
    OTHER_BRAND: "search_terms",
}

TEXTS = (
    (PROMOTIONAL, "us", "Acme Kettle ⟦Save 20%⟧, ⟦Limited Time⟧, ⟦on sale⟧"),
    (PROMOTIONAL, "us", "⟦Clearance⟧ Women's Tops, ⟦Black Friday Deals⟧, ⟦Sale!!⟧"),
    (PROMOTIONAL, "us", "Acme Cutter ⟦Discount⟧, ⟦with coupon⟧, ⟦Low Price⟧"),
    (PROMOTIONAL, "us", "Acme Shower Head, Save 30% Water, Low Clearance, Coupon Organizer"),
    (PROMOTIONAL, "us", "Clearance Lights for Trucks, Black Friday Squad Shirt, Senior Discount Mug"),
    (PROMOTIONAL, "us", "Door Sign Discount Sale, Wholesale Ribbon, Garage Sale Labels"),
    (PROMOTIONAL, "de", "Acme Lampe ⟦Sonderangebot⟧ ⟦30 % Rabatt⟧ ⟦Rabattcode⟧"),
    (PROMOTIONAL, "de", "Acme Ohrstöpsel, reduziert Lärm um 30 %, Gutscheinkarte aus Holz"),
    (PROMOTIONAL, "nl", "Acme Lamp ⟦uitverkoop⟧ ⟦laagste prijs⟧ ⟦op=op⟧ ⟦25 % korting⟧"),
    (PROMOTIONAL, "it", "Acme Macinino sale e pepe, sale fino, lampada di sale"),
    (PROMOTIONAL, "jp", "急須 ⟦ポイント10倍⟧ ⟦税込1,980円⟧ ⟦ポスト投函⟧ ⟦ネコポス対応⟧"),
    (PROMOTIONAL, "jp", "急須 ⟦本日限り⟧ ⟦30%OFF⟧ ⟦代引き可⟧ ⟦500円引き⟧ ⟦¥1,980⟧"),
    (PROMOTIONAL, "jp", "500円玉貯金箱 ポスト投函口 格安スマホ 割引券ケース 糖質30%オフ麺"),
    (PROMOTIONAL, "jp", "初回限定盤 期間限定盤 バーゲンブック セールスエンジニアの本 100円ライター"),
    (PROMOTIONAL, "jp", "手机壳 ⟦清仓⟧ ⟦买一送一⟧ ⟦厂家直销⟧ ⟦全网最低⟧"),
    (SUBJECTIVE, "us", "Acme Mug ⟦Award-Winning⟧ ⟦FDA approved⟧ ⟦Amazing Quality⟧ ⟦Trending Now⟧"),
    (SUBJECTIVE, "us", "World's Best Dad Mug, Amazing Spider-Man, Trending Bag Charm, No. 1 Pencil"),
    (SUBJECTIVE, "us", "Ideal Gift Bags, Best Man Card, Number One Candle, 100% Natural Wax"),
    (SUBJECTIVE, "de", "Acme Messer ⟦meistverkaufte⟧ ⟦höchste Qualität⟧ ⟦Nr. 1 Bestseller⟧"),
    (SUBJECTIVE, "de", "Bester Papa Tasse, Weltbeste Oma, Bleistift Nr. 1, Geschenkidee"),
    (SUBJECTIVE, "nl", "Acme Mes ⟦topkwaliteit⟧ ⟦populairste⟧ ⟦nummer 1 keuze⟧"),
    (SUBJECTIVE, "jp", "急須 ⟦最高級⟧ ⟦究極の⟧ ⟦業界最安⟧ ⟦ベストセラー⟧ ⟦話題の⟧"),
    (SUBJECTIVE, "jp", "最高出力100W 最強寒波対応 至高神社の模型 最上級者向け 話題の本棚"),
    (GUARANTEE, "us", "Order ⟦no questions asked⟧, ⟦risk-free purchase⟧, ⟦satisfaction guaranteed⟧"),
    (GUARANTEE, "us", "Sold without a guarantee card; send back parts in the bag"),
    (GUARANTEE, "de", "Mit ⟦Geld-zurück-Garantie⟧, ⟦ohne Risiko testen⟧"),
    (GUARANTEE, "nl", "⟦Niet goed geld terug⟧ en ⟦tevredenheidsgarantie⟧"),
    (GUARANTEE, "jp", "⟦100%満足保証⟧、⟦100%返金保証⟧、⟦生涯保証⟧"),
    (GUARANTEE, "jp", "綿100%、保証書付き、メーカー保証1年、返金には対応していません"),
    (CLAIM, "us", "⟦Antimicrobial⟧ and ⟦eco friendly⟧ board, ⟦contains bamboo⟧"),
    (CLAIM, "us", "Not antibacterial, never made from bamboo, steel only"),
    (CLAIM, "de", "Brett ⟦aus Bambus⟧, ⟦keimtötend⟧, ⟦umweltschonend⟧ und ⟦ökologisch⟧"),
    (CLAIM, "de", "Tee aus ökologischer Landwirtschaft, nicht antibakteriell"),
    (CLAIM, "nl", "Plank ⟦gemaakt van bamboe⟧, ⟦ecologisch⟧, ⟦milieuvriendelijk⟧"),
    (CLAIM_JAPAN, "jp", "⟦地球にやさしい⟧⟦竹製⟧の箸、⟦抗菌⟧仕様、⟦環境に配慮した⟧包装"),
    (CLAIM_JAPAN, "jp", "抗菌加工はしておりません、竹製ではありません、地球儀"),
    (PLACEHOLDER, "us", "⟦Not applicable⟧"),
    (PLACEHOLDER, "us", "Material:⟦ NA⟧"),
    (PLACEHOLDER, "us", "Not applicable to gas hobs, NA+ ions, TBDs"),
    (PLACEHOLDER, "jp", "色：⟦準備中⟧"),
    (PLACEHOLDER, "jp", "準備中でも使える看板、なし味、テスト用"),
    (REVIEW, "us", "Love it? Please ⟦leave a positive review⟧ or ⟦give us 5 stars⟧."),
    (REVIEW, "us", "⟦Gift card for your review⟧. A five-star hotel towel. Write feedback loops in C."),
    (REVIEW, "de", "Wir freuen uns über eine ⟦5-Sterne-Bewertung⟧. Energie: 5 Sterne."),
    (REVIEW, "nl", "⟦Schrijf een review⟧ en krijg een cadeau."),
    (REVIEW, "jp", "⟦レビューを投稿して⟧特典を。⟦星5評価をお願い⟧します。⟦お客様の声：⟧最高"),
    (REVIEW, "jp", "レビュー用ノート。高評価の素材。お客様の声が届く受話器。"),
    (REVIEW, "jp", "⟦好评返现⟧，⟦请给五星好评⟧"),
    (OFFER, "us", "Lamp. ⟦Only 3 left⟧, ⟦ships today⟧, ⟦just $9.99⟧. Rifle stock of oak."),
    (OFFER, "us", "Never in stock photos. Counts up to $100. Price tag holder."),
    (OFFER, "de", "Lampe, ⟦auf Lager⟧, ⟦nur 9,99 €⟧, ⟦Angebot gültig bis⟧ Freitag. Kugellager."),
    (OFFER, "nl", "Lamp, ⟦op voorraad⟧, ⟦slechts 9,99 €⟧, ⟦morgen in huis⟧."),
    (OFFER, "jp", "急須。⟦在庫わずか⟧、⟦即日発送⟧、⟦販売価格：1,980円⟧、⟦12月31日まで⟧。"),
    (OFFER, "jp", "在庫管理表。賞味期限は2026年12月31日まで。500円玉が入ります。3月1日までに植えます。"),
    (OFFER, "jp", "手机壳，⟦现货⟧，⟦当天发货⟧"),
    (COMPETITOR, "us", "Motor ⟦better than Dyson⟧; ⟦compared to other brands⟧; ⟦unlike our competitors⟧"),
    (COMPETITOR, "us", "Works with Dyson; better than ever; unlike glass it bends; vs 110 V"),
    (COMPETITOR, "de", "Akku ⟦besser als die Konkurrenz⟧, besser als nichts, anders als Holz"),
    (COMPETITOR, "nl", "Accu ⟦beter dan andere merken⟧, beter dan glas"),
    (COMPETITOR, "jp", "⟦他社製品より⟧軽く、⟦他社とは違⟧う持ち手。従来品より静か。ソニーより前の世代"),
    (TEMPORARY, "us", "⟦brand new⟧ flask ⟦this year⟧ ⟦current⟧ model new zealand newborn"),
    (TEMPORARY, "us", "leakage current meter current sensor new parents usa today news"),
    (TEMPORARY, "de", "⟦Neuheit⟧ flasche ⟦aktuell⟧ neutral jetztzeit"),
    (TEMPORARY, "nl", "fles ⟦nieuwe⟧ ⟦vandaag⟧ nieuwpoort"),
    (TEMPORARY, "jp", "水筒 ⟦新作⟧ ⟦セール⟧ ⟦最新型⟧ 最新版図 限定解除 新品種"),
    (TEMPORARY, "jp", "水杯 ⟦新款⟧ ⟦特价⟧"),
    (OPINION, "us", "⟦amazing⟧ ⟦popular⟧ ⟦good deal⟧ flask best friend bracelet bestie"),
    (OPINION, "de", "⟦günstig⟧ ⟦beste⟧ flasche beste freundin bestecke"),
    (OPINION, "nl", "⟦populair⟧ fles beste vriendin bestek"),
    (OPINION, "jp", "水筒 ⟦最高⟧ ⟦おすすめ⟧ ⟦安い⟧ 最高峰 おすすめ本棚 人気者"),
    (OTHER_BRAND, "us", "⟦Apple Watch⟧ band ⟦lego⟧ ⟦amazon⟧ apple pie legolas amazon river"),
    (OTHER_BRAND, "jp", "⟦ナイキ⟧風 ⟦ソニー⟧ ソニック プラダンケース ポケモーン"),
)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


@pytest.mark.parametrize(("rule", "store", "text"), TEXTS)
def test_a_rule_finds_the_marked_words_and_no_others(
    ruleset: RuleSet, rule: str, store: str, text: str
) -> None:
    field = FIELDS.get(rule, "bullets")
    plain = unmark({field: [text] if field == "bullets" else text})
    listing = Listing.model_validate({"platform": "amazon", "marketplace": store} | plain.listing)
    found = {
        (target.field, target.index, target.start, target.end)
        for finding in run(ruleset, listing, {}, TODAY).findings
        if finding.rule == rule and (target := finding.target).start is not None
    }
    assert found == plain.spans


LIMITS = (
    ("us", None, 249, "amazon/search-terms-too-long"),
    ("de", None, 249, "amazon/search-terms-too-long"),
    ("in", None, 200, "amazon/search-terms-too-long-india"),
    ("jp", None, 500, "amazon/search-terms-too-long-japan"),
    ("jp", "シューズ＆バッグ > バッグ", 250, "amazon/search-terms-too-long-fashion-japan"),
)


@pytest.mark.parametrize(("store", "category", "limit", "rule"), LIMITS)
def test_search_terms_have_the_limit_of_their_store_in_bytes_without_spaces(
    ruleset: RuleSet, store: str, category: str | None, limit: int, rule: str
) -> None:
    def errors(terms: str) -> list[str]:
        listing = Listing(platform="amazon", marketplace=store, category=category, search_terms=terms)
        return [
            finding.rule
            for finding in run(ruleset, listing, {}, TODAY).findings
            if "too-long" in finding.rule and finding.outcome == "violation"
        ]

    within = "ü" * (limit // 2) + " , " + "x" * (limit % 2)
    assert errors(within) == []
    assert errors(within + "x") == [rule]
