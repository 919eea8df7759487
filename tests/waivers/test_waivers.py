"""Waivers: what they take out of a report, what comes back, and how the file is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from agent import waiver_file
from agent.context import Context, Seller
from agent.fingerprint import Marked, mark
from agent.listing import Listing
from agent.report import Report
from agent.reports.verdict import rows
from agent.rules.ruleset import RuleError
from agent.waiver_words import choices, reach
from agent.waivers import Applied, Waiver, Waivers, address_of, apply, keys_of, read, read_text
from tests.reports.runs import TODAY, listing, report, run, target

RULE = "amazon/title-promotional-phrase"
NAMED = listing(asin="B0CX12A4K9", sku="A1")
URL = "https://www.amazon.co.jp/dp/B0CX12A4K9"


def waiver(scope: str = "everywhere", **more: object) -> Waiver:
    usual = {"id": "w-00000001", "rule": RULE, "reason": "our brand", "author": "Sato", "created": TODAY}
    return Waiver.model_validate(usual | {"scope": scope} | more)


def place(quote: str, of: Listing = NAMED, **more: object) -> Waiver:
    one = next(one for one in mark(report(of), of) if one.finding.target.quote == quote)
    more = {"listing": "asin:B0CX12A4K9"} | more
    return waiver("place", fingerprint=str(one.fingerprint), quote=quote, rule=one.finding.rule, **more)


def applied(*waivers: Waiver, of: Listing = NAMED, today: date = TODAY, url: str | None = None) -> Applied:
    return apply(Waivers(waivers=waivers), report(of), of, today, url)


def quotes(of: Report) -> list[str | None]:
    return [one.target.quote for one in of.findings if one.outcome == "violation" and one.rule == RULE]


def test_this_place_is_silent_and_counted_and_the_rest_speaks() -> None:
    left, waived, expired = applied(place("送料無料"))
    assert quotes(left) == ["激安"]
    assert [(one.marked.finding.target.quote, one.waiver.id) for one in waived] == [
        ("送料無料", "w-00000001")
    ]
    assert expired == ()
    assert left.count("pass") == report(NAMED).count("pass")


def test_it_holds_when_the_text_moves_or_a_word_beside_it_changes() -> None:
    one = place("送料無料")
    moved = listing("ステンレス 激安 保温ボトル 500ml 送料無料", asin="B0CX12A4K9")
    edited = listing("保温ボトル 500ml 送料無料 チタン 激安", asin="B0CX12A4K9")
    assert quotes(applied(one, of=moved).report) == ["激安"]
    assert quotes(applied(one, of=edited).report) == ["激安"]


def test_this_place_of_one_listing_is_not_that_of_another() -> None:
    assert len(applied(place("送料無料"), of=listing(asin="B000000000")).waived) == 0
    assert len(applied(place("送料無料", listing=None), of=listing(asin="B000000000")).waived) == 1


@pytest.mark.parametrize(
    ("key", "of", "url"),
    [
        ("asin:B0CX12A4K9", listing(asin=" B0CX12A4K9 "), None),
        ("sku:A1", NAMED, None),
        (f"url:{URL}", listing(), URL),
    ],
)
def test_this_listing_by_asin_sku_or_url(key: str, of: Listing, url: str | None) -> None:
    one = waiver("listing", listing=key)
    assert quotes(applied(one, of=of, url=url).report) == []
    assert quotes(applied(one, of=listing(asin="B000000000"), url=f"{URL}/other").report) == [
        "送料無料",
        "激安",
    ]


ITEM = "https://jp.mercari.com/item/m12345678901"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (ITEM, ITEM),
        (f" {ITEM}/?utm_source=mail#photo ", ITEM),
        ("HTTPS://JP.Mercari.com:443/item/m12345678901", ITEM),
        ("http://localhost:8080/listing/7", "http://localhost:8080/listing/7"),
        (
            "https://mercari-shops.com/seller/shops/abcDef/products/ghiJkl/edit",
            "https://mercari-shops.com/seller/shops/abcDef/products/ghiJkl/edit",
        ),
        ("https://jp.mercari.com/sell/edit/m12345678901", ITEM),
        ("https://jp.mercari.com/sell/create", None),
        ("https://sellercentral.amazon.co.jp/abis/listing/edit/offer?sku=A1&asin=B0CX12A4K9", None),
        ("file:///home/me/page1.html", None),
        ("https://[::1", None),
        ("m12345678901", None),
    ],
)
def test_a_page_is_named_by_origin_and_path_where_these_name_one_listing(
    url: str, address: str | None
) -> None:
    assert address_of(url) == address


def test_a_page_names_its_listing_the_same_with_and_without_a_query() -> None:
    of = listing(page="edit")
    for key, url in (
        (ITEM, f"{ITEM}?from=search"),
        (f"{ITEM}?from=search", ITEM),  # as it was written before
        (f"{ITEM}?from=search", f"{ITEM}?from=mail"),
        ("https://jp.mercari.com/sell/edit/m12345678901", ITEM),
        (ITEM, "https://jp.mercari.com/sell/edit/m12345678901?from=mypage"),
        ("https://shop.example/edit?id=5", "https://shop.example/edit?id=5"),
    ):
        assert quotes(applied(waiver("listing", listing=f"url:{key}"), of=of, url=url).report) == []
    other = waiver("listing", listing="url:https://shop.example/edit?id=5")
    assert len(applied(other, of=of, url="https://shop.example/edit?id=6").waived) == 0


def test_the_page_of_a_new_listing_names_none() -> None:
    assert keys_of(listing(page="create"), "https://jp.mercari.com/sell/draft/1") == ()


def test_this_rule_for_a_shop_and_everywhere() -> None:
    mine = listing(context=Context(seller=Seller(shop_name="Acme Store")))
    one = waiver("shop", shop="Acme Store")
    assert quotes(applied(one, of=mine).report) == []
    assert quotes(applied(one).report) == ["送料無料", "激安"]
    assert quotes(applied(waiver()).report) == []


def test_the_narrowest_gets_the_credit() -> None:
    wide, narrow = waiver(id="w-00000002"), place("激安")
    assert {one.marked.finding.target.quote: one.waiver.id for one in applied(wide, narrow).waived} == {
        "送料無料": "w-00000002",
        "激安": "w-00000001",
    }


def test_an_expired_one_speaks_again_with_a_note() -> None:
    one = place("送料無料", until=TODAY)
    assert quotes(applied(one).report) == ["激安"]
    left, waived, expired = applied(one, today=TODAY + timedelta(days=1))
    assert quotes(left) == ["送料無料", "激安"]
    assert waived == ()
    assert [(e.marked.finding.target.quote, e.waiver.until) for e in expired] == [("送料無料", TODAY)]
    audited = run([target("a", NAMED, Waivers(waivers=(one,)), today=TODAY + timedelta(days=1))])
    assert [row.marked.finding.target.quote for row in rows(audited) if row.expired] == ["送料無料"]


def test_a_rule_that_failed_is_never_waived() -> None:
    said = report(NAMED)
    broken = Report(
        said.ruleset,
        said.phase,
        tuple(
            type(one)(one.rule, "error") if one.rule == RULE and one.outcome == "violation" else one
            for one in said.findings
        ),
    )
    assert apply(Waivers(waivers=(waiver(),)), broken, NAMED, TODAY).report == broken


def test_the_same_listing_has_the_same_waivers_live_and_in_a_file() -> None:
    live = NAMED.model_copy(update={"page": "edit"})
    one = place("送料無料", of=live)
    assert quotes(applied(one, of=live, url=URL).report) == quotes(applied(one).report) == ["激安"]


@pytest.mark.parametrize(
    ("scope", "more", "expected"),
    [
        ("place", {}, "scope = 'place' needs fingerprint"),
        ("listing", {}, "scope = 'listing' needs listing"),
        ("shop", {}, "scope = 'shop' needs shop"),
        ("everywhere", {"shop": "x"}, "scope = 'everywhere' takes no shop"),
        ("everywhere", {"reason": " "}, "at least 1 character"),
        ("place", {"fingerprint": "x"}, "expected a fingerprint such as"),
        ("listing", {"listing": "B0CX12A4K9"}, "should match pattern"),
    ],
)
def test_a_waiver_says_exactly_where_and_why(scope: str, more: dict[str, object], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        waiver(scope, **more)


# --- the file -------------------------------------------------------------------------------------

HAND_WRITTEN = """\
# our memory

