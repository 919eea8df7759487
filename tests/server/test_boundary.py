"""What no web page, rebound name or other local program gets past, byte by byte."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from agent.server.policy import POLICY, PRACTICE_POLICY, console_policy
from agent.server.routes import ROUTES
from agent.server.security import RESPONSE_HEADERS
from tests.server import raw
from tests.server.agents import LocalAgent
from tests.server.client import ORIGIN, connect
from tests.server.raw import Answer, exchange, request

OTHER = "chrome-extension://" + "hgfedcba" * 4
TARGETS = [re.sub(r"\{\w+\}", "A" * 22, route.path) for route in ROUTES]
OWN_PAGES = ("GET /console", "GET /practice/")


def hosts(port: int) -> list[tuple[str, tuple[str, ...], str, str]]:
    """(name, Host lines, target, HTTP version) of requests that do not name 127.0.0.1:port exactly."""
    good = f"127.0.0.1:{port}"
    lines = {
        "evil": f"evil.com:{port}",
        "rebound": f"rebind.test:{port}",
        "localhost": f"localhost:{port}",
        "no-port": "127.0.0.1",
        "suffix": f"127.0.0.1.evil.com:{port}",
        "userinfo": f"a@{good}",
        "dot-after-port": f"{good}.",
        "dot-after-name": f"127.0.0.1.:{port}",
        "zero": f"0.0.0.0:{port}",
        "ipv6": f"[::1]:{port}",
        "short": f"127.1:{port}",
        "decimal": f"2130706433:{port}",
        "padded-port": f"127.0.0.1:0{port}",
        "other-port": f"127.0.0.1:{port + 1}",
        "empty": "",
        "https": f"https://{good}",
    }
    return [
        *((name, (f"Host: {host}",), "/healthz", "1.1") for name, host in lines.items()),
        ("twice", (f"Host: {good}", f"Host: {good}"), "/healthz", "1.1"),
        ("none", (), "/healthz", "1.1"),
        ("http-1.0", (f"Host: {good}",), "/healthz", "1.0"),
        ("http-1.0-none", (), "/healthz", "1.0"),
        ("absolute", (f"Host: {good}",), f"http://evil.com:{port}/healthz", "1.1"),
        ("absolute-own", (f"Host: {good}",), f"http://{good}/healthz", "1.1"),
        ("authority", (f"Host: {good}",), f"//{good}/healthz", "1.1"),
        (
            "forwarded",
            (f"Host: evil.com:{port}", f"X-Forwarded-Host: {good}", f"Forwarded: host={good}"),
            "/healthz",
            "1.1",
        ),
    ]


async def test_w02_only_the_exact_host_is_served(local_agent: LocalAgent) -> None:
    for name, lines, target, version in hosts(local_agent.port):
        answer = await exchange(local_agent.port, request("GET", target, *lines, version=version))
        assert answer.status in (400, 421), name
        assert answer.body == b"", name
    good = await exchange(local_agent.port, request("GET", "/healthz", f"Host: {local_agent.host}"))
    assert (good.status, good.body) == (200, b"ok")


async def test_w01_rebound_name_gets_421_and_no_word_for_get_post_and_websocket(
    local_agent: LocalAgent,
) -> None:
    host = f"Host: rebind.test:{local_agent.port}"
    body = b"{}"
    attempts = [
        request("GET", "/healthz", host),
        request(
            "POST",
            "/v1/check",
            host,
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            body=body,
        ),
        request(
            "GET", "/v1/ws", host, f"Origin: http://rebind.test:{local_agent.port}", *raw.socket_headers()
        ),
    ]
    for number, attempt in enumerate(attempts, 1):
        answer = await exchange(local_agent.port, attempt)
        assert (answer.status, answer.body) == (421, b"")
        assert local_agent.inside.refusals.counts["host"] == number
    assert local_agent.judge.judged == []


async def test_w14_aliases_of_loopback_get_no_200_and_one_socket_listens(local_agent: LocalAgent) -> None:
    for alias in ("0.0.0.0", "127.1", "2130706433", "localhost", "[::1]"):  # noqa: S104
        line = f"Host: {alias}:{local_agent.port}"
        assert (await exchange(local_agent.port, request("GET", "/healthz", line))).status == 421
    if sys.platform != "linux":
        pytest.skip("W14: the table of listening sockets is read from /proc, which only Linux has")
    assert listening(local_agent.port) == ["0100007F"]


def listening(port: int) -> list[str]:
    """Addresses (as /proc writes them) on which this machine listens at ``port``."""
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]
    ]
    local = [row[1].split(":") for row in rows if row[3] == "0A"]
    return [address for address, at in local if int(at, 16) == port]


def bad_origins(port: int) -> dict[str, tuple[str, ...]]:
    """Lines of Origin that are no paired one's."""
    return {
        "null": ("null",),
        "marketplace": ("https://sellercentral.amazon.com",),
        "other-port": (f"http://127.0.0.1:{port + 1}",),
        "own-http": (f"http://127.0.0.1:{port}",),
        "suffix": (f"http://127.0.0.1:{port}.evil.com",),
        "own-https": (f"https://127.0.0.1:{port}",),
        "upper-scheme": (ORIGIN.replace("chrome", "CHROME"),),
        "upper": (ORIGIN.upper(),),
        "slash": (f"{ORIGIN}/",),
        "empty": ("",),
        "unpaired": (OTHER,),
        "paired-suffix": (f"{ORIGIN}.evil",),
        "twice": (ORIGIN, ORIGIN),
        "list": (f"{ORIGIN}, {OTHER}",),
        "newline": (f"{ORIGIN}\r\n evil",),
        "star": ("*",),
    }


