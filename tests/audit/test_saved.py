"""Saved pages as files: what is read of each kind, and why damaged or hostile ones are refused."""

import base64
import codecs
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.audit import answers
from agent.audit.page_folder import Index, Viewport, write_folder
from agent.audit.saved import SavedPageError, open_saved

URL = "https://www.amazon.co.jp/dp/B0TENKEN01"
PICTURE = "https://m.media-amazon.com/images/I/71tenken.jpg"
JPEG = b"\xff\xd8\xff\xe0 bottle"
MHTML = f"""From: <Saved by Blink>
Snapshot-Content-Location: {URL}
Subject: =?utf-8?Q?=E6=9C=B0?=
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----B----"


------B----
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: {URL}

<html><head><meta charset=3D"utf-8"><link rel=3D"stylesheet" href=3D"cid:c=
ss-1@mhtml.blink"></head><body>=E6=B0=B4=E7=AD=92<kat-label><template shado=
wmode=3D"open"><span>=E5=90=8D</span></template></kat-label></body></html>
------B----
Content-Type: text/css
Content-Transfer-Encoding: quoted-printable
Content-ID: <css-1@mhtml.blink>

p {{ color: red }}
------B----
Content-Type: image/jpeg
Content-Transfer-Encoding: base64
Content-Location: {PICTURE}

{base64.b64encode(JPEG).decode()}
------B------
"""


def html(path: Path, text: str, encoding: str = "utf-8", mark: bytes = b"") -> Path:
    path.write_bytes(mark + text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (f"<!-- saved from url=(0038){URL} --><html>", URL),
        (f"<!--\n Page saved with SingleFile \n url: {URL}?a=1 \n saved date: Sun -->", f"{URL}?a=1"),
        (
            f'<meta property="og:url" content="{URL}"><link href={URL}?c&amp;d rel="x canonical">',
            f"{URL}?c&d",
        ),
        (
            f"<script>'<link rel=canonical href=https://x.example>'</script><meta name=og:url content={URL}>",
            URL,
        ),
        (f"<!-- <link rel=canonical href='https://evil.example/'> --><link rel=canonical href='{URL}'>", URL),
        ("<link rel=canonical href='/dp/1'><meta property=og:url content='javascript:0'>", None),
        ("<p>https://www.amazon.co.jp/dp/B0TENKEN01", None),
    ],
)
def test_html_file_tells_its_address(tmp_path: Path, head: str, told: str | None) -> None:
    path = html(tmp_path / "page.html", head)
    if told:
        assert open_saved(path).url == told
    else:
        with pytest.raises(SavedPageError, match=r"does not say where it was saved.*with a tab between"):
            open_saved(path)


def test_address_that_is_given_goes_before_the_one_that_is_told(tmp_path: Path) -> None:
    path = html(tmp_path / "page.html", f"<link rel=canonical href='{URL}'>")
    assert open_saved(path, f"{URL}#tab").url == f"{URL}#tab"
    with pytest.raises(SavedPageError, match="given as 'file:///x'"):
        open_saved(path, "file:///x")


