import sys
from pathlib import Path

import pytest

from agent.audit.journal import Journal, JournalError, open_journal
from agent.listing import Listing
from agent.report import Report
from agent.reports.run import AuditedTarget

DEPENDS = {"rule set": "abc", "day": "2026-11-22"}


def judged(label: str) -> AuditedTarget:
    listing = Listing(platform="amazon", title="x")
    return AuditedTarget(
        label=label, listing=listing, report=Report("0" * 16, "text", ()), annotations={"en": ()}
    )


def failed(label: str) -> AuditedTarget:
    return AuditedTarget(label=label, outcome="could-not", why="late")


def known(journal: Journal) -> set[str]:
    return {label for label in "abc" if journal.judged(label, "1")}


def test_target_that_is_another_now_is_audited_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with open_journal(path, DEPENDS) as journal:
        journal.add(judged("a"), "1")
    with open_journal(path, DEPENDS) as journal:
        assert journal.judged("a", "2") is None
        journal.add(judged("a"), "2")
    with open_journal(path, DEPENDS) as journal:
        assert (journal.judged("a", "1"), journal.judged("a", "2")) == (None, judged("a"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_journal_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with open_journal(path, DEPENDS):
        assert path.stat().st_mode & 0o077 == 0


def test_what_was_judged_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "journal.jsonl"
    with open_journal(path, DEPENDS) as journal:
        assert known(journal) == set()
        journal.add(judged("a"), "1")
        journal.add(failed("b"), "1")
    with open_journal(path, DEPENDS) as journal:
        assert journal.judged("a", "1") == judged("a")
        assert known(journal) == {"a"}
        journal.add(judged("b"), "1")
    with open_journal(path, DEPENDS) as journal:
        assert known(journal) == {"a", "b"}


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_line_that_was_cut_off_does_not_count(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal.jsonl"
    with open_journal(path, DEPENDS) as journal:
        journal.add(judged("a"), "1")
        journal.add(judged("b"), "1")
    path.write_bytes(path.read_bytes()[:-cut])
    with open_journal(path, DEPENDS) as journal:
        assert known(journal) == {"a"}
        journal.add(judged("c"), "1")
    with open_journal(path, DEPENDS) as journal:
        assert known(journal) == {"a", "c"}


def test_head_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with open_journal(path, DEPENDS):
        pass
    path.write_bytes(path.read_bytes()[:9])
    with open_journal(path, DEPENDS) as journal:
        journal.add(judged("a"), "1")
    with open_journal(path, DEPENDS) as journal:
        assert known(journal) == {"a"}


def test_run_under_other_conditions_is_refused_and_told_which(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with open_journal(path, DEPENDS) as journal:
        journal.add(judged("a"), "1")
    before = path.read_bytes()
    with (
        pytest.raises(JournalError, match="begun with another rule set:"),
        open_journal(path, {**DEPENDS, "rule set": "def"}),
    ):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["notes of mine", "notes\nof mine\n", "{}\n", "[1]\n"])
def test_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(JournalError, match="is no journal"), open_journal(path, DEPENDS):
        pass
    assert path.read_text("utf-8") == content


def test_line_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with open_journal(path, DEPENDS) as journal:
        journal.add(judged("a"), "1")
    with path.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    with (
        pytest.raises(JournalError, match=r"journal\.jsonl, line 3: expected"),
        open_journal(path, DEPENDS),
    ):
        pass


def test_journal_in_use_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with (
        open_journal(path, DEPENDS),
        pytest.raises(JournalError, match="another audit"),
        open_journal(path, DEPENDS),
    ):
        pass
