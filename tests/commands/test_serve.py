"""``tenken serve`` from outside: it starts alone, privately and loudly, or not at all."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.server.client import call, connect, pair
from tests.server.processes import SECONDS, run_python, served, tenken

RUN = "import sys, agent.cli; sys.exit(agent.cli.main({}))"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and file modes of POSIX")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


async def test_it_says_where_it_is_ready_and_leaves_no_trace_when_stopped(state: Path) -> None:
    async with served(state, "--port", "0") as agent:
        assert agent.line.startswith(f"Tenken agent is ready on 127.0.0.1:{agent.running.port}")
        assert agent.running.pid == agent.process.pid
        async with call(agent.running.port, "GET", "/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
        agent.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(agent.process.wait(), 10) == 0
        assert not (state / "agent.json").exists()


@posix
async def test_interrupting_it_is_a_clean_stop_too_also_with_a_socket_open(state: Path) -> None:
    async with served(state, "--port", "0") as agent:
        port = agent.running.port
        text = (await tenken("pair", state=state)).out.strip()
        async with pair(port, text) as link:
            agent.process.send_signal(signal.SIGINT)
            assert await link.closing() == (1001, "agent stopped")
        assert await asyncio.wait_for(agent.process.wait(), 10) == 0
    assert not (state / "agent.json").exists()


async def test_real_rules_judge_over_the_socket_and_over_http(state: Path) -> None:
    listing = {"platform": "amazon", "marketplace": "jp", "title": "【送料無料】机 " + "x" * 300}
    async with served(state, "--port", "0") as agent:
        port, token = agent.running.port, agent.running.cli_token
        async with call(port, "POST", "/v1/check", token, json={"listing": listing}) as answer:
            checked = await answer.json()
        text = (await tenken("pair", state=state)).out.strip()
        async with pair(port, text) as link:
            live = await link.audit(listing)
    assert live.type == "report"
    assert [entry.model_dump(mode="json") for entry in live.annotations] == checked["annotations"]
    assert [entry for entry in checked["annotations"] if entry["outcome"] == "violation"]


@posix
async def test_t06_after_sigkill_the_next_start_takes_the_port_and_the_pairing_over(state: Path) -> None:
    """Also F09: a lock left behind is no hindrance."""
    async with served(state, "--port", "0") as agent:
        first = agent.running
        text = (await tenken("pair", state=state)).out.strip()
        async with pair(first.port, text) as link:
            agent.process.kill()
            await agent.process.wait()
    assert (state / "agent.json").exists()
    assert "not running" in (await tenken("pair", state=state)).err
    async with served(state, "--port", str(first.port)) as agent:
        assert agent.running.start_id != first.start_id
        async with call(first.port, "GET", "/v1/pairings", first.cli_token) as answer:
            assert answer.status == 401
        async with connect(first.port, link.identity) as again:
            assert again.token != link.token


async def test_f09_a_second_agent_exits_naming_the_first_ones_process(state: Path) -> None:
    async with served(state, "--port", "0") as agent:
        second = await tenken("serve", "--port", "0", state=state)
        assert second.code == 2
        assert f"process {agent.process.pid} on port {agent.running.port}" in second.err
        assert second.out == ""


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - another program's mistake
@pytest.mark.parametrize("reuse", [False, True])
async def test_t16_a_taken_port_is_named_and_no_other_is_used(
    state: Path, address: str, *, reuse: bool
) -> None:
    with socket.socket() as other:
        if reuse and hasattr(socket, "SO_REUSEPORT"):
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((address, 0))
        other.listen()
        port = other.getsockname()[1]
        result = await tenken("serve", "--port", str(port), state=state)
    assert (result.code, result.out) == (2, "")
    assert f"port {port} is taken" in result.err
    assert "--port" in result.err


@pytest.mark.skipif(not socket.has_ipv6, reason="T16: this machine has no IPv6")
async def test_t16_a_program_on_ipv6_loopback_is_no_hindrance_and_is_never_joined(state: Path) -> None:
    with socket.socket(socket.AF_INET6) as other:
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.bind(("::1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with served(state, "--port", str(port)) as agent:
            assert agent.line.startswith(f"Tenken agent is ready on 127.0.0.1:{port}")


async def test_without_a_port_the_first_free_one_of_the_fixed_list_is_taken_and_the_taken_one_logged(
    state: Path,
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        # A list of this test's own: the real one may be in use on the machine.
        code = f"import agent.server.serving as s; s.PORTS = ({taken}, 0); {RUN.format(['serve'])}"
        process = await run_python(code, state)
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), SECONDS)
        process.terminate()
        _, err = await process.communicate()
    assert line.startswith(b"Tenken agent is ready on 127.0.0.1:")
    assert f'"port": {taken}, "event": "port.taken"' in err.decode()


@posix
@pytest.mark.parametrize("name", ["pairings.json", "."])
async def test_t15_loose_modes_stop_it_with_one_line_that_mends_them(state: Path, name: str) -> None:
    async with served(state, "--port", "0"):
        pass
    path = (state / name).resolve()
    path.chmod(0o755 if path.is_dir() else 0o644)
    result = await tenken("serve", "--port", "0", state=state)
    assert result.code == 2
    lines = [line for line in result.err.splitlines() if not line.startswith("{")]
    assert len(lines) == 1
    command = lines[0].split("`")[1]
    assert command == f"chmod {700 if path.is_dir() else 600} {path}"


@posix
async def test_t14_another_user_can_neither_read_the_keys_nor_use_the_agent(tmp_path: Path) -> None:
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        pytest.skip("T14 NOT RUN: becoming another user needs root and setpriv")
    await asyncio.to_thread(tmp_path.chmod, 0o755)
    state = tmp_path / "state"
    async with served(state, "--port", "0") as agent:
        script = (
            f"cat {state}/agent.json; cat {state}/pairings.json; ls {state};"
            f" curl -s -o /dev/null -w '%{{http_code}}\\n' http://127.0.0.1:{agent.running.port}/v1/pairings;"
            " ps -eo args"
        )
        other = await asyncio.create_subprocess_exec(
            *(setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = (said.decode() for said in await other.communicate())
        assert err.count("Permission denied") == 3
        assert agent.running.cli_token not in out
        if shutil.which("curl"):
            assert out.splitlines()[0] == "401"


@pytest.mark.skipif(sys.platform != "linux", reason="reads another process's time from /proc")
async def test_a_wrong_rule_file_stops_it_with_file_and_line(tmp_path: Path) -> None:
    code = (
        "import agent.catalogue; from pathlib import Path; from agent.rules.ruleset import RuleError\n"
        "def load():\n raise RuleError(Path('rules/x.toml'), 3, 'expected a title')\n"
        f"agent.catalogue.load = load; {RUN.format(['serve', '--port', '0'])}"
    )
    process = await run_python(code, tmp_path / "state")
    out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert f"{Path('rules/x.toml')}:3: expected a title" in err.decode()


@pytest.mark.parametrize("words", [("serve", "--port", "x"), ("serve", "--port", "65536"), ("nonsense",), ()])
async def test_wrong_words_exit_with_3_and_say_what_was_expected(state: Path, words: tuple[str, ...]) -> None:
    result = await tenken(*words, state=state)
    assert result.code == 3
    assert "usage: tenken" in result.err