@pytest.mark.parametrize(
    ("encoding", "mark", "declared", "charset"),
    [
        ("utf-8", b"", "", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "", "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "", "utf-16le"),
        ("cp932", b"", "<meta charset=Shift_JIS>", "shift_jis"),
        ("euc-jp", b"", '<meta http-equiv=content-type content="text/html; charset=EUC-JP">', "euc-jp"),
        ("utf-8", b"", "<meta charset=Shift_JIS>", "utf-8"),
    ],
)
def test_html_file_keeps_its_bytes_and_says_their_encoding(
    tmp_path: Path, encoding: str, mark: bytes, declared: str, charset: str
) -> None:
    path = html(tmp_path / "page.html", f"{declared}<p>真空断熱ボトル", encoding, mark)
    answer = open_saved(path, URL).answer(URL)
    assert answer is not None
    assert answer.body == path.read_bytes()
    assert answer.headers["content-type"] == f"text/html; charset={charset}"
    assert answer.headers["content-security-policy"] == "script-src 'none'"


def test_encoding_that_nothing_tells_is_guessed(tmp_path: Path) -> None:
    path = html(
        tmp_path / "page.html", "<p>" + "朝いれたコーヒーが昼休みまであたたかい水筒です。" * 20, "cp932"
    )
    answer = open_saved(path, URL).answer(URL)
    assert answer is not None
    assert answer.content_type == "text/html; charset=shift_jis"


def test_folder_of_chrome_beside_an_html_file_is_served_and_nothing_outside_it(tmp_path: Path) -> None:
    path = html(tmp_path / "水筒.html", f"<!-- saved from url=(0038){URL} --><img src='./水筒_files/1.jpg'>")
    folder = tmp_path / "水筒_files"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(JPEG)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.txt")
    page = open_saved(path)
    picture = page.answer("https://www.amazon.co.jp/dp/%E6%B0%B4%E7%AD%92_files/1.jpg")
    assert picture is not None
    assert (picture.body, picture.content_type) == (JPEG, "image/jpeg")
    for name in ("link.jpg", "../secret.txt", "%2e%2e/secret.txt", "missing.jpg", ""):
        assert page.answer(f"https://www.amazon.co.jp/dp/水筒_files/{name}") is None
    assert page.answer(PICTURE) is None


def test_document_is_found_however_its_address_is_escaped(tmp_path: Path) -> None:
    path = html(tmp_path / "page.html", "<p>")
    page = open_saved(path, "https://www.amazon.co.jp/水筒/dp/B0TENKEN01#x")
    assert page.answer("https://www.amazon.co.jp/%E6%B0%B4%E7%AD%92/dp/B0TENKEN01") is not None
    assert page.answer("https://www.amazon.co.jp/%E6%B0%B4%E7%AD%92/dp/B0TENKEN02") is None


EDITOR = "https://jp.mercari.com/sell/create"


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("<input name=name><textarea name=description></textarea>", False),
        ("<input name=name value='水筒'><textarea></textarea>", True),
        ("<input name=name><textarea>水筒</textarea>", True),
        ("<input type=checkbox value=1><input name=name>", False),
        ("<p>no form", True),
        (
            '<k-i value="水筒"><template shadowrootmode="open"><input></template></k-i><input value=1>',
            False,
        ),
    ],
)
def test_form_that_lost_what_stood_in_it_is_refused(
    tmp_path: Path,
    form: str,
    kept: bool,  # noqa: FBT001 - a case
) -> None:
    path = html(tmp_path / "page.html", form)
    if kept:
        assert open_saved(path, EDITOR).url == EDITOR
    else:
        with pytest.raises(SavedPageError, match=r"save this page with scripts/save_page\.py"):
            open_saved(path, EDITOR)
    assert open_saved(path, URL).url == URL


def test_mhtml_gives_its_document_shadow_roots_and_parts(tmp_path: Path) -> None:
    path = html(tmp_path / "page.mhtml", MHTML.replace("\n", "\r\n"))
    page = open_saved(path)
    assert page.url == URL
    document = page.answer(URL)
    assert document is not None
    assert '水筒<kat-label><template shadowrootmode="open"><span>名' in document.body.decode()
    sheet = page.answer(document.body.decode().partition('href="')[2].partition('"')[0])
    assert sheet is not None
    assert (sheet.body.strip(), sheet.content_type) == (b"p { color: red }", "text/css")
    picture = page.answer(PICTURE)
    assert picture is not None
    assert (picture.body, picture.headers["content-type"]) == (JPEG, "image/jpeg")
    assert page.answer("https://elsewhere.example/") is None


def many_parts(text: str) -> str:
    part = "------B----\nContent-Type: image/gif\nContent-Location: https://a.example/1\n\nx\n"
    return text.replace("------B------", part * 5_001 + "------B------")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _text: "", "no MHTML"),
        (lambda _text: "<html>", "no MHTML"),
        (lambda text: text.replace("text/html", "text/plain"), "with an HTML part"),
        (many_parts, "5,000 parts"),
        (lambda text: text + "\n" * 2_000_001, "too many lines"),
        (lambda text: "Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 500 + text, "parts in parts"),
        (lambda text: text.replace(URL, "file:///page"), "does not say where it was saved"),
    ],
)
def test_mhtml_that_is_none_or_beyond_all_measure_is_refused(
    tmp_path: Path, change: Callable[[str], str], reason: str
) -> None:
    with pytest.raises(SavedPageError, match=reason):
        open_saved(html(tmp_path / "page.mht", change(MHTML)))


def test_mhtml_that_grows_when_it_is_decoded_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.audit.mhtml.MOST_BYTES", len(JPEG))
    with pytest.raises(SavedPageError, match="is larger than"):
        open_saved(html(tmp_path / "page.mhtml", MHTML))


