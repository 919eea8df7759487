"""What columns mean: our own names, Amazon's inventory files, Mercari's templates."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.batch.columns import part_of
from agent.batch.layout import Defaults
from agent.batch.reading import Options, open_file, read_categories
from agent.batch.row import FileError, Row
from tests.batch.files import entries, faults, rewritten, rows, shared

SETTINGS = "settings=attributeRow={names}&contentLanguageTag=de_DE&dataRow={data}"
SETTINGS += "&primaryMarketplaceId=amzn1.mp.o.A1PA6795UKMFR9"
OLD: tuple[str, ...] = (
    "item_sku",
    "item_name",
    "bullet_point1",
    "bullet_point2",
    "external_product_id",
    "external_product_id_type",
)
OLD += (
    "standard_price",
    "generic_keywords1",
    "generic_keywords2",
    "main_image_url",
    "update_delete",
    "parent_child",
)
LABELS: tuple[str, ...] = (
    "Verkäufer-SKU",
    "Produktname",
    "Attribut 1",
    "Attribut 2",
    "Hersteller-Barcode",
    "Typ",
    "Preis",
    "Such1",
)
LABELS += ("Such2", "Bild", "Aktion", "Verwandtschaft")
GERMAN = "[marketplace_id=A1PA6795UKMFR9][language_tag=de_DE]"
NEW = (
    "contribution_sku#1.value",
    "::record_action",
    f"item_name{GERMAN}#1.value",
    "item_name[marketplace_id=A1PA6795UKMFR9][language_tag=en_GB]#1.value",
    f"bullet_point{GERMAN}#1.value",
    f"bullet_point{GERMAN}#2.value",
    f"generic_keyword{GERMAN}#1.value",
    "amzn1.volt.ca.product_id_type",
    "amzn1.volt.ca.product_id_value",
    "main_product_image_locator[marketplace_id=A1PA6795UKMFR9]#1.media_location",
    "purchasable_offer[marketplace_id=A1PA6795UKMFR9][audience=ALL]#1.our_price#1.schedule#1.value_with_tax",
)


def write(
    folder: Path, lines: Sequence[tuple[str, ...]], name: str = "list.txt", delimiter: str = "\t"
) -> Path:
    path = folder / name
    path.write_text("".join(delimiter.join(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("title", ("title", None)),
        (" Bullet Point 3 ", ("bullets", 2)),
        ("bullet1", ("bullets", 0)),
        ("商品の説明", ("description", None)),
        ("五点描述2", ("bullets", 1)),
        ("ＪＡＮコード", ("gtin", None)),
        ("検索キーワード", ("search_terms", None)),
        ("标题*", ("title", None)),
        ("画像2", ("images", 1)),
        ("売上メモ", None),
        ("bullet99", None),
    ],
)
def test_headings_in_three_languages_name_their_fields(heading: str, part: object) -> None:
    assert part_of(heading) == part


def test_a_cell_that_is_empty_is_there_and_a_column_that_is_not_is_absent(tmp_path: Path) -> None:
    path = write(tmp_path, [("title", "brand", "bullet1", "bullet2", "bullet3"), ("a", "", "x", "", "")])
    listing = rows(path)[0].listing
    assert (listing.brand, listing.description, listing.bullets) == ("", None, ("x",))


def test_the_file_goes_before_what_the_call_says_of_it(tmp_path: Path) -> None:
    path = write(
        tmp_path, [("title", "platform", "marketplace"), ("a", "mercari", ""), ("b", "", "us"), ("c", "", "")]
    )
    defaults = Defaults(platform="amazon", marketplace="de", also=("mercari",))
    read = [(row.listing.platform, row.listing.marketplace) for row in rows(path, defaults=defaults)]
    assert read == [("mercari", "jp"), ("amazon", "us"), ("amazon", "de")]


def test_a_platform_that_there_is_not_is_named(tmp_path: Path) -> None:
    [fault] = faults(write(tmp_path, [("title", "platform"), ("a", "ebay")]))
    assert fault.message == "platform 'ebay', expected one of amazon, mercari, mercari-shops"


def old_file(folder: Path, *data: tuple[str, ...], settings: bool = True) -> Path:
    about = SETTINGS.format(names=3, data=4) if settings else ""
    first = ("TemplateType=fptcustom", "Version=2021.1014", about)
    return write(folder, [first, LABELS, OLD, *data])


FULL: tuple[str, ...] = (
    "S-1",
    "Flasche",
    "Edelstahl",
    "500 ml",
    "4006381333931",
    "EAN",
    "19,90",
    "Trinkflasche",
    "Kanne",
)
FULL += ("https://m.media-amazon.com/images/I/1.jpg", "Update", "")


@pytest.mark.parametrize("settings", [True, False])
def test_an_inventory_file_is_read_by_its_attribute_names_whatever_the_labels_say(
    tmp_path: Path, *, settings: bool
) -> None:
    source = open_file(old_file(tmp_path, FULL, settings=settings), Options())
    [row] = source.rows()
    assert isinstance(row, Row)
    listing = row.listing
    assert source.description.startswith("flat-file (tabs, UTF-8; 12 columns")
    assert (row.number, listing.sku, listing.title, listing.price) == (4, "S-1", "Flasche", "19,90")
    assert listing.marketplace == ("de" if settings else None)
    assert listing.bullets == ("Edelstahl", "500 ml")
    assert (listing.gtin, listing.gtin_type) == ("4006381333931", "EAN")
    assert listing.search_terms == "Trinkflasche Kanne"
    assert [image.slot for image in listing.images or ()] == ["MAIN"]


def test_what_a_partial_update_leaves_empty_is_absent_and_deletions_are_no_listings(tmp_path: Path) -> None:
    partial = ("S-1", "Flasche", *[""] * 8, "PartialUpdate", "")
    delete = ("S-2", "", *[""] * 8, "Delete", "")
    parent = ("S-3", "Flasche", *[""] * 8, "Update", "Parent")
    first, second = rows(old_file(tmp_path, partial, delete, parent))
    for row in (first, second):
        assert (row.listing.title, row.listing.price, row.listing.bullets) == ("Flasche", None, None)


def test_an_asin_as_product_id_is_an_asin(tmp_path: Path) -> None:
    data = (*FULL[:4], "B0CX12A4K9", "ASIN", *FULL[6:])
    listing = rows(old_file(tmp_path, data))[0].listing
    assert (listing.asin, listing.gtin) == ("B0CX12A4K9", None)


def test_an_inventory_file_is_written_back_with_only_the_change(tmp_path: Path) -> None:
    path = old_file(tmp_path, FULL)
    assert rewritten(path, [(0, "bullets 2", "600 ml")]) == path.read_bytes().replace(b"500 ml", b"600 ml")


def test_a_new_template_is_read_in_its_content_language(tmp_path: Path) -> None:
    blank = ("",) * len(NEW)
    first = (SETTINGS.format(names=5, data=7), *blank[1:])
    example = ("ABC123", *blank[1:])
    data: tuple[str, ...] = (
        "S-1",
        "Erstellen oder ersetzen",
        "Flasche",
        "Bottle",
        "Stahl",
        "groß",
        "Kanne",
        "EAN",
        "4006381333931",
    )
    data += ("https://m.media-amazon.com/images/I/1.jpg", "19.90")
    path = write(tmp_path, [first, blank, blank, blank, NEW, example, data])
    [row] = rows(path)
    listing = row.listing
    assert (listing.sku, listing.title, listing.marketplace) == ("S-1", "Flasche", "de")
    assert (listing.bullets, listing.search_terms) == (("Stahl", "groß"), "Kanne")
    assert (listing.gtin, listing.price) == ("4006381333931", "19.90")


def link_file(folder: Path, count: int) -> Path:
    lines: list[tuple[str, ...]] = [("ASIN", "目標カテゴリID", "価格（円）", "在庫閾値")]
    lines += [(f"B0{number:08d}", "123", "2480", "3") for number in range(count)]
    return write(folder, lines, "link.csv", ",")


def test_500_asins_make_an_upload_and_the_501st_is_named(tmp_path: Path) -> None:
    read = rows(link_file(tmp_path, 500))
    assert len(read) == 501
    link = read[0].listing.context.link
    assert link is not None
    assert (link.csv_rows, link.csv_columns) == (500, ("ASIN", "目標カテゴリID", "価格（円）", "在庫閾値"))
    with pytest.raises(
        FileError, match=r"line 502 \(B000000500\) is the first too many: one upload takes 500"
    ):
        rows(link_file(tmp_path, 501))


def test_a_repeated_asin_is_told_at_its_second_row(tmp_path: Path) -> None:
    path = link_file(tmp_path, 3)
    path.write_text(path.read_text("utf-8") + "b000000001,9,9,9\n", "utf-8")
    repeated = [row.listing.context.link.csv_repeated for row in rows(path) if row.listing.context.link]
    assert repeated == [None, (), (), (), ("B000000001",)]


def test_a_link_file_without_a_column_is_read_when_it_is_said_to_be_one(tmp_path: Path) -> None:
    path = write(tmp_path, [("ASIN", "価格"), ("B0CX12A4K9", "2480")], "link.csv", ",")
    first, second = rows(path, format="mercari-link")
    assert first.listing.context.link is not None
    assert first.listing.context.link.csv_columns == ("ASIN", "価格")
    assert (second.listing.platform, second.listing.mercari_link) == ("mercari", True)


def test_the_template_of_mercari_shops_is_read_and_its_codes_become_words() -> None:
    path = shared("csv/mercari_shops_product_import_template_sample.csv")
    categories = read_categories(shared("csv/mercari_shops_category_master.csv"))
    source = open_file(path, Options(categories=categories))
    assert source.description.startswith("mercari-shops (commas, UTF-8 with BOM; ")
    assert "missing" not in source.description
    first, second = rows(path, categories=categories)
    assert (first.listing.platform, first.listing.title, first.listing.price) == (
        "mercari-shops",
        "サンプル商品1",
        "300",
    )
    assert first.listing.condition == "新品、未使用"
    assert first.listing.category is not None
    assert " > " in first.listing.category
    assert len(second.listing.images or ()) == 20
    assert second.listing.shipping_method is None


def test_a_row_of_another_width_cannot_be_imported(tmp_path: Path) -> None:
    sample = shared("csv/mercari_shops_product_import_template_sample.csv").read_bytes()
    path = tmp_path / "shops.csv"
    path.write_bytes(sample.rstrip(b"\r\n").rpartition(b",")[0] + b"\r\n")
    [fault] = faults(path)
    assert "expected 88 as in the headings" in fault.message


def test_a_template_without_some_columns_says_which(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        [("商品画像名_1", "商品名", "商品説明", "SKU1_種類"), ("a.png", "水筒", "", "")],
        "s.csv",
        ",",
    )
    source = open_file(path, Options())
    assert "columns of the template that are missing: 商品画像名_2" in source.description
    assert len(list(source.rows())) == 1


def test_listings_with_japanese_titles_are_read() -> None:
    read = rows(shared("csv/amazon_cojp_2019_titles.csv"))
    assert len(read) == 200
    assert all(row.listing.title and row.listing.asin for row in read)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"\xd0\xcf\x11\xe0 old", {}, r"an old Excel file \(.xls\); save it as .xlsx or CSV"),
        (b"%PDF-1.7", {}, "is a PDF"),
        (b"PK\x03\x04 broken", {}, "cannot be read as a workbook"),
        (b"PAR1 broken", {}, "cannot be read as Parquet"),
        (b"title\na\n", {"format": "xlsx"}, "is no xlsx file; leave out --format"),
        (b"title\na\n", {"format": "jsonl"}, "is no JSON"),
        (b"title\na\n", {"format": "flat-file"}, "expected headings such as a row of attribute names"),
        (b"title\na\n", {"format": "mercari-shops"}, "expected headings such as 商品画像名_1"),
    ],
)
def test_a_wrong_file_gets_one_clear_message(
    tmp_path: Path, content: bytes, options: dict[str, str], said: str
) -> None:
    path = tmp_path / "list.dat"
    path.write_bytes(content)
    with pytest.raises(FileError, match=said) as caught:
        entries(path, **options)
    assert str(caught.value).startswith(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.csv: cannot be read \(No such file"):
        entries(tmp_path / "none.csv")


@pytest.mark.parametrize(
    "sample",
    [
        'title,description\n水筒,"軽い"\n'.encode(),
        "商品名,価格\n水筒,3\n".encode("utf-16"),
        b'[{"title": "a"}, {"title": "b"}]',
    ],
)
def test_damaged_files_are_refused_or_read_but_never_crash(tmp_path: Path, sample: bytes) -> None:
    path = tmp_path / "list.dat"
    for position in range(len(sample)):
        for put in (b"\xff", b"\0", b'"', b"", b"\r"):
            path.write_bytes(sample[:position] + put + sample[position + 1 :])
            try:
                source = open_file(path, Options())
                list(source.rows())
                source.write(tmp_path / "again.dat", [])
            except FileError:
                continue
            assert (tmp_path / "again.dat").read_bytes() == path.read_bytes()
