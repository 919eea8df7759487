"""``tenken lesson new | check | open | plantable`` as people call it."""

import json
from pathlib import Path

import pytest

from agent.cli import main
from agent.lessons.lesson import Lesson, read_lesson
from tests.server.processes import served, tenken

NEW = (
    "lesson",
    "new",
    "--rules",
    "mercari/outside-contact",
    "mercari/price-in-*",
    "--count",
    "2",
    "--seed",
    "1",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lesson") / "seven.json"
    assert main([*NEW, "--locale", "ja", "-o", str(path)]) == 0
    return path


def lesson_of(path: Path) -> Lesson:
    return read_lesson(path.read_bytes())


def test_a_lesson_is_written_with_the_faults_that_were_asked_for(made: Path) -> None:
    lesson = lesson_of(made)
    assert lesson.site == "mercari"
    assert len(lesson.rules()) == 2
    assert all(rule in {"mercari/outside-contact", "mercari/price-in-text"} for rule in lesson.rules())


def test_a_file_is_not_replaced_unasked(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = made.read_bytes()
    assert main([*NEW, "-o", str(made)]) == 2
    assert "--force" in capsys.readouterr().err
    assert made.read_bytes() == before


def test_a_lesson_is_checked(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "check", str(made)]) == 0
    assert capsys.readouterr().out == f"{made}: {len(lesson_of(made).planted)} faults, as planted\n"


def test_a_lesson_whose_key_is_another_one_fails_the_check(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.loads(made.read_text("utf-8"))
    said["listing"]["price"] = "¥1"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(said), "utf-8")
    assert main(["lesson", "check", str(changed)]) == 1
    assert "found, and not planted: mercari/price-outside-range at price" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "{}", '{"version": 9}', "no lesson"])
def test_what_is_no_lesson_is_named(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, "utf-8")
    for words in (["check", str(path)], ["open", str(path)]):
        assert main(["lesson", *words]) == 2
        assert capsys.readouterr().err.startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--rules", "mercari/no-such-rule"], "`tenken rules` lists them"),
        (["--groups", "nonsense"], "the groups are claim, law"),
        (["--rules", "mercari/outside-link"], "tenken lesson plantable --site mercari"),
        (["--count", "0"], "--count: expected 1 or more"),
        (["--site", "amazon", "--marketplace", "xx"], "--marketplace: no practice listing for 'xx'"),
    ],
)
def test_what_cannot_be_made_says_what_to_change(
    words: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.json"
    assert main(["lesson", "new", *words, "-o", str(path)]) == 2
    assert expected in capsys.readouterr().err
    assert not path.exists()


def test_a_rule_that_came_along_is_named_and_not_counted_as_planted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.json"
    chosen = ["--rules", "image/main-image-contact", "--site", "amazon", "--marketplace", "jp"]
    assert main(["lesson", "new", *chosen, "--count", "2", "--seed", "1", "-o", str(path)]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "image/main-image-text: came along with another rule: what breaks that one breaks it, too",
        "only 1 of 2 rules could be planted together: choose more with --rules, or another --seed",
    ]
    assert told.out.endswith("of 2 rules, seed 1\n")


def test_a_rule_is_planted_somewhere_or_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    rules = ["--rules", "mercari/outside-contact", "mercari/outside-link", "--locale", "en"]
    assert main(["lesson", "plantable", *rules]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "mercari/outside-contact  mercari jp"
    assert lines[1].startswith("mercari/outside-link     -  It only ever suspects")
    assert lines[2] == "1 of 2 rules can be planted"


async def test_a_lesson_is_opened_in_the_running_agent(made: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with served(state, "--port", "0") as agent:
        result = await tenken("lesson", "open", str(made), state=state)
        assert (result.code, result.err) == (0, "")
        address = f"http://127.0.0.1:{agent.running.port}/practice/{lesson_of(made).id}"
        assert result.out == f"{address}\n"


async def test_without_an_agent_it_says_how_to_start_one(made: Path, tmp_path: Path) -> None:
    result = await tenken("lesson", "open", str(made), state=tmp_path / "state")
    assert (result.code, result.out) == (2, "")
    assert result.err == "the agent is not running: start it with `tenken serve`\n"