async def test_w06_every_origin_but_a_paired_one_is_refused(local_agent: LocalAgent) -> None:
    await local_agent.paired()
    host = f"Host: {local_agent.host}"
    json = ("Content-Type: application/json", "Content-Length: 2")
    for name, values in bad_origins(local_agent.port).items():
        lines = tuple(f"Origin: {value}" for value in values)
        for attempt in (
            request("GET", "/healthz", host, *lines),
            request("POST", "/v1/check", host, *lines, *json, body=b"{}"),
            request("GET", "/v1/ws", host, *lines, *raw.socket_headers()),
        ):
            answer = await exchange(local_agent.port, attempt)
            # A header continued on a new line is malformed HTTP already.
            assert answer.status == (400 if name == "newline" else 403), name
            assert answer.body == b"", name


async def test_w06_websocket_without_origin_is_refused_and_get_without_is_served(
    local_agent: LocalAgent,
) -> None:
    host = f"Host: {local_agent.host}"
    socket = await exchange(local_agent.port, request("GET", "/v1/ws", host, *raw.socket_headers()))
    assert socket.status == 403
    plain = await exchange(local_agent.port, request("GET", "/healthz", host))
    assert plain.status == 200


async def test_w06_pairing_mode_admits_an_extension_origin_to_the_socket_only(
    local_agent: LocalAgent,
) -> None:
    local_agent.inside.offers.issue("browser")
    host, origin = f"Host: {local_agent.host}", f"Origin: {OTHER}"

    async def status(target: str, *lines: str) -> int:
        return (await exchange(local_agent.port, request("GET", target, host, *lines))).status

    assert await status("/v1/ws", origin, *raw.socket_headers()) == 101
    assert await status("/healthz", origin) == 403
    for refused in ("https://evil.com", "null", f"{OTHER}.evil", f"chrome-extension://{'z' * 32}"):
        assert await status("/v1/ws", f"Origin: {refused}", *raw.socket_headers()) == 403
    firefox = "Origin: moz-extension://01234567-89ab-cdef-0123-456789abcdef"
    assert await status("/v1/ws", firefox, *raw.socket_headers()) == 101


