"""Who may open the console: one-time codes, sessions that outlive the agent, roles that nobody can claim."""

import asyncio
import json
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent.server.consoles import FILE, LASTING, MOST, Consoles
from agent.server.limits import Budget
from agent.server.state import StateDirectory, StateError
from agent.wire import CloseCode
from tests.server import raw
from tests.server.agents import FakeClock, LocalAgent, running
from tests.server.client import ORIGIN, ClosedError, call, connect, eventually
from tests.server.trainer import at_console, bearer, console_code, knocking, own, redeem

QUICK = Budget(slowest_refusal_seconds=0.01, free_proof_failures=0)
SCRIPTS = ("POST", "/v1/console/codes"), ("DELETE", "/v1/console/sessions")
RECORDS = (
    *(("GET", "/v1/lessons"), ("DELETE", f"/v1/lessons/{'A' * 22}"), ("GET", "/v1/runs")),
    *(("DELETE", f"/v1/runs/{'A' * 22}"), ("GET", f"/v1/runs/{'A' * 22}/recap")),
    *(("GET", "/v1/progress"), ("DELETE", "/v1/progress/Mika")),
)


async def status(agent: LocalAgent, token: str, method: str = "GET", path: str = "/v1/lessons") -> int:
    async with call(agent.port, method, path, token) as answer:
        return answer.status


async def test_t19_a_code_is_good_for_one_session_and_its_second_use_is_logged(tmp_path: Path) -> None:
    async with running(tmp_path, budget=QUICK) as agent:
        code = await console_code(agent)
        assert (await redeem(agent, code))[0] == 200
        with capture_logs() as logs:
            again, body = await redeem(agent, code)
        assert (again, body["code"]) == (403, "console-code")
        assert [entry["log_level"] for entry in logs if entry["event"] == "console.code-reused"] == [
            "warning"
        ]


async def test_t19_a_code_is_void_after_sixty_seconds_and_when_another_is_made(tmp_path: Path) -> None:
    clock = FakeClock()
    async with running(tmp_path, budget=QUICK, clock=clock) as agent:
        code = await console_code(agent)
        clock.now += 59.9
        assert (await redeem(agent, code))[0] == 200
        late = await console_code(agent)
        clock.now += 60
        assert (await redeem(agent, late))[0] == 403
        replaced, newest = await console_code(agent), await console_code(agent)
        assert (await redeem(agent, replaced))[0] == 403
        assert (await redeem(agent, newest))[0] == 200


async def test_t19_wrong_codes_are_slowed_down_and_burn_the_right_one(tmp_path: Path) -> None:
    async with running(tmp_path, budget=QUICK) as agent:
        code = await console_code(agent)
        with capture_logs() as logs:
            assert {(await redeem(agent, "A" * 22))[0] for _ in range(QUICK.burning_failures)} == {403}
        assert "console.code-burned" in [entry["event"] for entry in logs]
        assert (await redeem(agent, code))[0] == 403
        assert agent.inside.console_brake.failed() == QUICK.slowest_refusal_seconds


async def test_t19_codes_and_bearers_are_in_no_log_and_the_state_holds_only_a_hash(
    local_agent: LocalAgent,
) -> None:
    with capture_logs() as logs:
        code = await console_code(local_agent)
        _, body = await redeem(local_agent, code)
        await redeem(local_agent, code)
        async with at_console(local_agent, token=body["token"]):
            pass
        await status(local_agent, "wrong")
    path = local_agent.state.path / FILE
    for secret in (code, body["token"]):
        assert secret not in str(logs)
        assert secret.encode() not in b"".join(
            file.read_bytes() for file in local_agent.state.path.iterdir() if file.is_file()
        )
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "origin",
    [None, "null", ORIGIN, "http://127.0.0.1:1", "http://localhost", "https://sellercentral.amazon.com"],
)
async def test_a_code_and_the_socket_are_only_for_the_consoles_own_page(
    local_agent: LocalAgent, origin: str | None
) -> None:
    await local_agent.paired()
    code = await console_code(local_agent)
    assert (await redeem(local_agent, code, origin)) == (403, {})
    lines = () if origin is None else (f"Origin: {origin}",)
    host = f"Host: {local_agent.host}"
    sent = raw.request("GET", "/v1/console/ws", host, *lines, *raw.socket_headers())
    assert (await raw.exchange(local_agent.port, sent)).status == 403
    assert (await redeem(local_agent, code))[0] == 200  # was not used up


