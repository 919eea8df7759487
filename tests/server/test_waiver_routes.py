"""Waivers set and taken back over HTTP: only by who may, only what is there, and nothing lost of the file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from agent import catalogue, waivers
from agent.bound import RuleSet
from agent.server.judging import EngineJudge
from agent.server.waiver_desk import WaiverDesk, user
from agent.server.waiving import WaiverFile
from agent.shop import Shop
from tests.server.agents import LocalAgent, running
from tests.server.client import call, connect
from tests.server.test_openapi import DOCUMENT, schema_of

RULE = "amazon/title-promotional-phrase"
ADDRESS = "https://sellercentral.amazon.co.jp/abis/listing/edit"
LISTING = {
    "platform": "amazon",
    "marketplace": "jp",
    "page": "edit",
    "asin": "B0CX12A4K9",
    "title": "水筒 送料無料 激安",
}
COMMENT = "# kept by hand\n"


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return catalogue.load()


@asynccontextmanager
async def keeping(folder: Path, ruleset: RuleSet, shop: Shop | None = None) -> AsyncIterator[LocalAgent]:
    """An agent with the real judge and a file of waivers in ``folder``."""
    path = folder / "waivers.toml"
    judge = EngineJudge(ruleset, today, shop or Shop(), waivers=WaiverFile(path))
    try:
        async with running(folder, judge=judge, waivers=WaiverDesk(path, judge.find, today)) as agent:
            yield agent
    finally:
        judge.close()


@pytest.fixture
async def agent(tmp_path: Path, ruleset: RuleSet) -> AsyncIterator[LocalAgent]:
    async with keeping(tmp_path, ruleset) as kept:
        yield kept


async def ask(
    agent: LocalAgent, path: str, body: dict[str, Any] | None = None, token: str | None = None
) -> tuple[int, Any]:
    """Status and body of an answer, which is as the OpenAPI document describes it."""
    method = "DELETE" if body is None else "POST"
    async with call(agent.port, method, path, token or agent.token, json=body) as answer:
        said = await answer.json()
    described = DOCUMENT["paths"]["/v1/waivers/{id}" if body is None else path][method.lower()]
    jsonschema.validate(said, schema_of(described, answer.status))
    return answer.status, said


async def found(agent: LocalAgent, listing: dict[str, Any] = LISTING, **more: object) -> dict[str, str]:
    """The ids of the promotional phrases that are told, by quote."""
    _, report = await ask(agent, "/v1/check", {"listing": listing, "locale": "en"} | more)
    return {one["target"]["quote"]: one["id"] for one in report["annotations"] if one["rule"] == RULE}


async def request(agent: LocalAgent, quote: str = "送料無料", **more: object) -> dict[str, Any]:
    """Body of a request to waive that phrase at its place."""
    finding = (await found(agent))[quote]
    usual = {"scope": "place", "reason": "part of the brand's name", "author": "Sato"}
    return {"listing": LISTING, "locale": "en", "finding": finding} | usual | more


async def test_a_finding_is_waived_by_what_its_menu_offers_and_comes_back_when_that_is_undone(
    agent: LocalAgent,
) -> None:
    wanted = await request(agent)
    asked = {key: wanted[key] for key in ("listing", "locale", "finding")}
    status, menu = await ask(agent, "/v1/waivers/choices", asked)
    assert status == 200
    assert [entry["scope"] for entry in menu["choices"]] == ["place", "listing", "everywhere"]
    assert menu["author"] == user()
    until = str(today() + timedelta(days=30))
    status, saved = await ask(
        agent, "/v1/waivers", wanted | {"words": menu["choices"][0]["words"], "until": until}
    )
    assert status == 200
    assert list(await found(agent)) == ["激安"]
    _, report = await ask(agent, "/v1/check", {"listing": LISTING, "locale": "en"})
    (waived,) = report["waived"]
    assert waived == {
        "id": saved["id"],
        "rule": RULE,
        "title": waived["title"],
        "reach": menu["choices"][0]["words"],
        "reason": "part of the brand's name",
        "author": "Sato",
        "until": until,
        "expired": False,
        "findings": 1,
    }
    assert await ask(agent, f"/v1/waivers/{saved['id']}") == (200, {"id": saved["id"]})
    assert list(await found(agent)) == ["送料無料", "激安"]
    status, problem = await ask(agent, f"/v1/waivers/{saved['id']}")
    assert (status, problem["code"]) == (404, "waiver")


async def test_it_holds_when_the_text_moved_and_for_no_other_listing(agent: LocalAgent) -> None:
    await ask(agent, "/v1/waivers", await request(agent))
    assert list(await found(agent, LISTING | {"title": "送料無料 ステンレスの水筒 激安"})) == ["激安"]
    assert "送料無料" in await found(agent, LISTING | {"asin": "B000000000"})


async def test_without_a_name_the_systems_user_speaks(agent: LocalAgent, tmp_path: Path) -> None:
    await ask(agent, "/v1/waivers", await request(agent, author=None))
    (waiver,) = waivers.read(tmp_path / "waivers.toml").waivers
    assert (waiver.author, waiver.created) == (user(), today())


async def test_the_page_names_a_listing_that_has_no_number(agent: LocalAgent) -> None:
    mercari = {"platform": "mercari", "marketplace": "jp", "page": "edit", "title": "水筒 ﾎﾞﾄﾙ"}
    item = "https://jp.mercari.com/sell/edit/m12345678901"
    _, report = await ask(agent, "/v1/check", {"listing": mercari, "address": item})
    finding = report["annotations"][0]["id"]
    body = {"listing": mercari, "finding": finding, "address": item}
    _, menu = await ask(agent, "/v1/waivers/choices", body)
    assert [entry["scope"] for entry in menu["choices"]] == ["place", "listing", "everywhere"]
    status, _ = await ask(agent, "/v1/waivers", body | {"scope": "listing", "reason": "ours"})
    assert status == 200
    for address, expected in ((item, False), ("https://jp.mercari.com/sell/edit/m2", True), (None, True)):
        _, report = await ask(agent, "/v1/check", {"listing": mercari, "address": address})
        assert (finding in [one["id"] for one in report["annotations"]]) is expected
    _, menu = await ask(
        agent, "/v1/waivers/choices", body | {"address": "https://jp.mercari.com/sell/create"}
    )
    assert [entry["scope"] for entry in menu["choices"]] == ["place", "everywhere"]


async def test_an_expired_one_is_told_with_who_and_why_and_listed_as_expired(
    agent: LocalAgent, tmp_path: Path
) -> None:
    await ask(agent, "/v1/waivers", await request(agent, until=str(today())))
    path = tmp_path / "waivers.toml"
    yesterday = str(today() - timedelta(days=1))
    path.write_text(path.read_text("utf-8").replace(f"until = {today()}", f"until = {yesterday}"), "utf-8")
    _, report = await ask(agent, "/v1/check", {"listing": LISTING, "locale": "en"})
    notes = {
        one["target"]["quote"]: one.get("lapsed") for one in report["annotations"] if one["rule"] == RULE
    }
    assert notes["激安"] is None
    assert notes["送料無料"] == (
        f"Said to be no problem here until {yesterday}, by Sato: part of the brand's name"
    )
    assert [one["expired"] for one in report["waived"]] == [True]


async def test_the_extension_may_and_who_has_no_credential_may_not(agent: LocalAgent) -> None:
    wanted = await request(agent)
    identity = await agent.paired()
    async with connect(agent.port, identity) as link:
        status, saved = await ask(agent, "/v1/waivers", wanted, link.token)
        assert status == 200
        for method, path in (
            ("POST", "/v1/waivers/choices"),
            ("POST", "/v1/waivers"),
            ("DELETE", f"/v1/waivers/{saved['id']}"),
        ):
            body = None if method == "DELETE" else wanted
            async with call(agent.port, method, path, "wrong", json=body) as answer:
                assert answer.status == 401
            async with call(
                agent.port, method, path, agent.token, json=body, headers={"Origin": "https://a.b"}
            ) as answer:
                assert answer.status == 403
        assert (await ask(agent, f"/v1/waivers/{saved['id']}", token=link.token))[0] == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "   "},
        {"reason": "x" * 2001},
        {"reason": None},
        {"scope": "universe"},
        {"until": "tomorrow"},
        {"until": "2020-01-01"},
        {"finding": "../../etc"},
        {"address": "javascript:alert(1)"},
        {"address": "https://jp.mercari.com/item/m1?token=secret"},
        {"fingerprint": "3f2a9c81d0e4b7aa-1c2d9e0f-1"},
    ],
)
async def test_wrong_input_is_refused_and_nothing_is_written(
    agent: LocalAgent, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    status, problem = await ask(agent, "/v1/waivers", await request(agent) | wrong)
    assert status == 422
    assert next(iter(wrong)) in problem["message"] or "unknown field" in problem["message"]
    assert not (tmp_path / "waivers.toml").exists()


async def test_a_finding_that_is_gone_and_a_reach_that_is_another_now_are_refused(
    agent: LocalAgent, tmp_path: Path
) -> None:
    wanted = await request(agent)
    gone = wanted | {"listing": LISTING | {"title": "水筒"}}
    for path in ("/v1/waivers", "/v1/waivers/choices"):
        body = gone if path == "/v1/waivers" else {key: gone[key] for key in ("listing", "finding")}
        status, problem = await ask(agent, path, body)
        assert (status, problem["code"]) == (409, "finding-gone")
    for other in ({"scope": "shop"}, {"scope": "listing", "words": "This rule in another listing"}):
        status, problem = await ask(agent, "/v1/waivers", wanted | other)
        assert (status, problem["code"]) == (409, "reach-changed")
    assert not (tmp_path / "waivers.toml").exists()


@pytest.mark.parametrize("what", ["broken", "folder"])
async def test_a_file_that_cannot_be_changed_is_named_and_left_as_it_is(
    agent: LocalAgent, tmp_path: Path, what: str
) -> None:
    wanted = await request(agent)
    path = tmp_path / "waivers.toml"
    if what == "broken":
        path.write_text(f"{COMMENT}waivers = 3\n", "utf-8")
    else:
        path.mkdir()
    status, problem = await ask(agent, "/v1/waivers", wanted)
    assert (status, problem["code"]) == (409, "waivers-file")
    assert str(path) in problem["message"]
    status, problem = await ask(agent, "/v1/waivers/w-00000001")
    assert (status, problem["code"]) == (409, "waivers-file")
    assert path.is_dir() or path.read_text("utf-8") == f"{COMMENT}waivers = 3\n"


async def test_an_agent_without_a_file_says_so(local_agent: LocalAgent) -> None:
    for body in ({"listing": LISTING, "finding": "0" * 16}, None):
        path = "/v1/waivers/w-00000001" if body is None else "/v1/waivers/choices"
        status, problem = await ask(local_agent, path, body)
        assert (status, problem["code"]) == (404, "no-waivers")


async def test_many_at_once_are_all_in_the_file_and_the_comments_too(
    agent: LocalAgent, tmp_path: Path
) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(COMMENT, "utf-8")
    one, other = await request(agent), await request(agent, "激安")
    bodies = [body | {"reason": f"reason {number}"} for number in range(6) for body in (one, other)]
    answers = await asyncio.gather(*(ask(agent, "/v1/waivers", body) for body in bodies))
    saved = {answer["id"] for status, answer in answers if status == 200}
    assert {status for status, _ in answers} <= {200, 409}  # who comes later finds it waived already
    assert len(saved) >= 2
    assert {waiver.id for waiver in waivers.read(path).waivers} == saved
    assert path.read_text("utf-8").startswith(COMMENT)
    assert await found(agent) == {}
