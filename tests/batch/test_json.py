"""JSON of ours and of Amazon: read one at a time, and only strings replaced."""

import json
from pathlib import Path

import pytest

from agent.batch.reading import Options, open_file
from agent.batch.row import FileError, Row
from agent.context import Context, Offer
from agent.listing import Listing, ListingImage
from tests.batch.files import entries, faults, rewritten, rows, shared


def write(folder: Path, text: str, name: str = "list.json") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


LISTING = {"platform": "amazon", "marketplace": "jp", "title": "水筒", "bullets": ["軽い", "赤い"]}


def test_lines_are_read_with_their_numbers_and_a_broken_one_costs_only_itself(tmp_path: Path) -> None:
    text = f"{json.dumps(LISTING)}\n\n{{broken\n[1]\n{json.dumps({'title': 3})}\n{json.dumps(LISTING)}"
    path = write(tmp_path, text, "list.jsonl")
    read = entries(path)
    assert [entry.where for entry in read] == ["line 1", "line 3", "line 4", "line 5", "line 6"]
    first, second, third = faults(path)
    assert first.message.startswith("expected JSON")
    assert second.message.startswith("expected a listing such as")
    assert third.message.startswith("title: Input should be a valid string")


def test_a_listing_that_names_pictures_beside_it_is_read_without_them(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps({**LISTING, "images": [{"slot": "MAIN", "file": "a.jpg"}]}))
    [image] = rows(path)[0].listing.images or ()
    assert (image.slot, image.digest) == ("MAIN", None)


def test_a_list_is_read_item_by_item_whatever_its_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.batch.json_file._CHUNK", 7)
    path = write(tmp_path, json.dumps([LISTING] * 5, indent=2, ensure_ascii=False))
    assert [row.where for row in rows(path)] == [f"item {number}" for number in range(1, 6)]


@pytest.mark.parametrize("end", ["", "]", " 7]", '{"title"'])
def test_a_list_that_ends_early_or_badly_is_named(tmp_path: Path, end: str) -> None:
    path = write(tmp_path, "[" + json.dumps(LISTING) + ("," if end == '{"title"' else "") + end)
    if end == "]":
        assert len(rows(path)) == 1
    elif end == " 7]":
        assert faults(path)[0].where == "item 2"
    else:
        with pytest.raises(FileError, match=r"list\.json: item 2: "):
            entries(path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"title" : "a\\u6c34",  "bullets":["x", "y"]}\r\n\r\n{"title":"b"}', "list.jsonl"),
        ('\n[ {"title" : "a\\u6c34",  "bullets":["x", "y"]}\n,\t{"title":"b"} ] \n', "list.json"),
        ('\n{"title" : "a\\u6c34",  "bullets":["x", "y"]}\n', "list.json"),
    ],
)
def test_only_the_changed_strings_differ(tmp_path: Path, text: str, name: str) -> None:
    path = write(tmp_path, text, name)
    path.write_bytes(text.encode())
    assert rewritten(path, []) == text.encode()
    made = rewritten(path, [(0, "title", "水"), (0, "bullets 2", 'z"')])
    assert made.decode() == text.replace('"a\\u6c34"', '"\\u6c34"').replace('"y"', '"z\\""')


def test_a_name_that_stands_twice_in_an_object_is_not_written(tmp_path: Path) -> None:
    path = write(tmp_path, '{"title": "a", "title": "b"}')
    with pytest.raises(FileError, match="a name stands twice"):
        rewritten(path, [(0, "title", "c")])


def test_an_answer_for_two_stores_is_two_listings_with_their_own_issues() -> None:
    us, ca = rows(shared("spapi/ex_listings_get_sku_examples.json"))
    assert (us.listing.marketplace, ca.listing.marketplace) == ("us", "ca")
    assert us.where == "item 1, GM-ZDPI-9B4E (us)"
    assert (us.listing.price, us.listing.asin) == ("100.00 USD", "B071VG5N9D")
    assert us.issues is not None
    assert [issue.code for issue in us.issues] == ["90220", "18027", "99300", "18155", "18742"]
    assert [issue.code for issue in ca.issues or ()] == ["18027", "99300"]
    assert us.issues[0].attributes == ("size",)
    assert us.issues[1].enforcements == ("SEARCH_SUPPRESSED",)
    assert us.listing.context.offer is not None
    assert us.listing.context.offer.buyable is True


