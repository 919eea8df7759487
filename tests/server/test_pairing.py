"""How a browser becomes paired, and everything that must not make it so."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent.server.limits import Brake, Budget
from agent.wire import CloseCode
from tests.server.agents import FakeClock, LocalAgent, running
from tests.server.client import (
    ORIGIN,
    ClosedError,
    Identity,
    b64,
    call,
    connect,
    eventually,
    new_string,
    opened,
    pair,
    pairing_key,
)

LISTING = {"platform": "amazon", "title": "Desk"}
WRONG = "00000-00000-00000-00000-00000-00"


async def refused(port: int, text: str) -> ClosedError:
    """How a client with this pairing string is sent away, also when it does not check the agent's proof."""
    async with opened(port) as link:
        try:
            await link.prove(await link.hello(None), pairing_key(text))
        except ClosedError as closed:
            return closed
    pytest.fail("was admitted")


async def test_pairing_gives_both_sides_the_same_key_and_the_socket_judges(local_agent: LocalAgent) -> None:
    text = await new_string(local_agent.port, local_agent.token, label="Work laptop")
    async with pair(local_agent.port, text) as link:
        assert link.ready["limits"] == {
            "message_bytes": 262_144,
            "image_bytes": 8_388_608,
            "messages_per_second": 20,
        }
        answer = await link.audit(LISTING)
    assert answer.type == "report"
    (stored,) = local_agent.inside.pairings.all()
    assert stored.key == b64(link.identity.key)
    assert (stored.label, stored.origin) == ("Work laptop", ORIGIN)
    async with connect(local_agent.port, link.identity) as again:
        assert (await again.audit(LISTING)).type == "report"


