from pathlib import Path

import pytest

from agent.audit.target import Target, TargetError, stamp_of, targets_of

PRODUCT = "https://www.amazon.co.jp/dp/B0TENKEN01"


def test_addresses_and_saved_pages_come_in_their_order_and_once(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>")
    listed = tmp_path / "pages.txt"
    listed.write_text(f"# mine\n\n{PRODUCT}\npage.html\t{PRODUCT}?th=1\n{PRODUCT}\n", "utf-8")
    saved = tmp_path / "page.html"
    assert targets_of([PRODUCT], [listed]) == (
        Target(PRODUCT, PRODUCT),
        Target(saved.as_posix(), f"{PRODUCT}?th=1", saved),
    )


def test_stamp_tells_whether_a_target_is_what_it_was(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>", "utf-8")
    target = Target("page", PRODUCT, page)
    before = stamp_of(target)
    assert stamp_of(target) == before
    assert stamp_of(Target("page", f"{PRODUCT}?th=1", page)) != before
    page.write_text("<p>more", "utf-8")
    assert stamp_of(target) != before


def test_label_says_nothing_that_signs_in() -> None:
    (target,) = targets_of(["https://me:pass@www.amazon.co.jp/dp/B0TENKEN01?token=abc"], [])
    assert target.label == "https://www.amazon.co.jp/dp/B0TENKEN01?token=..."


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "--targets FILE"),
        (["missing.html"], "no file or folder 'missing.html'"),
        (["x" * 5000], "no file or folder"),
        (["ftp://example.jp/x"], "expected an address (https://…)"),
        (["https:///dp/B0TENKEN01"], "such as https://www.amazon.co.jp"),
        (["https://[::1/x"], "such as https://www.amazon.co.jp"),
    ],
)
def test_wrong_target_is_refused_with_what_was_expected(words: list[str], complaint: str) -> None:
    with pytest.raises(TargetError) as caught:
        targets_of(words, [])
    assert complaint in str(caught.value)


def test_wrong_line_of_a_list_is_named(tmp_path: Path) -> None:
    listed = tmp_path / "pages.txt"
    listed.write_text(f"{PRODUCT}\nmissing.mhtml\n", "utf-8")
    with pytest.raises(TargetError, match=r"pages\.txt, line 2: missing\.mhtml"):
        targets_of([], [listed])


def test_list_in_another_encoding_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "pages.txt"
    listed.write_bytes("# 点検".encode("cp932"))
    with pytest.raises(TargetError, match="expected UTF-8"):
        targets_of([], [listed])


def test_two_addresses_with_one_label_are_refused() -> None:
    with pytest.raises(TargetError, match="two targets are called"):
        targets_of([f"{PRODUCT}?token=a", f"{PRODUCT}?token=b"], [])
