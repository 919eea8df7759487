"""What ``tenken lesson`` tells of runs and does with them, through the agent and from the store itself."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent import cli
from agent.commands.lesson_books import forget_all
from agent.lessons.run import Run
from agent.server.state import StateDirectory
from agent.store.store import Store, open_store
from agent.wire_console import Direct, RunEntry
from tests.lessons import recaps
from tests.server.processes import Result, served, tenken

Command = Callable[..., Result]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENKEN_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "state"
    StateDirectory(folder).prepare()
    return folder


@pytest.fixture
def command(state: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """``tenken lesson …`` in this process, with the tests' state."""

    def run(*words: str) -> Result:
        code = cli.main(["lesson", words[0], "--state", str(state), "--locale", "en", *words[1:]])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


def keep(store: Store, *names: str, ended: bool = True) -> list[Run]:
    """One hunt a name, oldest first."""
    kept = []
    for place, name in enumerate(names):
        told = recaps.told(learner=name)
        run = told.run.model_copy(
            update={"id": f"{'ASA'[place]}{place:021d}", "started": recaps.after(60 * place), "ended": None}
        )
        store.begin(run)
        store.direct(run.id, Direct(page=run.page, mode="hunt"))
        for attempt in told.attempts:
            store.attempt(attempt.model_copy(update={"run": run.id}))
        if ended:
            store.end(run.id, recaps.after(600))
        kept.append(run)
    return kept


@pytest.fixture
def kept(state: Path) -> list[Run]:
    store = open_store(None, state)
    runs = keep(store, "Abe", "佐藤", "Abe")
    store.close()
    return runs


def test_without_any_lesson_it_says_so_and_makes_nothing(command: Command, state: Path) -> None:
    assert command("runs").out == "no run is kept: hold a lesson with `tenken console`\n"
    assert command("progress").out == "no learner with a name was in a hunt or a quiz yet\n"
    assert command("forget", "--all").out == "removed 0 runs\n"
    lost = command("recap", "last")
    assert (lost.code, lost.err) == (2, "no run begins with 'last'; `tenken lesson runs` lists them\n")
    assert list(state.iterdir()) == []


def test_runs_are_listed_newest_first_each_on_a_line(command: Command, kept: list[Run]) -> None:
    lines = command("runs").out.splitlines()
    assert [line.split()[0] for line in lines] == [run.id for run in reversed(kept)]
    assert "9/17 found, 2 wrong  佐藤  練習: 保温ボトル" in lines[1]


@pytest.mark.usefixtures("kept")
def test_a_recap_is_written_where_it_is_wanted(command: Command, tmp_path: Path) -> None:
    written = command("recap", "S", "-o", str(tmp_path / "out" / "recap.html"))
    assert (written.code, written.out) == (0, f"{tmp_path / 'out' / 'recap.html'}\n")
    page = (tmp_path / "out" / "recap.html").read_text("utf-8")
    assert "佐藤" in page
    assert "Promotional phrase in the title" in page, "in the language asked for"
    hidden = command("recap", "S", "--hide-names", "--hide-texts", "--csv")
    table = Path(hidden.out.strip()).read_text("utf-8")
    assert hidden.out.strip() == "tenken-recap-20261122-0931-S00000.csv"
    assert "佐藤" not in table
    assert "送料無料" not in table
    assert "▒▒▒▒" in table


@pytest.mark.usefixtures("kept")
def test_a_run_is_named_by_its_beginning_if_that_is_one_runs(command: Command, tmp_path: Path) -> None:
    several = command("recap", "A")
    assert (several.code, several.err) == (
        2,
        "several runs begin with 'A'; `tenken lesson runs` lists them\n",
    )
    assert command("recap", "A000000000000000000002").code == 0
    assert command("recap", "last", "-o", str(tmp_path)).code == 2, "a folder is no file"


@pytest.mark.usefixtures("kept")
def test_progress_is_told_for_all_or_one_the_weakest_first(command: Command) -> None:
    told = command("progress").out
    assert told.splitlines()[0] == "Abe"
    assert "佐藤" in told
    assert told.splitlines()[1].split()[0] == "0/2"
    assert told.splitlines()[1].endswith("Price, delivery, contact  practise now")
    assert "佐藤" not in command("progress", " Abe ").out
    nobody = command("progress", "\x1b[31mEve")
    assert (nobody.code, nobody.out) == (2, "")
    assert nobody.err == "nothing is kept of '\ufffd[31mEve'; `tenken lesson runs` shows the names\n"


@pytest.mark.usefixtures("kept")
def test_a_learner_a_run_and_all_are_forgotten(command: Command) -> None:
    assert command("forget", "--run", "A").code == 2
    assert command("forget", "--run", "A000000000000000000002").out == "removed 1 run\n"
    assert command("forget", "Abe").out == "removed 1 run\n"
    for nobody in ("Abe", "", " ", "\udcff"):
        assert command("forget", nobody).code == 2
    assert command("forget", "--all").out == "removed 1 run\n"
    assert "no run is kept" in command("runs").out


