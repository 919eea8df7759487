"""The pictures of listings in files: where they are found, what is said of those that are not."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from agent.batch.fetching import Fetcher, FetchError
from agent.batch.layout import Defaults
from agent.batch.picture_folder import PictureFolder
from agent.batch.pictures import AHEAD, Pictures
from agent.batch.row import FileError, Row
from agent.batch.running import FileRun
from agent.cli import main
from agent.imaging import store
from agent.imaging.measure import measure
from agent.imaging.pool import BytesGoneError, ImagePool
from agent.picture import ImageFacts, TextFacts
from tests.batch.files import rows
from tests.imaging.pictures import encode, product_on

HEAD = "sku,asin,title,main_image,image2\n"


class Pool:
    """Measures nothing, and remembers what it was given."""

    def __init__(self, gone: int = 0) -> None:
        self.known: dict[str, ImageFacts] = {}
        self.measured: list[bytes] = []
        self.read_ones: list[str] = []
        self._gone = gone
        self.closed = False

    @property
    def facts(self) -> Mapping[str, ImageFacts]:
        return self.known

    async def measure(self, data: bytes) -> ImageFacts:
        self.measured.append(data)
        digest = hashlib.sha256(data).hexdigest()
        return self.known.setdefault(digest, ImageFacts(digest=digest, bytes=len(data)))

    async def read(self, digest: str) -> ImageFacts:
        if self._gone:
            self._gone -= 1
            raise BytesGoneError
        self.read_ones.append(digest)
        self.known[digest] = self.known[digest].model_copy(update={"text": TextFacts()})
        return self.known[digest]

    async def close(self) -> None:
        self.closed = True


class Answers(Fetcher):
    """Gives what it has, and counts."""

    def __init__(self, pictures: dict[str, bytes]) -> None:
        super().__init__()
        self._pictures = pictures
        self.asked: list[str] = []

    async def get(self, address: str) -> bytes:
        self.asked.append(address)
        if address not in self._pictures:
            msg = "pictures.example answers 404"
            raise FetchError(msg)
        return self._pictures[address]


def folder(place: Path, *names: str) -> PictureFolder:
    """A folder of files that hold their own names."""
    for name in names:
        path = place / "pics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return PictureFolder(place / "pics")


def listed(place: Path, text: str, name: str = "list.csv") -> list[Row]:
    path = place / name
    path.write_text(text, "utf-8")
    return rows(path, defaults=Defaults(marketplace="jp"))


def examined(
    read: list[Row], folder: PictureFolder | None, fetcher: Fetcher | None = None, pool: Pool | None = None
) -> tuple[FileRun, list[tuple[Row, Mapping[str, ImageFacts]]]]:
    run = FileRun("list.csv")
    with Pictures(folder, fetcher, pool or Pool()) as pictures:
        found = [(row, facts) for _, row, facts in pictures.examine((run, row) for row in read)]
    return run, found


def digests(row: Row) -> dict[str, str | None]:
    return {image.slot: image.digest for image in row.listing.images or ()}


def of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@pytest.mark.parametrize(
    ("file", "cells"),
    [
        ("a.jpg", "S1,,t,a.jpg,"),
        ("A.JPG", "S1,,t,a.jpg,"),
        ("a.jpg", "S1,,t,a,"),
        ("sub/a.jpg", "S1,,t,sub\\a.jpg,"),
        ("sub/a.jpg", "S1,,t,C:\\Users\\me\\a.jpg,"),
        ("a.jpg", "S1,,t,../../a.jpg,"),
        ("か\u3099.jpg", "S1,,t,が.jpg,"),
        ("41j-L.jpg", "S1,,t,https://m.media-amazon.com/images/I/41j-L.jpg?x=1,"),
        ("S1.MAIN.jpg", "S1,,t,,"),
        ("s1.main.PNG", "S1,,t,other.jpg,"),
        ("B0CX12A4K9.MAIN.jpg", "S1,B0CX12A4K9,t,,"),
    ],
)
def test_a_main_image_is_found_by_each_of_its_names_and_read(tmp_path: Path, file: str, cells: str) -> None:
    pool = Pool()
    run, [(row, facts)] = examined(listed(tmp_path, f"{HEAD}{cells}\n"), folder(tmp_path, file), pool=pool)
    assert digests(row) == {"MAIN": of(file)}
    assert facts[of(file)].text is not None
    assert run.pictureless == 0
    assert pool.closed


def test_pictures_by_amazons_naming_complete_the_gallery_in_its_order(tmp_path: Path) -> None:
    names = ("S1.PT02.png", "S1.PT01.jpg", "S1.MAIN.jpg", "S1.SWCH.jpg", "S11.PT03.jpg", "x.jpg")
    pool = Pool()
    _, [(row, facts)] = examined(
        listed(tmp_path, f"{HEAD}S1,,t,x.jpg,\n"), folder(tmp_path, *names), pool=pool
    )
    assert list(digests(row)) == ["MAIN", "PT01", "PT02"]
    assert digests(row)["MAIN"] == of("x.jpg")
    assert facts.keys() == {of(name) for name in ("x.jpg", "S1.PT01.jpg", "S1.PT02.png")}
    assert pool.read_ones == [of("x.jpg")]


def test_a_digest_goes_before_every_name_and_has_to_be_true(tmp_path: Path) -> None:
    digest = of("honest")
    image = {"slot": "MAIN", "digest": digest, "url": "https://h.example/I/a.jpg"}
    record = {"platform": "amazon", "marketplace": "jp", "title": "t", "images": [image]}
    read = listed(tmp_path, json.dumps(record), "list.json")
    place = folder(tmp_path, "a.jpg")
    run, [(row, facts)] = examined(read, place)
    assert (digests(row), facts) == ({"MAIN": digest}, {})
    assert "is not the picture that the listing names" in run.pictures[0].message
    (tmp_path / "pics" / f"{digest}.png").write_bytes(b"honest")
    run, [(row, facts)] = examined(read, PictureFolder(tmp_path / "pics"))
    assert list(facts) == [digest]
    assert run.pictureless == 0


def test_what_is_missing_is_said_with_its_place_and_costs_only_itself(tmp_path: Path) -> None:
    text = f"{HEAD}S1,,t,gone.jpg,a.jpg\nS2,,t,https://h.example/b.jpg,\n"
    run, found = examined(listed(tmp_path, text), folder(tmp_path, "a.jpg", "x/two.jpg", "y/two.jpg"))
    assert [digests(row) for row, _ in found] == [{"MAIN": None, "PT01": of("a.jpg")}, {"MAIN": None}]
    assert [(fault.where, fault.message) for fault in run.pictures] == [
        ("line 2, MAIN", f"not in {tmp_path / 'pics'} (gone.jpg, S1.MAIN.jpg)"),
        (
            "line 3, MAIN",
            f"not in {tmp_path / 'pics'} (https://h.example/b.jpg, S2.MAIN.jpg); --fetch-images asks for it",
        ),
    ]
    run, _ = examined(listed(tmp_path, f"{HEAD}S1,,t,two.jpg,\n"), PictureFolder(tmp_path / "pics"))
    assert "several files" in run.pictures[0].message


def test_a_picture_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path, "a.jpg")
    monkeypatch.setattr("agent.imaging.picture_file.LARGEST_FILE", 3)
    run, _ = examined(listed(tmp_path, f"{HEAD}S1,,t,a.jpg,\n"), place)
    assert "a.jpg: cannot be read (larger than" in run.pictures[0].message


def test_only_what_the_folder_lacks_is_fetched_and_shared_pictures_once(tmp_path: Path) -> None:
    url = "https://m.media-amazon.com/images/I/b.jpg"
    fetcher = Answers({url: b"b"})
    lines = f"S1,,t,{url},a.jpg\n" * 20 + "S2,,t,https://m.media-amazon.com/images/I/c.jpg,none.jpg\n"
    run, found = examined(listed(tmp_path, HEAD + lines), folder(tmp_path, "a.jpg"), fetcher)
    assert {digests(row)["MAIN"] for row, _ in found[:20]} == {of("b")}
    assert 1 <= fetcher.asked.count(url) <= AHEAD
    assert [fault.message for fault in run.pictures] == [
        "pictures.example answers 404",
        f"not in {tmp_path / 'pics'} (none.jpg, S2.PT01.jpg)",
    ]
    run, _ = examined(listed(tmp_path, f"{HEAD}S1,,t,a.jpg,\n"), None, fetcher)
    assert run.pictures[0].message == "a.jpg has no address to ask; --images names a folder of pictures"


def test_bytes_that_the_pool_let_go_of_are_handed_over_again(tmp_path: Path) -> None:
    pool = Pool(gone=2)
    _, [(_, facts)] = examined(
        listed(tmp_path, f"{HEAD}S1,,t,a.jpg,\n"), folder(tmp_path, "a.jpg"), pool=pool
    )
    assert facts[of("a.jpg")].text is not None
    assert len(pool.measured) == 3


def test_listings_are_taken_only_a_few_ahead(tmp_path: Path) -> None:
    read = listed(tmp_path, HEAD + "S1,,t,a.jpg,\n" * 100)
    taken = 0

    def counted() -> Iterator[tuple[FileRun, Row]]:
        nonlocal taken
        for row in read:
            taken += 1
            yield FileRun("a"), row

    with Pictures(folder(tmp_path, "a.jpg"), None, Pool()) as pictures:
        found = pictures.examine(counted())
        next(found)
        assert taken <= AHEAD
        found.close()


def test_the_image_processes_do_their_work_beside_the_batch(tmp_path: Path) -> None:
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics" / "S1.PT01.png").write_bytes(encode(product_on((255, 255, 255))))
    place = PictureFolder(tmp_path / "pics")
    pool = ImagePool(seconds_per_image=60)
    with Pictures(place, None, pool) as pictures:
        read = listed(tmp_path, HEAD + "S1,,t,,\n" * 3)
        found = [facts for _, _, facts in pictures.examine((FileRun("a"), row) for row in read)]
    assert [[one.width for one in facts.values()] for facts in found] == [[400]] * 3


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="none: is no folder"):
        PictureFolder(tmp_path / "none")


def test_a_folder_of_pictures_gives_what_check_says_of_the_same_listing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "default_path", lambda: tmp_path / "cache")
    known = store.FactStore(tmp_path / "cache", pytest.fail)
    for name, colour in (("a.png", (240, 240, 240)), ("b.png", (255, 255, 255))):
        data = encode(product_on(colour, (800, 800)))
        (tmp_path / name).write_bytes(data)
        known.keep(measure(data).model_copy(update={"text": TextFacts()}))
    known.close()
    listing = {
        "platform": "amazon",
        "marketplace": "jp",
        "mercari_link": False,
        "sku": "S1",
        "title": "保温ボトル 送料無料",
        "images": [{"slot": "MAIN", "file": "a.png"}, {"slot": "PT01", "file": "b.png"}],
    }
    single = tmp_path / "listing.json"
    single.write_text(json.dumps(listing), "utf-8")
    common = ("--locale", "en", "--today", "2026-11-22")
    main(["check", str(single), "--json", *common])
    checked = json.loads(capsys.readouterr().out)
    assert any(entry["rule"] == "image/main-image-not-white" for entry in checked)
    table = tmp_path / "list.csv"
    table.write_text(
        "platform,marketplace,mercari_link,sku,title,main_image,image2\n"
        "amazon,jp,no,S1,保温ボトル 送料無料,a.png,b.png\n",
        "utf-8",
    )
    for path in (single, table):
        out = tmp_path / "out.jsonl"
        assert main(["batch", str(path), "--images", str(tmp_path), "--out", str(out), *common]) == 1
        assert [json.loads(line)["finding"] for line in out.read_text("utf-8").splitlines()] == checked
