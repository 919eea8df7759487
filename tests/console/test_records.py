"""The lists of the console: lessons, held lessons with their recaps, progress."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from agent.wire_console import (
    GroupProgress,
    LearnerProgress,
    LessonEntry,
    LessonList,
    ProgressList,
    Removed,
    RunEntry,
    RunList,
)
from tests.axe import needs_axe, violations
from tests.console.trainer import RUN, TOKEN, FakeAgent

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LESSON = "l" * 22
UNNAMED = "s" * 22
NAME = "佐藤 & <b>一郎</b>"


@pytest.fixture
def agent() -> FakeAgent:
    agent = FakeAgent()
    lesson = LessonEntry(
        id=LESSON, title="練習 1", site="mercari", faults=7, added=NOW, path=f"/practice/{LESSON}"
    )
    run = RunEntry(id=RUN, learner=NAME, title="練習 1", started=NOW, ended=NOW, found=5, total=7, wrong=2)
    unnamed = run.model_copy(update={"id": UNNAMED, "learner": "", "ended": None})
    weak = GroupProgress(group="law", words="Against the law", asked=4, right=1, last=NOW, due=True)
    learner = LearnerProgress(learner=NAME, groups=(weak,))
    nameless = LearnerProgress(learner="", groups=(weak.model_copy(update={"due": False}),))
    agent.answers |= {
        "GET /v1/lessons": (200, LessonList(lessons=(lesson,)).model_dump_json()),
        "GET /v1/runs": (200, RunList(runs=(run, unnamed)).model_dump_json()),
        "GET /v1/progress": (200, ProgressList(learners=(nameless, learner)).model_dump_json()),
        "POST /v1/lessons": (200, lesson.model_dump_json()),
        **{
            f"DELETE {path}": (200, Removed(removed=1).model_dump_json())
            for path in (
                f"/v1/lessons/{LESSON}",
                f"/v1/runs/{RUN}",
                "/v1/progress/%E4%BD%90%E8%97%A4%20%26%20%3Cb%3E%E4%B8%80%E9%83%8E%3C%2Fb%3E",
            )
        },
        f"POST /v1/runs/{UNNAMED}/end": (200, unnamed.model_copy(update={"ended": NOW}).model_dump_json()),
        f"GET /v1/runs/{RUN}/recap": (200, "<!doctype html>"),
    }
    return agent


def last(agent: FakeAgent) -> tuple[str, str]:
    """Method and path of the last call; every call had the bearer."""
    method, path, headers, _ = agent.asked[-1]
    assert headers["authorization"] == f"Bearer {TOKEN}"
    return method, path


async def test_a_lesson_is_listed_opened_added_and_removed(
    desk: Page, agent: FakeAgent, tmp_path: Path
) -> None:
    await desk.locator("#tab-lessons").click()
    link = desk.get_by_role("link", name="Open practice page: 練習 1")
    assert await link.get_attribute("href") == f"/practice/{LESSON}"
    assert (await link.get_attribute("target"), await link.get_attribute("rel")) == (
        "_blank",
        "noopener noreferrer",
    )
    file = tmp_path / "lesson.json"
    file.write_text('{"version": 1}', "utf-8")
    await desk.set_input_files("#lesson-file", file)
    await expect(desk.locator("#said")).to_have_text("Added: lesson.json")
    [posted] = [asked for asked in agent.asked if asked[0] == "POST" and asked[1] == "/v1/lessons"]
    assert posted[2]["content-type"] == "application/json"
    assert posted[3] == '{"version": 1}'
    await desk.get_by_role("button", name="Remove").click()
    await expect(desk.locator("#confirm-question")).to_contain_text("Its file stays where it is.")
    await desk.locator("#confirm-cancel").click()
    await desk.get_by_role("button", name="Remove").click()
    async with desk.expect_response(lambda answer: answer.request.method == "DELETE"):
        await desk.locator("#confirm-deed").click()
    removed = [asked[1] for asked in agent.asked if asked[0] == "DELETE"]
    assert removed == [f"/v1/lessons/{LESSON}"]


async def test_a_lesson_that_the_agent_refuses_is_told_with_its_words(
    desk: Page, agent: FakeAgent, tmp_path: Path
) -> None:
    agent.answers["POST /v1/lessons"] = (422, '{"code": "lesson", "message": "newer version <b>2</b>"}')
    file = tmp_path / "lesson.json"
    file.write_text("{}", "utf-8")
    await desk.locator("#tab-lessons").click()
    await desk.set_input_files("#lesson-file", file)
    await expect(desk.locator("#said")).to_have_text("That did not work: newer version <b>2</b>")
    agent.trouble = [each for each in agent.trouble if "422" not in each]  # Chromium's own words


async def test_a_recap_is_saved_with_what_is_to_be_hidden(
    desk: Page, agent: FakeAgent, tmp_path: Path
) -> None:
    await desk.locator("#tab-runs").click()
    await expect(desk.locator("#run-list tbody tr")).to_contain_text([NAME, "(no name)"])
    async with desk.expect_download() as saving:
        await desk.get_by_role("button", name="Recap (HTML)").first.click()
    saved = tmp_path / "recap.html"
    await (await saving.value).save_as(saved)
    assert saved.read_text("utf-8") == "<!doctype html>"
    assert last(agent) == ("GET", f"/v1/runs/{RUN}/recap?as=html&locale=en")
    await desk.get_by_label("Hide names").check()
    await desk.get_by_label("Hide texts and pictures").check()
    async with desk.expect_download():
        await desk.get_by_role("button", name="Recap (CSV)").first.click()
    assert last(agent) == ("GET", f"/v1/runs/{RUN}/recap?as=csv&locale=en&names=hide&texts=hide")


async def test_a_run_whose_page_was_closed_is_finished_from_the_list(desk: Page, agent: FakeAgent) -> None:
    await desk.locator("#tab-runs").click()
    row = desk.locator("#run-list tbody tr").nth(1)
    await expect(row).to_contain_text("not finished")
    finish = desk.locator("#run-list").get_by_role("button", name="Finish")
    await expect(finish).to_have_count(1)
    await finish.click()
    await expect(desk.locator("#confirm-question")).to_contain_text("counts as missed")
    ended = RunEntry(
        id=UNNAMED, learner="", title="練習 1", started=NOW, ended=NOW, found=5, total=7, wrong=2
    )
    agent.answers["GET /v1/runs"] = (200, RunList(runs=(ended,)).model_dump_json())
    await desk.locator("#confirm-deed").click()
    await expect(finish).to_have_count(0)
    assert [asked[:2] for asked in agent.asked][-2:] == [
        ("POST", f"/v1/runs/{UNNAMED}/end"),
        ("GET", "/v1/runs"),
    ]


async def test_a_run_that_is_held_is_finished_at_its_page_only(desk: Page, agent: FakeAgent) -> None:
    agent.listed = {"run": UNNAMED, "found": 2, "total": 4}
    agent.say(agent.pages())
    await expect(desk.locator("#page-list")).to_contain_text("Found 2 of 4")
    await desk.locator("#tab-runs").click()
    await expect(desk.locator("#run-list tbody tr").nth(1)).to_contain_text("still on")
    await expect(desk.locator("#run-list").get_by_role("button", name="Finish")).to_have_count(0)


async def test_progress_names_what_is_due_and_can_be_removed(desk: Page, agent: FakeAgent) -> None:
    await desk.locator("#tab-progress").click()
    section = desk.locator(".learner", has_text=NAME)
    await expect(section.locator("td")).to_contain_text(
        ["Against the law", "1 of 4 right", "2026", "Due now"]
    )
    await expect(desk.locator(".learner", has_text="(no name)").locator("button")).to_have_count(0)
    await section.get_by_role("button", name="Remove").click()
    async with desk.expect_response("**/v1/progress?locale=en"):
        await desk.locator("#confirm-deed").click()
    assert [asked[0] for asked in agent.asked][-2:] == ["DELETE", "GET"]


@needs_axe
async def test_axe_finds_nothing_on_the_lists(desk: Page, agent: FakeAgent) -> None:
    for tab in ("lessons", "runs", "progress"):
        await desk.locator(f"#tab-{tab}").click()
        await expect(desk.locator(f"#{tab} table").first).to_be_visible()
        assert await violations(desk) == []
    assert agent.heard.empty()