def test_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with path.open("wb") as file:
        file.truncate(answers.MOST_BYTES + 1)
    with pytest.raises(SavedPageError, match="larger than the 64 MB"):
        open_saved(path, URL)
    with pytest.raises(SavedPageError, match="cannot be read"):
        open_saved(tmp_path / "missing.html", URL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    index = Index(
        url=f"{URL}#tab",
        saved=datetime(2026, 11, 22, tzinfo=UTC),
        browser="Chromium 156",
        locale="ja-JP",
        viewport=Viewport(width=1280, height=900),
    )
    path = tmp_path / "saved"
    write_folder(path, index, "<p>水筒", {PICTURE: ("image/jpeg", JPEG)})
    return path


def change_index(folder: Path, **changes: Any) -> None:  # noqa: ANN401 - any JSON
    index = json.loads((folder / "page.json").read_text("utf-8"))
    (folder / "page.json").write_text(json.dumps(index | changes), "utf-8")


def test_folder_gives_what_was_written(folder: Path) -> None:
    page = open_saved(folder)
    assert page.url == f"{URL}#tab"
    document, picture = page.answer(URL), page.answer(PICTURE)
    assert document is not None
    assert picture is not None
    assert (document.body.decode(), document.content_type) == ("<p>水筒", "text/html; charset=utf-8")
    assert (picture.body, picture.content_type) == (JPEG, "image/jpeg")
    assert page.answer("https://elsewhere.example/") is None
    names = [path.name for path in (folder / "resources").iterdir()]
    assert names == [f"{hashlib.sha256(JPEG).hexdigest()}.jpg"]


def test_folder_is_never_written_over(folder: Path) -> None:
    index = Index.model_validate_json((folder / "page.json").read_bytes())
    with pytest.raises(FileExistsError):
        write_folder(folder, index, "<p>other", {})
    assert (folder / "page.html").read_text("utf-8") == "<p>水筒"


NAME = f"{hashlib.sha256(JPEG).hexdigest()}.jpg"


def resource(**changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    return [{"url": PICTURE, "file": NAME, "type": "image/jpeg", "status": 200} | changes]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": 2}, "'version' is 2, this Tenken reads 1"),
        ({"format": "other"}, "format:"),
        ({"url": "file:///etc/passwd"}, "expected an address of the web"),
        ({"resources": resource(file="../../secret.jpg")}, r"resources\.0\.file"),
        ({"resources": resource(file=f"/{NAME}")}, r"resources\.0\.file"),
        ({"resources": resource(file=f"{'0' * 64}.jpg")}, "which is not a file there"),
        ({"resources": resource(status=99)}, r"resources\.0\.status"),
        ({"resources": resource() * 5_001}, "resources: "),
        ({"viewport": {"width": 10**9, "height": 1}}, r"viewport\.width"),
        ({"more": 1}, "more: "),
    ],
)
def test_folder_with_a_wrong_index_is_refused(folder: Path, changes: dict[str, Any], reason: str) -> None:
    change_index(folder, **changes)
    with pytest.raises(SavedPageError, match=reason):
        open_saved(folder)


def test_folder_without_an_index_or_with_another_text_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SavedPageError, match=r"no file page\.json"):
        open_saved(tmp_path)
    (folder / "page.html").write_bytes("水筒".encode("cp932"))
    with pytest.raises(SavedPageError, match="is not UTF-8"):
        open_saved(folder)
    (folder / "page.html").unlink()
    with pytest.raises(SavedPageError, match=r"no file page\.html"):
        open_saved(folder)
    (folder / "page.json").write_bytes(b"\xff{")
    with pytest.raises(SavedPageError, match=r"page\.json"):
        open_saved(folder)


def test_links_do_not_lead_out_of_a_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(JPEG)
    file = folder / "resources" / NAME
    file.unlink()
    file.symlink_to(tmp_path / "secret")
    with pytest.raises(SavedPageError, match="which is not a file there"):
        open_saved(folder)
    (folder / "page.html").unlink()
    (folder / "page.html").symlink_to(tmp_path / "secret")
    change_index(folder, resources=[])
    with pytest.raises(SavedPageError, match=r"no file page\.html"):
        open_saved(folder)


def test_resource_that_is_not_what_was_saved_is_refused(folder: Path) -> None:
    (folder / "resources" / NAME).write_bytes(b"another picture")
    with pytest.raises(SavedPageError, match="is not the file that was saved"):
        open_saved(folder)