[[waivers]]   # from the meeting
id = "w-0000000a"
scope = "everywhere"
rule = "amazon/title-too-long"
reason = '''
# this is no comment
long titles were agreed'''
author = "Sato"
created = 2026-01-01
until = 2026-02-01

# about the next one
[[waivers]]
id = "w-0000000b"
scope = "shop"
rule = "amazon/title-too-long"
shop = "Acme Store"   # the old name
# not sure
reason = "x"
author = "Sato"
created = 2026-01-01
# the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "waivers.toml"
    file.write_text(HAND_WRITTEN, "utf-8", newline="")
    return file


def test_comments_survive_adding_and_taking_back_gives_the_same_file(path: Path) -> None:
    waiver_file.add(path, waiver())
    assert path.read_text("utf-8").startswith(HAND_WRITTEN)
    assert [one.id for one in read(path).waivers] == ["w-0000000a", "w-0000000b", "w-00000001"]
    assert [one.id for one in waiver_file.remove(path, ["w-00000001"])] == ["w-00000001"]
    assert path.read_text("utf-8") == HAND_WRITTEN


def test_comments_survive_removing(path: Path) -> None:
    assert [one.id for one in waiver_file.remove(path, ["w-0000000b"])] == ["w-0000000b"]
    text = path.read_text("utf-8")
    for comment in ("# our memory", "# from the meeting", "# about the next one", "# not sure", "# the end"):
        assert comment in text
    assert [one.id for one in read(path).waivers] == ["w-0000000a"]