def test_attributes_are_taken_in_the_stores_language() -> None:
    us, ca = rows(shared("spapi/ex_listings_get_sellerId_examples.json"))
    assert us.listing.bullets is not None
    assert us.listing.bullets[0].startswith("SMART TV WITH UNIVERSAL GUIDE")
    assert ca.listing.title is not None
    assert us.listing.search_terms is not None


def test_a_catalogue_answer_gives_identity_category_and_the_largest_pictures() -> None:
    [row] = rows(shared("spapi/ex_catalog_get_items_sandbox0.json"))
    assert row.listing.category == "Electronics > Television & Video > Televisions > QLED TVs"
    assert (row.listing.gtin, row.listing.gtin_type) == ("0887276302195", "EAN")
    [row] = rows(shared("spapi/samples__catalogitems-getCatalogItem.json"))
    assert row.listing.marketplace == "br"
    assert [image.url for image in row.listing.images or ()] == [
        "https://m.media-amazon.com/images/I/41j-L-teihL.jpg",
        "https://m.media-amazon.com/images/I/31Xp9r0oyoL.jpg",
    ]


def test_what_an_answer_leaves_out_is_absent() -> None:
    [row] = rows(shared("spapi/samples__pricing-getListingsItem.json"))
    assert row.listing.title is None
    assert row.listing.bullets is None
    assert row.issues is None


def test_every_sample_of_listings_and_catalogue_is_read() -> None:
    folder = shared("spapi")
    for path in [*folder.glob("ex_listings_get_*.json"), *folder.glob("ex_catalog_get_*.json")]:
        assert rows(path), path.name


def test_an_answer_is_written_back_with_only_the_attribute_changed(tmp_path: Path) -> None:
    sample = shared("spapi/samples__catalogitems-getCatalogItem.json").read_text("utf-8")
    path = write(tmp_path, sample)
    made = rewritten(path, [(0, "description", "Nova")]).decode()
    old = "Blusão moletom com capuz plus size. Cor: Marinho. Tamanho: G3."
    assert made == sample.replace(old, "Nova")


def test_answers_can_stand_one_a_line(tmp_path: Path) -> None:
    answer = json.loads(shared("spapi/ex_listings_get_sku_examples.json").read_text("utf-8"))
    path = write(tmp_path, "\n".join([json.dumps(answer)] * 3), "answers.jsonl")
    assert [row.number for row in rows(path)] == [1, 1, 2, 2, 3, 3]


def test_an_answer_with_odd_shapes_is_a_fault(tmp_path: Path) -> None:
    path = write(
        tmp_path, '{"sku": "a", "summaries": [{"marketplaceId": "X", "status": 7}], "attributes": [1]}'
    )
    [fault] = faults(path)
    assert fault.where == "item 1"


def test_each_listing_says_where_its_texts_stand() -> None:
    source = open_file(shared("spapi/samples__catalogitems-getCatalogItem.json"), Options())
    [row] = source.rows()
    assert isinstance(row, Row)
    assert row.cells["title", None] == ("attributes", "item_name", 0, "value")


def test_a_listing_as_other_commands_write_it_is_read_back_whole(tmp_path: Path) -> None:
    whole = Listing(
        platform="amazon",
        marketplace="jp",
        page="public",
        also=("mercari",),
        mercari_link=True,
        title="保温ボトル\n𠮷",
        highlights="",
        bullets=("軽い", "", " 赤い "),
        description="<p>a</p>",
        gtin="4901234567894",
        price="¥2,480",
        messages=("だめ",),
        images=(
            ListingImage(slot="MAIN", url="https://h.example/a.jpg", digest="0" * 64),
            ListingImage(slot="PT01"),
        ),
        context=Context(offer=Offer(quantity=0, buyable=False), feed="", attributes={"colour": "赤"}),
    )
    sparse = Listing(platform="mercari", page="edit", images=(), bullets=())
    for name, text in (
        ("all.jsonl", f"{whole.model_dump_json()}\n{sparse.model_dump_json()}\n"),
        ("all.json", f"[{whole.model_dump_json(indent=1)}, {sparse.model_dump_json(exclude_none=True)}]"),
    ):
        assert [row.listing for row in rows(write(tmp_path, text, name))] == [whole, sparse]
    long = whole.model_copy(update={"description": "説明" * 20_000, "search_terms": "語" * 40_000})
    [row] = rows(write(tmp_path, long.model_dump_json(), "one.json"))
    assert row.listing == long