async def test_the_consoles_own_origin_is_worth_nothing_at_other_routes(local_agent: LocalAgent) -> None:
    await local_agent.paired()
    mine = {"Origin": own(local_agent)}
    body = {"listing": {"platform": "amazon"}}
    for method, path, sent in (
        ("POST", "/v1/check", body),
        ("POST", "/v1/pairings", {}),
        ("POST", "/v1/console/codes", None),
        ("GET", "/v1/openapi.json", None),
    ):
        async with call(local_agent.port, method, path, local_agent.token, json=sent, headers=mine) as answer:
            assert answer.status == 403, path
    lines = (f"Host: {local_agent.host}", f"Origin: {own(local_agent)}", *raw.socket_headers())
    assert (await raw.exchange(local_agent.port, raw.request("GET", "/v1/ws", *lines))).status == 403


async def test_t09_an_extension_may_not_use_what_is_the_consoles(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    claims = {"X-Role": "console"}
    async with connect(local_agent.port, identity) as link:
        for method, path in (*SCRIPTS, *RECORDS):
            address = f"{path}?role=console"
            async with call(local_agent.port, method, address, link.token, headers=claims) as answer:
                assert (answer.status, (await answer.json())["code"]) == (403, "role"), path
        async with knocking(local_agent) as trainer:
            hello = {"type": "hello", "token": link.token, "locale": "en"}
            await trainer.socket.send_json(hello)
            assert await trainer.closing() == (CloseCode.UNAUTHORISED, "the console's session is over")


async def test_t09_a_console_may_not_use_what_is_the_extensions_or_the_command_lines(
    local_agent: LocalAgent,
) -> None:
    token = await bearer(local_agent)
    body: dict[str, Any] = {"listing": {"platform": "amazon"}}
    for method, path in (*SCRIPTS, ("GET", "/v1/pairings"), ("DELETE", "/v1/pairings")):
        assert await status(local_agent, token, method, path) == 403, path
    async with call(local_agent.port, "POST", "/v1/check", token, json=body) as answer:
        assert answer.status == 403
    for method, path in RECORDS:
        assert await status(local_agent, token, method, path) in (200, 404), path


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "[]",
        '{"type":"hello"}',
        '{"type":"hello","token":"short","locale":"en"}',
        '{"type":"hello","token":"' + "A" * 43 + '","locale":"en","role":"cli"}',
        '{"type":"watch","page":null}',
        '{"type":"hello","token":"' + "A" * 43 + '","locale":"en"}',
    ],
)
async def test_anything_but_a_good_hello_closes_the_socket_with_4401(
    local_agent: LocalAgent, said: str
) -> None:
    async with knocking(local_agent) as trainer:
        await trainer.socket.send_str(said)
        assert (await trainer.closing())[0] == CloseCode.UNAUTHORISED
    await eventually(lambda: local_agent.inside.sockets_now == 0)


async def test_a_silent_console_is_closed_after_the_deadline(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(handshake_seconds=0.05)) as agent, knocking(agent) as trainer:
        assert await trainer.closing() == (CloseCode.UNAUTHORISED, "no proof in time")


