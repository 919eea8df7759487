"""Bodies and messages that are meant to hurt: refused quickly, by name, and the agent goes on."""

import asyncio
import gzip
import json
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from agent.server.limits import Budget
from agent.server.strict_json import JsonError, decode
from tests.server import raw
from tests.server.agents import LocalAgent, running
from tests.server.client import call
from tests.server.raw import Answer, exchange, request

GOOD = b'{"listing": {"platform": "amazon", "title": "Desk"}}'
BAD_JSON = {
    "deep list": b"[" * 50_000,
    "deep object": b'{"a":' * 50_000,
    "33 levels": b"[" * 33 + b"]" * 33,
    "9,000 digits": b'{"listing": ' + b"9" * 9_000 + b"}",
    "NaN": b'{"listing": NaN}',
    "infinity": b'{"listing": -Infinity}',
    "overflow": b'{"listing": 1e999}',
    "duplicate key": b'{"listing": {"platform": "amazon", "platform": "mercari"}}',
    "duplicate key by escape": b'{"listing": {"platform": "amazon", "pl\\u0061tform": "mercari"}}',
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "UTF-16": GOOD.decode().encode("utf-16"),
    "invalid UTF-8": b'{"listing": "\xff\xfe"}',
    "encoded surrogate": b'{"listing": "\xed\xa0\x80"}',
    "lone high surrogate": b'{"listing": {"platform": "amazon", "title": "\\ud800"}}',
    "lone low surrogate": b'{"listing": {"platform": "amazon", "title": "a\\udc00b"}}',
    "surrogate in a key": b'{"\\ud800": 1}',
    "swapped pair": b'{"listing": {"platform": "amazon", "title": "\\udf4e\\ud83c"}}',
    "trailing junk": GOOD + b"x",
    "two values": GOOD + GOOD,
    "control character": b'{"listing": "a\nb"}',
    "single quotes": b"{'listing': 1}",
    "comment": b"{} // x",
    "100,000 items": b"[" + b"1," * 99_999 + b"1]",
    "2,000 members": json.dumps({str(number): 1 for number in range(2_000)}).encode(),
    "empty": b"",
}


def post(agent: LocalAgent, *lines: str, body: bytes = b"") -> bytes:
    """A check request with the owner's credential."""
    headers = (
        f"Host: {agent.host}",
        f"Authorization: Bearer {agent.token}",
        "Content-Type: application/json",
    )
    return request("POST", "/v1/check", *headers, *lines, body=body)


async def check(agent: LocalAgent, body: bytes) -> Answer:
    return await exchange(agent.port, post(agent, f"Content-Length: {len(body)}", body=body))


@pytest.mark.parametrize("name", BAD_JSON)
async def test_d01_bad_json_gets_400_and_is_not_quoted(local_agent: LocalAgent, name: str) -> None:
    answer = await check(local_agent, BAD_JSON[name])
    assert answer.status == 400
    problem = json.loads(answer.body)
    assert problem["code"] == "json"
    assert problem["message"].startswith("expected ")
    assert local_agent.judge.judged == []
    assert (await check(local_agent, GOOD)).status == 200


@pytest.mark.parametrize("name", BAD_JSON)
def test_d01_bad_json_is_refused_within_50_ms(name: str) -> None:
    spent = []
    for _ in range(3):
        begun = time.thread_time()
        with pytest.raises(JsonError):
            decode(BAD_JSON[name])
        spent.append(time.thread_time() - begun)
    assert min(spent) < 0.05