def test_an_entry_that_cannot_be_cut_safely_is_left_with_its_line(path: Path) -> None:
    path.write_text(HAND_WRITTEN.replace("# this is no comment", "[no table]"), "utf-8")
    before = path.read_bytes()
    with pytest.raises(RuleError, match=r"waivers\.toml:3: .*edit this one by hand"):
        waiver_file.prune(path, TODAY)
    assert path.read_bytes() == before


def test_pruning_takes_what_is_over_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "waivers.toml"
    waiver_file.add(path, waiver(until=TODAY - timedelta(days=1)))
    waiver_file.add(path, waiver(id="w-00000002", until=TODAY))
    waiver_file.add(path, waiver(id="w-00000003"))
    assert [one.id for one in waiver_file.prune(path, TODAY)] == ["w-00000001"]
    assert [one.id for one in read(path).waivers] == ["w-00000002", "w-00000003"]
    assert path.read_text("utf-8").startswith("# Findings that are no problem here.")


def test_writers_at_the_same_time_lose_nothing(path: Path) -> None:
    ids = [f"w-{number:08x}" for number in range(100, 112)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: waiver_file.add(path, waiver(id=name)), ids))
    assert {one.id for one in read(path).waivers} >= set(ids)


def test_windows_line_ends_and_the_mark_of_editors_are_kept(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + HAND_WRITTEN.replace("\n", "\r\n").encode())
    waiver_file.add(path, waiver())
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert len(read(path).waivers) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(max_size=20))
def test_any_words_are_written_so_that_they_are_read_again(reason: str, quote: str) -> None:
    one = waiver(reason=reason, quote=quote)
    text = waiver_file._added(HAND_WRITTEN, one)
    assert read_text(Path("waivers.toml"), text).waivers[-1] == one


@pytest.mark.parametrize(
    ("old", "fresh", "line", "expected"),
    [
        ('scope = "shop"', 'scope = "shpo"', 17, "waivers.1.scope"),
        ("created = 2026-01-01\n# the end", "created = 2026-13-01\n# the end", 23, "expected TOML"),
        ('id = "w-0000000b"', 'id = "w-0000000a"', 1, "is there twice"),
        ('shop = "Acme Store"   # the old name', "", 15, "needs shop"),
        ("author", "auhtor", 3, "waivers.0.author: Field required"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    path: Path, old: str, fresh: str, line: int, expected: str
) -> None:
    path.write_text(
        HAND_WRITTEN.replace(old, fresh, 1) if "author" in old else HAND_WRITTEN.replace(old, fresh)
    )
    with pytest.raises(RuleError) as caught:
        read(path)
    assert expected in str(caught.value)
    assert caught.value.line == line
    with pytest.raises(RuleError):
        waiver_file.add(path, waiver())


def test_no_file_is_no_waiver(tmp_path: Path) -> None:
    assert read(tmp_path / "none.toml") == Waivers()


# --- words ----------------------------------------------------------------------------------------


def marked(of: Listing, quote: str = "送料無料") -> Marked:
    return next(one for one in mark(report(of), of) if one.finding.target.quote == quote)


def test_every_entry_of_the_menu_says_its_reach_in_three_languages() -> None:
    of = NAMED.model_copy(update={"context": Context(seller=Seller(shop_name="Acme Store"))})
    menu = choices(marked(of), of, URL)
    assert [entry.scope for entry in menu] == ["place", "listing", "shop", "everywhere"]
    assert "“送料無料” in the Title" in menu[0].words.en
    assert "商品名の「送料無料」だけ" in menu[0].words.ja
    assert "（ASIN B0CX12A4K9）" in menu[1].words.zh
    assert "Acme Store" in menu[2].words.ja
    for entry in menu:
        saved = waiver(
            entry.scope,
            fingerprint=entry.fingerprint,
            quote=entry.quote,
            listing=entry.listing,
            shop=entry.shop,
        )
        assert len(applied(saved, of=of).waived) == (1 if entry.scope == "place" else 2)
        assert reach(saved, "zh")


def test_what_cannot_be_told_of_a_listing_is_not_offered() -> None:
    nameless = listing()
    assert keys_of(nameless) == ()
    menu = choices(marked(nameless), nameless)
    assert [entry.scope for entry in menu] == ["place", "everywhere"]
    assert "every listing with the same wording" in menu[0].words.en