async def test_a_session_outlives_the_agent_and_is_void_after_twelve_hours(tmp_path: Path) -> None:
    now = [datetime(2026, 11, 22, 9, tzinfo=UTC)]
    async with running(tmp_path, now=lambda: now[0]) as agent:
        token = await bearer(agent)
        assert await status(agent, token) == 200
    async with running(tmp_path, now=lambda: now[0]) as agent:
        assert await status(agent, token) == 200
        async with at_console(agent, token=token) as trainer:
            now[0] += LASTING
            await trainer.socket.send_json({"type": "ping"})
            assert await trainer.closing() == (CloseCode.UNAUTHORISED, "the console's session is over")
        assert await status(agent, token) == 401


async def test_f04_a_session_made_after_the_clocks_now_is_void(tmp_path: Path) -> None:
    now = [datetime(2026, 11, 22, 9, tzinfo=UTC)]
    async with running(tmp_path, now=lambda: now[0]) as agent:
        token = await bearer(agent)
        now[0] -= timedelta(seconds=1)
        assert await status(agent, token) == 401


async def test_revoking_closes_every_console_and_voids_its_bearer(local_agent: LocalAgent) -> None:
    token = await bearer(local_agent)
    async with at_console(local_agent, token=token) as trainer:
        async with call(local_agent.port, "DELETE", "/v1/console/sessions", local_agent.token) as answer:
            assert await answer.json() == {"revoked": 1}
        assert await trainer.closing() == (CloseCode.REVOKED, "console revoked")
    assert await status(local_agent, token) == 401


async def test_stopping_the_agent_closes_consoles_as_going_away(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        consoles = at_console(agent)
        trainer = await consoles.__aenter__()
        closed = asyncio.ensure_future(trainer.closing())
    assert await closed == (1001, "agent stopped")
    await consoles.__aexit__(None, None, None)


async def test_the_ninth_socket_of_a_console_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(sockets_per_client=1)) as agent:
        token = await bearer(agent)
        async with at_console(agent, token=token):
            with pytest.raises(ClosedError, match="too many sockets"):
                async with at_console(agent, token=token):
                    pass


def consoles(path: Path) -> Consoles:
    return Consoles(StateDirectory(path), Budget(), FakeClock())


def test_the_oldest_of_too_many_sessions_gives_way(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    kept = consoles(tmp_path)
    tokens = [kept.open() for _ in range(MOST + 1)]
    assert kept.of(tokens[0]) is None
    assert all(kept.of(token) is not None for token in tokens[1:])
    assert len(json.loads((tmp_path / FILE).read_text("utf-8"))["sessions"]) == MOST


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version":1,"sessions":[{"digest":"x"}]}'])
def test_f08_a_damaged_file_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    tmp_path.chmod(0o700)
    StateDirectory(tmp_path).write(FILE, content)
    with capture_logs() as logs:
        kept = consoles(tmp_path)
    assert [entry["event"] for entry in logs] == ["console.corrupt"]
    assert next(tmp_path.glob(f"{FILE}.corrupt-*")).read_bytes() == content
    assert kept.of(kept.open()) is not None


def test_f08_a_newer_file_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    StateDirectory(tmp_path).write(FILE, b'{"version":2,"consoles":[]}')
    with pytest.raises(StateError, match="newer tenken"):
        consoles(tmp_path)


async def test_f02_a_full_disk_refuses_a_console_with_a_reason_and_loses_nothing(
    local_agent: LocalAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await bearer(local_agent)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    code = await console_code(local_agent)
    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr("agent.server.state.os.fsync", full)
        refused, body = await redeem(local_agent, code)
    assert (refused, body["code"]) == (503, "state")
    assert "No space left" in next(entry["reason"] for entry in logs if entry["event"] == "state.unwritable")
    assert await status(local_agent, before) == 200
    assert await status(local_agent, await bearer(local_agent)) == 200


async def test_f02_consoles_are_revoked_although_that_cannot_be_written(
    local_agent: LocalAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await bearer(local_agent)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, capture_logs():
        patched.setattr("agent.server.state.os.fsync", full)
        async with call(local_agent.port, "DELETE", "/v1/console/sessions", local_agent.token) as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "state")
    assert await status(local_agent, before) == 401