def test_a_run_left_open_is_finished_once(command: Command, state: Path) -> None:
    store = open_store(None, state)
    (run,) = keep(store, "Abe", ended=False)
    store.close()
    before = command("progress").out
    told = command("finish", "last").out
    assert told.split()[0] == run.id
    assert "over  9/17 found, 2 wrong  Abe" in told
    assert command("progress").out != before, "what was missed counts now"
    store = open_store(None, state)
    (ended,) = store.runs()
    assert command("finish", run.id).out == told
    assert store.runs() == (ended,), "the first end counts"
    assert told == command("runs").out
    store.close()


UNKNOWN = "x" * 22


@pytest.mark.parametrize("words", [("recap", UNKNOWN), ("finish", UNKNOWN), ("forget", "--run", UNKNOWN)])
@pytest.mark.parametrize("fixture", ["kept", "state"])
def test_a_whole_id_of_no_run_is_said_to_be_none(
    words: tuple[str, ...], fixture: str, command: Command, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(fixture)
    told = command(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err == f"no run begins with '{UNKNOWN}'; `tenken lesson runs` lists them\n"


def test_a_run_older_than_those_listed_is_reached_by_its_whole_id(
    command: Command, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(None, state)
    old, _ = keep(store, "Abe", "佐藤", ended=False)
    store.close()
    listed = Store.runs
    monkeypatch.setattr(Store, "runs", lambda self: listed(self, 1))
    assert command("recap", old.id[:5]).code == 2
    assert command("recap", old.id).out == "tenken-recap-20261122-0930-A00000.html\n"
    assert command("finish", old.id).out.startswith(f"{old.id}  ")
    assert command("forget", "--run", old.id).out == "removed 1 run\n"


def test_forgetting_all_goes_beyond_what_is_listed_at_once() -> None:
    book = _Shelf(5)
    assert forget_all(book) == 5
    assert book.left == []


class _Shelf:
    """A book that tells two runs at a time."""

    def __init__(self, count: int) -> None:
        entry = RunEntry(
            id="0" * 22, learner="", title="", started=recaps.START, ended=None, found=0, total=0, wrong=0
        )
        self.left = [entry.model_copy(update={"id": f"{place:022d}"}) for place in range(count)]

    def runs(self) -> tuple[RunEntry, ...]:
        return tuple(self.left[:2])

    def forget_run(self, run: str) -> bool:
        before = len(self.left)
        self.left = [entry for entry in self.left if entry.id != run]
        return len(self.left) < before


def test_what_is_wrong_with_the_store_is_one_line(command: Command, state: Path) -> None:
    result = command("runs", "--store", "postgresql://teacher:S3cret@127.0.0.1:1/school")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert "S3cret" not in result.err
    (state / "lessons.db").write_bytes(b"")
    (state / "lessons.db").chmod(0o644)
    if sys.platform != "win32":
        assert command("runs").err.endswith(f"run `chmod 600 {state / 'lessons.db'}`\n")


async def test_a_running_agent_is_asked(command: Command, state: Path, tmp_path: Path) -> None:
    store = open_store(None, state)
    first, second, _ = keep(store, "Abe", "佐藤", "Eve")
    store.close()
    async with served(state, "--port", "0") as agent:
        listed = await tenken("lesson", "runs", state=state)
        assert listed.err == ""
        assert [line.split()[0] for line in listed.out.splitlines()][1:] == [second.id, first.id]
        named = command("forget", "--all", "--store", f"sqlite:///{tmp_path}/old.db")
        assert (named.code, named.out) == (2, "")
        assert named.err == (
            "--store: the agent that runs has a store of its own: stop it first, or leave out --store\n"
        )
        over = command("finish", first.id).out
        assert over == listed.out.splitlines(keepends=True)[2]
        assert command("finish", "0" * 22).err.startswith("the agent refused: no such run")
        page = tmp_path / "recap.html"
        assert command("recap", first.id).out == "tenken-recap-20261122-0930-A00000.html\n"
        assert command("recap", first.id, "--hide-names", "-o", str(page)).out == f"{page}\n"
        assert "Promotional phrase in the title" in page.read_text("utf-8")
        assert "Abe" not in page.read_text("utf-8")
        told = command("progress", "佐藤").out
        assert told.startswith("佐藤\n")
        assert "Price, delivery, contact" in told
        assert command("forget", "佐藤").out == "removed 1 run\n"
        refused = command("forget", "佐藤")
        assert (refused.code, refused.err[:25]) == (2, "the agent refused: no run")
        assert command("forget", "--all").out == "removed 2 runs\n"
        assert agent.process.returncode is None


async def test_a_file_left_by_a_killed_agent_does_not_hide_what_is_kept(
    command: Command, state: Path, kept: list[Run]
) -> None:
    left = b'{"port": 1, "pid": 1, "start_id": "x", "cli_token": "y"}'
    StateDirectory(state).write("agent.json", left)
    assert len(command("runs").out.splitlines()) == len(kept)