async def test_t01_an_unknown_client_is_closed_with_4401_and_learns_nothing(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        with pytest.raises(ClosedError) as closed:
            await link.hello("A" * 22)
    assert (closed.value.code, closed.value.reason) == (CloseCode.UNAUTHORISED, "not paired")
    stranger = Identity(identity.agent_id, identity.client_id, bytes(32))
    async with opened(local_agent.port) as link:
        with pytest.raises(ClosedError) as closed:
            await link.prove(await link.hello(stranger.client_id), stranger.key)
    assert closed.value.code == CloseCode.UNAUTHORISED
    assert local_agent.judge.judged == []


async def test_t01_a_paired_key_from_another_origin_is_refused(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    other = await local_agent.paired("moz-extension://01234567-89ab-cdef-0123-456789abcdef")
    async with opened(local_agent.port, other.origin) as link:
        with pytest.raises(ClosedError, match="not paired"):
            await link.hello(identity.client_id)


async def test_t02_wrong_expired_and_reused_strings_are_refused(tmp_path: Path) -> None:
    clock = FakeClock()
    async with running(tmp_path, clock=clock) as agent:
        await agent.paired()  # so that the origin passes when no string is valid
        text = await new_string(agent.port, agent.token)
        assert (await refused(agent.port, WRONG)).reason == "wrong proof"
        clock.now += 300 + 1
        assert (await refused(agent.port, text)).reason == "no pairing string is valid"
        text = await new_string(agent.port, agent.token)
        clock.now += 300 - 1
        async with pair(agent.port, text):
            pass
        with capture_logs() as logs:
            assert (await refused(agent.port, text)).code == CloseCode.UNAUTHORISED
        assert [
            entry for entry in logs if entry["event"] == "pairing.refused" and entry["log_level"] == "warning"
        ]
        assert len(agent.inside.pairings.all()) == 2


async def test_t02_a_new_string_voids_the_one_before(local_agent: LocalAgent) -> None:
    first = await new_string(local_agent.port, local_agent.token)
    second = await new_string(local_agent.port, local_agent.token)
    assert (await refused(local_agent.port, first)).reason == "wrong proof"
    async with pair(local_agent.port, second) as link:
        assert link.token


async def test_t03_wrong_strings_burn_the_code_and_always_get_the_same_code(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(slowest_refusal_seconds=0.01)) as agent:
        await agent.paired()
        text = await new_string(agent.port, agent.token)
        answers = [await refused(agent.port, WRONG) for _ in range(20)]
        assert {answer.code for answer in answers} == {CloseCode.UNAUTHORISED}
        assert [answer.reason for answer in answers].count("wrong proof") == 10
        assert (await refused(agent.port, text)).reason == "no pairing string is valid"
        assert len(agent.inside.pairings.all()) == 1


def test_t03_refusals_slow_down_after_five_in_a_minute_and_recover() -> None:
    clock = FakeClock()
    brake = Brake(free=5, slowest=2, clock=clock)
    waits = [brake.failed() for _ in range(20)]
    assert waits[:5] == [0] * 5
    assert waits[5:8] == [0.25, 0.5, 0.75]
    assert waits[-1] == 2
    clock.now += 61
    assert brake.failed() == 0


async def test_t04_of_two_clients_with_one_string_exactly_one_is_paired(tmp_path: Path) -> None:
    budget = Budget(slowest_refusal_seconds=0, cli_requests_per_second=10_000, cli_request_burst=10_000)
    async with running(tmp_path, budget=budget) as agent:
        for number in range(1, 51):
            text = await new_string(agent.port, agent.token)
            key = pairing_key(text)
            async with opened(agent.port) as one, opened(agent.port) as other:
                # Both hold a challenge for the same string before either proves.
                met = await asyncio.gather(one.hello(None), other.hello(None))
                results = await asyncio.gather(
                    one.prove(met[0], key), other.prove(met[1], key), return_exceptions=True
                )
            assert [result for result in results if result is None] == [None]
            (loser,) = [result for result in results if isinstance(result, ClosedError)]
            assert loser.code == CloseCode.UNAUTHORISED
            assert len(agent.inside.pairings.all()) == number


async def test_t05_before_the_agent_has_proved_its_key_a_client_has_sent_only_a_nonce(
    local_agent: LocalAgent, tmp_path: Path
) -> None:
    identity = await local_agent.paired()
    async with running(tmp_path / "squatter") as squatter:
        await squatter.paired()
        squatter.inside.pairings.add(identity.client_id, ORIGIN, "stolen", bytes(32))
        with pytest.raises(AssertionError, match="another program answers"):
            async with connect(squatter.port, identity):
                pass
        assert squatter.judge.judged == []


async def test_t05_a_proof_for_one_port_is_worth_nothing_at_another(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        link.port += 1  # what a program in the middle, on another port, would pass on
        met = await link.hello(identity.client_id)
        assert link.agent_proof != met.proof("agent", identity.key)
        with pytest.raises(ClosedError, match="wrong proof"):
            await link.prove(met, identity.key)


async def test_t06_after_a_restart_the_old_bearer_is_void_and_the_stored_key_connects_again(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as agent:
        port, identity = agent.port, await agent.paired()
        async with connect(port, identity) as link:
            async with call(port, "GET", "/v1/openapi.json", link.token) as answer:
                assert answer.status == 200
            old = link.token
    async with running(tmp_path, ports=(port,)) as agent:
        async with call(port, "GET", "/v1/openapi.json", old) as answer:
            assert answer.status == 401
        async with connect(port, identity) as link:
            assert (await link.audit(LISTING)).type == "report"


async def test_t08_revoking_closes_the_sockets_within_a_second_and_voids_the_bearer(
    local_agent: LocalAgent,
) -> None:
    identity, other = await local_agent.paired(), await local_agent.paired()
    path = f"/v1/pairings/{identity.client_id}"
    async with connect(local_agent.port, identity) as link, connect(local_agent.port, other) as stays:
        async with call(local_agent.port, "DELETE", path, local_agent.token) as answer:
            assert (answer.status, await answer.json()) == (200, {"revoked": 1})
        async with asyncio.timeout(1):
            assert (await link.closing())[0] == CloseCode.REVOKED
        async with call(local_agent.port, "GET", "/v1/openapi.json", link.token) as answer:
            assert answer.status == 401
        assert (await stays.audit(LISTING)).type == "report"
    async with opened(local_agent.port) as link:
        with pytest.raises(ClosedError, match="not paired"):
            await link.hello(identity.client_id)
    async with call(local_agent.port, "DELETE", path, local_agent.token) as answer:
        assert answer.status == 404


async def test_t08_reset_revokes_all_and_withdraws_the_pairing_string(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    await new_string(local_agent.port, local_agent.token)
    async with connect(local_agent.port, identity) as link:
        async with call(local_agent.port, "DELETE", "/v1/pairings", local_agent.token) as answer:
            assert await answer.json() == {"revoked": 1}
        assert (await link.closing())[0] == CloseCode.REVOKED
    assert local_agent.inside.offers.current() is None
    assert local_agent.inside.pairings.origins == frozenset()


async def test_t08_a_pairing_revoked_during_its_handshake_is_not_admitted(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        met = await link.hello(identity.client_id)
        local_agent.inside.pairings.revoke(identity.client_id)
        with pytest.raises(ClosedError) as closed:
            await link.prove(met, identity.key)
    assert closed.value.code == CloseCode.REVOKED


async def test_t09_a_role_that_the_client_claims_is_not_believed(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        with pytest.raises(ClosedError) as closed:
            await link.hello(identity.client_id, role="cli")
    assert closed.value.code == CloseCode.UNAUTHORISED
    async with connect(local_agent.port, identity) as link:
        for method, path in (
            ("GET", "/v1/pairings?role=cli"),
            ("POST", "/v1/pairings?role=cli"),
            ("DELETE", "/v1/pairings"),
        ):
            body: dict[str, str] | None = {} if method == "POST" else None
            headers = {"X-Role": "cli"}
            async with call(local_agent.port, method, path, link.token, json=body, headers=headers) as answer:
                assert (answer.status, (await answer.json())["code"]) == (403, "role")
    assert local_agent.inside.pairings.get(identity.client_id) is not None


async def test_t17_a_recorded_handshake_cannot_be_replayed(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        met = await link.hello(identity.client_id)
        await link.prove(met, identity.key)
    async with opened(local_agent.port) as replay:
        again = await replay.hello(identity.client_id, nonce_c=met.nonce_c)
        assert again.nonce_s != met.nonce_s
        with pytest.raises(ClosedError, match="wrong proof"):
            await replay.prove(met, identity.key)


async def test_t17_one_socket_has_one_try(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        met = await link.hello(identity.client_id)
        with pytest.raises(ClosedError):
            await link.prove(met, bytes(32))
        assert link.socket.closed


@pytest.mark.parametrize(("version", "reason"), [(0, "extension too old"), (99, "agent too old")])
async def test_t18_another_protocol_version_is_told_which_side_to_update(
    local_agent: LocalAgent, version: int, reason: str
) -> None:
    identity = await local_agent.paired()
    async with opened(local_agent.port) as link:
        with pytest.raises(ClosedError, match=reason) as closed:
            await link.hello(identity.client_id, v=version, unknown_to_this_version=True)
    assert closed.value.code == CloseCode.VERSION


async def test_a_silent_socket_is_closed_after_the_handshake_deadline(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(handshake_seconds=0.1)) as agent:
        identity = await agent.paired()
        async with opened(agent.port) as silent:
            assert await silent.closing() == (CloseCode.UNAUTHORISED, "no proof in time")
        async with opened(agent.port) as silent:
            await silent.hello(identity.client_id)
            assert await silent.closing() == (CloseCode.UNAUTHORISED, "no proof in time")


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "[]",
        '{"type":"hello"}',
        '{"type":"audit"}',
        '{"type":"hello","v":1,"v":1,"client_id":null,"nonce_c":"' + "A" * 43 + '"}',
        '{"type":"hello","v":true,"client_id":null,"nonce_c":"' + "A" * 43 + '"}',
        '{"type":"hello","v":1,"client_id":null,"nonce_c":"short"}',
        "[" * 50_000,
    ],
)
async def test_anything_but_a_hello_ends_the_socket(local_agent: LocalAgent, said: str) -> None:
    await local_agent.paired()
    async with opened(local_agent.port) as link:
        await link.send(said)
        assert await link.closing() == (CloseCode.UNAUTHORISED, "no handshake")


async def test_the_list_shows_pairings_without_keys(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with call(local_agent.port, "GET", "/v1/pairings", local_agent.token) as answer:
        text = await answer.text()
        (entry,) = (await answer.json())["pairings"]
    assert entry["client_id"] == identity.client_id
    assert set(entry) == {"client_id", "origin", "label", "created", "last_seen"}
    assert b64(identity.key) not in text


async def test_the_ninth_socket_of_a_client_is_refused_and_a_closed_one_makes_room(
    local_agent: LocalAgent,
) -> None:
    identity = await local_agent.paired()
    async with AsyncExitStack() as eight:
        for _ in range(8):
            await eight.enter_async_context(connect(local_agent.port, identity))
        with pytest.raises(ClosedError) as closed:
            await eight.enter_async_context(connect(local_agent.port, identity))
        assert closed.value.code == CloseCode.BUSY
    await eventually(lambda: local_agent.inside.sockets_now == 0)
    async with connect(local_agent.port, identity) as link:
        assert (await link.audit(LISTING)).type == "report"


async def test_no_more_sockets_than_allowed_in_total(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(sockets=2)) as agent:
        identity = await agent.paired()
        await eventually(lambda: agent.inside.sockets_now == 0)
        async with connect(agent.port, identity), connect(agent.port, identity), opened(agent.port) as third:
            assert (await third.closing())[0] == CloseCode.BUSY


async def test_an_unwritable_state_directory_ends_a_pairing_with_a_reason(
    local_agent: LocalAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    text = await new_string(local_agent.port, local_agent.token)
    monkeypatch.setattr("agent.server.state.os.fsync", full)
    with capture_logs() as logs:
        answer = await refused(local_agent.port, text)
    assert answer.code == 1011
    assert "No space left" in next(entry["reason"] for entry in logs if entry["event"] == "state.unwritable")
    assert local_agent.inside.pairings.all() == ()
    assert [path.name for path in local_agent.state.path.iterdir()] == ["pairings.json"]
