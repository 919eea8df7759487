"""Key files: private, whole, and never guessed at."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent.server import binding, instance
from agent.server.pairing import FILE, Pairings
from agent.server.state import StateDirectory, StateError, default_path

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows protects %LOCALAPPDATA% by access lists")


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "state")
    directory.prepare()
    return directory


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_t15_directory_and_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        state = StateDirectory(tmp_path / "state")
        state.prepare()
        Pairings(state)
        with instance.only_instance(state), instance.announced(state, 1, "x" * 43):
            assert mode(state.path) == 0o700
            assert {path.name: mode(path) for path in state.path.iterdir()} == {
                "agent.json": 0o600,
                "agent.lock": 0o600,
                "pairings.json": 0o600,
            }
    finally:
        os.umask(old)


@posix
@pytest.mark.parametrize("loose", [0o644, 0o640, 0o604, 0o666, 0o660])
def test_t15_a_key_file_with_loose_mode_is_refused_with_the_command_that_mends_it(
    state: StateDirectory, loose: int
) -> None:
    Pairings(state)
    path = state.path / FILE
    path.chmod(loose)
    with pytest.raises(StateError) as refusal:
        Pairings(state)
    assert str(refusal.value).endswith(f"run `chmod 600 {path}`")
    assert "\n" not in str(refusal.value)


@posix
def test_t15_a_loose_directory_is_refused_with_the_command_that_mends_it(state: StateDirectory) -> None:
    state.path.chmod(0o755)
    with pytest.raises(StateError, match="run `chmod 700 "):
        state.prepare()


@posix
def test_t15_a_foreign_owner_is_refused(state: StateDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    Pairings(state)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(StateError, match="belongs to user"):
        Pairings(state)
    with pytest.raises(StateError, match="belongs to user"):
        state.prepare()


def test_a_state_path_that_is_a_file_or_unwritable_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StateError, match="TENKEN_STATE"):
            StateDirectory(path).prepare()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"version": 1}', b"\xff", b"[" * 100_000])
def test_a_corrupt_file_is_set_aside_and_said_so(state: StateDirectory, content: bytes) -> None:
    state.write(FILE, content)
    with capture_logs() as logs:
        assert Pairings(state).all() == ()
    (aside,) = state.path.glob(f"{FILE}.corrupt-*")
    assert aside.read_bytes() == content
    assert [entry["event"] for entry in logs] == ["pairings.corrupt"]
    assert logs[0]["moved_to"] == str(aside)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(state: StateDirectory) -> None:
    content = json.dumps({"version": 2, "keys": []}).encode()
    state.write(FILE, content)
    with pytest.raises(StateError, match="newer tenken"):
        Pairings(state)
    assert (state.path / FILE).read_bytes() == content


def test_pairings_and_the_agents_id_survive_a_restart(state: StateDirectory) -> None:
    first = Pairings(state)
    kept = first.add("A" * 22, "chrome-extension://" + "a" * 32, "browser", bytes(32))
    again = Pairings(state)
    assert (again.agent_id, again.all()) == (first.agent_id, (kept,))
    assert again.revoke("A" * 22)
    assert Pairings(state).all() == ()


def test_a_failed_write_leaves_the_old_file_and_no_rest(
    state: StateDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairings = Pairings(state)
    before = (state.path / FILE).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StateError, match="No space left on device"):
        pairings.add("A" * 22, "chrome-extension://" + "a" * 32, "browser", bytes(32))
    assert pairings.all() == ()
    assert (state.path / FILE).read_bytes() == before
    assert [path.name for path in state.path.iterdir()] == [FILE]


def test_the_variable_names_the_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path))
    assert default_path() == tmp_path
    monkeypatch.delenv("TENKEN_STATE")
    assert "tenken" in str(default_path())


def test_f09_a_second_holder_of_the_lock_is_refused_and_a_released_lock_is_free(
    state: StateDirectory,
) -> None:
    who = f"process {os.getpid()} on port 8765"
    with (
        instance.only_instance(state),
        instance.announced(state, 8765, "x" * 43),
        pytest.raises(instance.AlreadyRunningError, match=who),
    ):
        instance.only_instance(state).__enter__()
    assert instance.find(state) is None
    with instance.only_instance(state):
        pass


def test_ports_are_tried_in_order_and_taken_ones_are_told() -> None:
    taken: list[int] = []
    with binding.bind((0,), taken.append) as first, binding.bind((0,), taken.append) as second:
        port = first.getsockname()[1]
        free = second.getsockname()[1]
        second.close()
        with binding.bind((port, free), taken.append) as third:
            assert third.getsockname() == ("127.0.0.1", free)
        assert taken == [port]
        with pytest.raises(binding.PortTakenError, match=f"port {port} is taken"):
            binding.bind((port,), taken.append)