@pytest.mark.parametrize("site", ["same-site", "cross-site", "nonsense", "none, cross-site"])
async def test_w09_requests_that_a_browser_marks_as_foreign_are_refused(
    local_agent: LocalAgent, site: str
) -> None:
    host, mark = f"Host: {local_agent.host}", f"Sec-Fetch-Site: {site}"
    json = ("Content-Type: application/json", "Content-Length: 2")
    for attempt in (
        request("GET", "/healthz", host, mark),
        request("POST", "/v1/check", host, mark, *json, body=b"{}"),
        request("GET", "/v1/ws", host, mark, f"Origin: {ORIGIN}", *raw.socket_headers()),
    ):
        answer = await exchange(local_agent.port, attempt)
        assert answer.status == 403
        assert answer.header("Set-Cookie") == []


async def test_w09_framing_is_refused_and_the_workers_own_requests_are_served(
    local_agent: LocalAgent,
) -> None:
    host = f"Host: {local_agent.host}"

    async def status(*lines: str) -> int:
        return (await exchange(local_agent.port, request("GET", "/healthz", host, *lines))).status

    own = "Sec-Fetch-Site: same-origin"
    assert await status(own, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe") == 403
    assert await status(own, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document") == 200
    assert await status(own, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty") == 200  # Firefox's worker
    assert await status("Sec-Fetch-Site: none", "Sec-Fetch-Mode: cors") == 200  # Chromium's worker


async def crawl(agent: LocalAgent) -> list[tuple[str, Answer]]:
    """Every method of every path, from nobody, a page and the command line, and malformed requests."""
    answers = []
    page = ("Origin: https://evil.com", "Access-Control-Request-Method: POST")
    owner = (f"Authorization: Bearer {agent.token}",)
    for target in [*TARGETS, "/", "/favicon.ico"]:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            for lines in ((), page, owner):
                sent = request(method, target, f"Host: {agent.host}", *lines, "Connection: close")
                answers.append((f"{method} {target}", await exchange(agent.port, sent)))
    answers.append(("malformed", await exchange(agent.port, b"GET / HTTP/1.1\nHost: x\n\n\x00")))
    answers.append(("rebound", await exchange(agent.port, request("GET", "/healthz", "Host: evil"))))
    return answers


async def test_w05_w12_every_answer_is_hardened_and_grants_no_origin_anything(
    local_agent: LocalAgent,
) -> None:
    for name, answer in await crawl(local_agent):
        assert answer.status >= 200, name
        names = {key.lower() for key, _ in answer.headers}
        assert not [key for key in names if key.startswith("access-control-")], name
        assert not names & {"server", "set-cookie", "x-powered-by"}, name
        for key, value in RESPONSE_HEADERS.items():
            if key == POLICY and name.startswith(OWN_PAGES) and answer.status == 200:
                assert answer.header(key) in ([console_policy(local_agent.port)], [PRACTICE_POLICY]), name
            else:
                assert answer.header(key) == [value], name


async def test_w12_the_websocket_handshake_is_hardened_too(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    async with connect(local_agent.port, identity) as link:
        headers = link.socket._response.headers
    assert "Server" not in headers
    assert headers["Cache-Control"] == "no-store"
    assert "Sec-WebSocket-Extensions" not in headers


async def test_w04_preflights_are_refused_and_json_from_a_page_is_not_read(local_agent: LocalAgent) -> None:
    for target in TARGETS:
        sent = request("OPTIONS", target, f"Host: {local_agent.host}", "Access-Control-Request-Method: POST")
        assert (await exchange(local_agent.port, sent)).status == 403
    assert local_agent.judge.judged == []


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "text/plain;application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "",
    ],
)
async def test_w03_bodies_that_a_form_can_send_are_refused_even_with_a_credential(
    local_agent: LocalAgent, kind: str
) -> None:
    body = b'{"listing": {"platform": "amazon"}}'
    sent = request(
        "POST",
        "/v1/check",
        f"Host: {local_agent.host}",
        f"Authorization: Bearer {local_agent.token}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        body=body,
    )
    assert (await exchange(local_agent.port, sent)).status == 415
    assert local_agent.judge.judged == []


async def test_w08_get_and_head_change_nothing(local_agent: LocalAgent) -> None:
    await local_agent.paired()
    local_agent.inside.offers.issue("browser")
    offer = local_agent.inside.offers.current()
    before = {path.name: path.read_bytes() for path in local_agent.state.path.iterdir()}
    for target in TARGETS:
        for method in ("GET", "HEAD"):
            lines = (f"Host: {local_agent.host}", f"Authorization: Bearer {local_agent.token}")
            await exchange(local_agent.port, request(method, target, *lines))
    assert {path.name: path.read_bytes() for path in local_agent.state.path.iterdir()} == before
    assert local_agent.inside.offers.current() is offer
    assert local_agent.judge.judged == []


async def test_w10_ambiguous_and_oversized_requests_get_400_and_the_connection_closes(
    local_agent: LocalAgent,
) -> None:
    host = f"Host: {local_agent.host}"
    chunked = "Transfer-Encoding: chunked"
    attempts = {
        "length and chunks": request(
            "POST", "/v1/check", host, chunked, "Content-Length: 3", body=b"0\r\n\r\n"
        ),
        "two lengths": request(
            "POST", "/v1/check", host, "Content-Length: 2", "Content-Length: 3", body=b"{}"
        ),
        "20 KB header": request("GET", "/healthz", host, f"X-Long: {'x' * 20_000}"),
        "200 headers": request("GET", "/healthz", host, *(f"X-{number}: 1" for number in range(200))),
        "bare line feed": f"GET /healthz HTTP/1.1\nHost: {local_agent.host}\n\n".encode(),
        "space before colon": f"GET /healthz HTTP/1.1\r\nHost : {local_agent.host}\r\n\r\n".encode(),
        "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    }
    for name, attempt in attempts.items():
        reader, writer = await asyncio.open_connection("127.0.0.1", local_agent.port)
        writer.write(attempt)
        answer = await raw.read_answer(reader)
        assert answer.status == 400, name
        assert answer.body == b"", name
        assert await raw.is_closed(reader), name
        writer.close()
    assert local_agent.judge.judged == []


async def test_w10_pipelined_requests_keep_their_order_and_each_counts_against_the_rate(
    local_agent: LocalAgent,
) -> None:
    count = 1_000
    one = request("GET", "/healthz", f"Host: {local_agent.host}")
    reader, writer = await asyncio.open_connection("127.0.0.1", local_agent.port)
    writer.write(one * (count - 1) + request("GET", "/missing", f"Host: {local_agent.host}"))
    statuses = [(await raw.read_answer(reader)).status for _ in range(count)]
    writer.close()
    assert statuses[:100] == [200] * 100
    assert set(statuses[:-1]) == {200, 429}
    assert statuses[-1] == 404
    assert local_agent.inside.requests_now == 0


async def test_w13_a_broken_handler_answers_with_an_id_only_and_the_next_request_is_fine(
    local_agent: LocalAgent,
) -> None:
    local_agent.judge.fault = RuntimeError("secret 商品名")
    body = '{"listing": {"platform": "amazon", "title": "商品名"}}'.encode()
    lines = (
        f"Host: {local_agent.host}",
        f"Authorization: Bearer {local_agent.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    broken = await exchange(local_agent.port, request("POST", "/v1/check", *lines, body=body))
    assert broken.status == 500
    assert b'"code":"fault"' in broken.body
    for hidden in ("secret", "商品名", "Traceback", "RuntimeError"):
        assert hidden.encode() not in broken.body
    local_agent.judge.fault = None
    assert (await exchange(local_agent.port, request("POST", "/v1/check", *lines, body=body))).status == 200


async def test_w13_a_broken_websocket_handshake_quotes_nothing(local_agent: LocalAgent) -> None:
    await local_agent.paired()
    lines = [line for line in raw.socket_headers() if not line.startswith("Sec-WebSocket-Key")]
    sent = request(
        "GET",
        "/v1/ws",
        f"Host: {local_agent.host}",
        f"Origin: {ORIGIN}",
        *lines,
        "Sec-WebSocket-Key: <script>",
    )
    answer = await exchange(local_agent.port, sent)
    assert answer.status == 426
    assert b"script" not in answer.body