def test_surrogate_pairs_escaped_controls_and_long_texts_are_fine() -> None:
    assert decode(b'["\\ud83c\\udf4e", "\\u0000", 1.5, -0, 12345678901234567890]') == [
        "🍎",
        "\0",
        1.5,
        0,
        12345678901234567890,
    ]
    assert decode(json.dumps("," * 50_000)) == "," * 50_000


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), st.lists))
@settings(max_examples=100, deadline=None)
def test_what_the_standard_library_writes_is_read_back_equal(value: object) -> None:
    assert decode(json.dumps(value)) == value
    assert decode(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_decoded_or_refused_and_nothing_else(data: bytes) -> None:
    try:
        decode(data)
    except JsonError as error:
        assert str(error).startswith("expected ")  # noqa: PT017 - either outcome is right


async def test_d02_declared_and_undeclared_excess_gets_413_and_compression_415(
    local_agent: LocalAgent,
) -> None:
    too_long = (1 << 20) + 1
    before = resident()
    declared = await exchange(local_agent.port, post(local_agent, f"Content-Length: {too_long}"))
    assert declared.status == 413
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    chunks = post(local_agent, "Transfer-Encoding: chunked", body=chunk * 17 + b"0\r\n\r\n")
    assert (await exchange(local_agent.port, chunks)).status == 413
    bomb = gzip.compress(bytes(50_000_000))
    lines = ("Content-Encoding: gzip", f"Content-Length: {len(bomb)}")
    assert (await exchange(local_agent.port, post(local_agent, *lines, body=bomb))).status == 415
    assert resident() - before < 8 << 20


def resident() -> int:
    """Bytes of this process in memory; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


async def test_d02_a_picture_beyond_the_limit_gets_413_and_no_picture_415(local_agent: LocalAgent) -> None:
    headers = (f"Host: {local_agent.host}", f"Authorization: Bearer {local_agent.token}")
    long = request(
        "POST", "/v1/images", *headers, "Content-Type: image/png", f"Content-Length: {(8 << 20) + 1}"
    )
    assert (await exchange(local_agent.port, long)).status == 413
    for kind in ("text/html", "image/", "image/png; x=y", "application/octet-stream", "image/svg+xml\tx"):
        sent = request(
            "POST", "/v1/images", *headers, f"Content-Type: {kind}", "Content-Length: 1", body=b"x"
        )
        assert (await exchange(local_agent.port, sent)).status == 415, kind


async def test_a_body_on_a_route_that_takes_none_gets_413(local_agent: LocalAgent) -> None:
    headers = (f"Host: {local_agent.host}", f"Authorization: Bearer {local_agent.token}")
    sized = request("GET", "/v1/openapi.json", *headers, "Content-Length: 2", body=b"{}")
    assert (await exchange(local_agent.port, sized)).status == 413
    chunked = request(
        "GET", "/v1/openapi.json", *headers, "Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\n\r\n"
    )
    assert (await exchange(local_agent.port, chunked)).status == 413


async def test_a_dripping_body_gets_408_and_the_connection_closes(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(body_seconds=0.2)) as agent:
        reader, writer = await asyncio.open_connection("127.0.0.1", agent.port)
        writer.write(post(agent, "Content-Length: 100", body=b"{"))
        answer = await raw.read_answer(reader)
        assert answer.status == 408
        assert await raw.is_closed(reader)
        writer.close()


async def test_dripping_headers_and_silence_close_the_connection_and_others_are_served(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, budget=Budget(header_seconds=0.3)) as agent:
        for sent in (b"", b"GET /healthz HTTP/1.1\r\nHost: "):
            reader, writer = await asyncio.open_connection("127.0.0.1", agent.port)
            writer.write(sent)
            assert (await check(agent, GOOD)).status == 200
            assert await raw.is_closed(reader)
            writer.close()


async def test_w10_a_flood_of_chunk_extensions_is_bounded(local_agent: LocalAgent) -> None:
    before = resident()
    chunk = b"1;" + b"x" * 4_000 + b"\r\n \r\n"
    sent = post(local_agent, "Transfer-Encoding: chunked", body=chunk * 500 + b"0\r\n\r\n")
    assert (await exchange(local_agent.port, sent)).status == 400
    assert resident() - before < 8 << 20
    assert local_agent.judge.judged == []


async def test_a_body_that_breaks_off_is_dropped_and_the_agent_goes_on(local_agent: LocalAgent) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", local_agent.port)
    writer.write(post(local_agent, "Content-Length: 100", body=b"{"))
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await check(local_agent, GOOD)).status == 200
    assert local_agent.inside.refusals.counts["fault"] == 0


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        ({"platform": "amazon", "titel": "x"}, "listing: unknown field"),
        ({}, "listing.platform: Field required"),
        ({"platform": "ebay"}, "listing.platform: Input should be 'amazon', 'mercari' or 'mercari-shops'"),
        ({"platform": "amazon", "title": 5}, "listing.title: Input should be a valid string"),
        ({"platform": "amazon", "title": "x" * 50_001}, "listing.title: String should have at most 50000"),
        ({"platform": "amazon", "bullets": "x"}, "listing.bullets: Input should be a valid"),
        ({"platform": "amazon", "bullets": ["x"] * 51}, "listing.bullets: "),
        ({"platform": "amazon", "mercari_link": 1}, "listing.mercari_link: Input should be a valid boolean"),
        ({"platform": "amazon", "images": [{"slot": "main"}]}, "listing.images.0.slot: "),
    ],
)
async def test_d03_a_wrong_shape_gets_422_and_names_the_field(
    local_agent: LocalAgent, listing: dict[str, object], expected: str
) -> None:
    answer = await check(local_agent, json.dumps({"listing": listing}).encode())
    assert answer.status == 422
    assert json.loads(answer.body)["message"].startswith(expected)


async def test_unexpected_expectations_are_refused(local_agent: LocalAgent) -> None:
    async with call(
        local_agent.port, "GET", "/v1/openapi.json", local_agent.token, headers={"Expect": "a-miracle"}
    ) as answer:
        assert answer.status == 417
