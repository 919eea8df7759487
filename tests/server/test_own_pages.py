"""The agent's own pages: the files that are there, under a strict policy, and never in a frame."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.server.own_files import OwnFiles
from agent.server.policy import PRACTICE_POLICY, console_policy
from agent.server.security import RESPONSE_HEADERS
from tests.server.agents import LocalAgent, running
from tests.server.client import call
from tests.server.lessons import LESSON_ID, lesson
from tests.server.raw import Answer, exchange, request

NAVIGATION = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    """With files of its own in place of the console's, and one lesson."""
    for folder in ("console", "lessons/page"):
        (tmp_path / "package" / folder).mkdir(parents=True)
        for name in ("main.js", "page.css", "icon.svg", "secret.py", "console.html"):
            (tmp_path / "package" / folder / name).write_text(f"{folder} {name} é", "utf-8")
    (tmp_path / "package" / "console" / "deep").mkdir()
    async with running(tmp_path) as one:
        one.inside.own_files = OwnFiles(tmp_path / "package")
        await one.inside.lessons.write(lambda store: store.add_lesson(lesson()))
        yield one


async def get(agent: LocalAgent, path: str, *lines: str) -> Answer:
    return await exchange(agent.port, request("GET", path, f"Host: {agent.host}", *lines))


async def test_the_files_of_the_folder_are_served_by_name_and_type(agent: LocalAgent) -> None:
    for path, media in (
        ("/console", "text/html; charset=utf-8"),
        ("/console/main.js", "text/javascript; charset=utf-8"),
        ("/console/page.css", "text/css; charset=utf-8"),
        ("/practice/files/icon.svg", "image/svg+xml; charset=utf-8"),
    ):
        answer = await get(agent, path)
        assert (answer.status, answer.header("Content-Type")) == (200, [media]), path
        assert answer.body.decode().endswith(" é")


@pytest.mark.parametrize(
    "name",
    [
        *("secret.py", "__init__.py", "deep", "missing.js", "main.js%00", "MAIN.JS", "%6dain.js/"),
        *("..%2fsecret.py", "%2e%2e%2fconsole%2fmain.js", "..%5cmain.js", "/etc/passwd", "%2fetc%2fpasswd"),
    ],
)
async def test_nothing_else_is_served_whatever_the_path_says(agent: LocalAgent, name: str) -> None:
    for folder in ("/console/", "/practice/files/"):
        answer = await get(agent, folder + name)
        assert answer.status in (400, 404), folder
        assert b"console main.js" not in answer.body
        assert b"secret" not in answer.body


async def test_w12_each_page_has_its_own_policy_and_all_the_other_headers(agent: LocalAgent) -> None:
    console = console_policy(agent.port)
    assert f"connect-src 'self' ws://127.0.0.1:{agent.port};" in console
    for policy in (console, PRACTICE_POLICY):
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src ")
        assert policy.endswith("; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
        assert "unsafe" not in policy
    for path, policy in (("/console", console), (f"/practice/{LESSON_ID}", PRACTICE_POLICY)):
        answer = await get(agent, path)
        expected = {**RESPONSE_HEADERS, "Content-Security-Policy": policy}
        assert {key: answer.header(key) for key in expected} == {key: [expected[key]] for key in expected}
        assert answer.header("Server") == answer.header("Set-Cookie") == []


@pytest.mark.parametrize("path", ["/console", f"/practice/{LESSON_ID}"])
@pytest.mark.parametrize("kind", ["iframe", "frame", "object", "embed"])
@pytest.mark.parametrize("site", ["same-origin", "cross-site", "none"])
async def test_w11_no_page_is_served_into_a_frame(agent: LocalAgent, path: str, kind: str, site: str) -> None:
    lines = (f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: navigate", f"Sec-Fetch-Dest: {kind}")
    assert (await get(agent, path, *lines)).status == 403


async def test_only_the_console_is_opened_from_elsewhere_and_only_as_a_tab(agent: LocalAgent) -> None:
    foreign = "Sec-Fetch-Site: cross-site"  # what a browser says of the redirecting file, too
    assert (await get(agent, "/console", foreign, *NAVIGATION)).status == 200
    assert (await get(agent, "/console", foreign)).status == 403
    assert (
        await get(agent, "/console", foreign, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script")
    ).status == 403
    assert (await get(agent, "/console", "Sec-Fetch-Site: same-site", *NAVIGATION)).status == 403
    for path in ("/console/main.js", f"/practice/{LESSON_ID}", "/healthz", "/v1/lessons"):
        assert (await get(agent, path, foreign, *NAVIGATION)).status == 403, path
    assert (
        await get(agent, f"/practice/{LESSON_ID}", "Sec-Fetch-Site: same-origin", *NAVIGATION)
    ).status == 200
    post = request("POST", "/console", f"Host: {agent.host}", foreign, *NAVIGATION)
    assert (await exchange(agent.port, post)).status == 403


async def test_w01_a_rebound_name_does_not_get_the_console(agent: LocalAgent) -> None:
    for path in ("/console", f"/practice/{LESSON_ID}"):
        sent = request("GET", path, f"Host: rebind.test:{agent.port}", *NAVIGATION)
        answer = await exchange(agent.port, sent)
        assert (answer.status, answer.body) == (421, b"")


async def test_other_origins_do_not_get_our_files(agent: LocalAgent) -> None:
    for origin, status in (
        (f"http://{agent.host}", 200),
        ("https://evil.com", 403),
        (f"http://127.0.0.1:{agent.port + 1}", 403),
        ("null", 403),
    ):
        assert (await get(agent, "/console/main.js", f"Origin: {origin}")).status == status, origin


async def test_a_practice_page_holds_the_listing_and_no_answers(agent: LocalAgent) -> None:
    answer = await get(agent, f"/practice/{LESSON_ID}")
    page = answer.body.decode()
    assert answer.header("Content-Type") == ["text/html; charset=utf-8"]
    assert "free best desk" in page
    assert "test/free" not in page
    assert "planted" not in page


@pytest.mark.parametrize("name", ["A" * 22, "short", "..", "%2e%2e", "files", "L" * 23])
async def test_an_unknown_lesson_is_not_found(agent: LocalAgent, name: str) -> None:
    async with call(agent.port, "GET", f"/practice/{name}") as answer:
        assert answer.status == 404
