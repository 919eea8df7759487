"""What the console shows of a page: marks in place, attempts, hostile text, every language, axe-core."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from agent.wire import WireTarget
from agent.wire_console import AnswerView, FieldText, PageGone, PageList
from tests.axe import needs_axe, violations
from tests.console.trainer import (
    PAGE,
    RUN,
    TITLE,
    FakeAgent,
    Room,
    attempts,
    finding,
    identity,
    question,
    running,
    words,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MARKUP = "<img src=x onerror=\"document.title='run'\"><svg onload=alert(1)>{{7*7}}${7*7}"
LARGE = (".finding .title", ".message", ".passage", "h1", "h2")


async def test_words_are_underlined_where_they_stand(desk: Page) -> None:
    marked = desk.locator(".passage .words")
    # The emoji before them takes two UTF-16 units.
    await expect(marked).to_have_text(["1最高", "2送料無料", "3日本一", "7090-1234-5678"])
    await expect(desk.locator("#texts .field", has_text="Brand")).to_contain_text("Not on the page")
    box = await desk.locator(".outline.error").evaluate(
        "(box) => [box.style.left, box.style.top, box.style.width, box.style.height]"
    )
    assert box == ["10%", "10%", "40%", "20%"]
    await expect(desk.locator("#others-box summary")).to_have_text("For a person to judge")


async def test_a_finding_about_all_of_a_field_stands_before_its_texts(desk: Page, agent: FakeAgent) -> None:
    texts = [("title", None, TITLE), ("bullets", 0, "軽い"), ("bullets", 1, "丈夫")]
    agent.shown["fields"] = tuple(
        FieldText.model_validate({"field": name, "index": index, "text": text}) for name, index, text in texts
    )
    agent.annotations = (finding(1, "Too few", WireTarget(field="bullets")),)
    agent.say(agent.view())
    await expect(desk.locator("#texts h3")).to_have_text(
        ["Title", "Bullet point1", "Bullet point 1", "Bullet point 2"]
    )
    await expect(desk.locator("#texts")).not_to_contain_text("Not on the page")


async def test_overlapping_findings_are_both_marked(desk: Page, agent: FakeAgent) -> None:
    agent.annotations = (
        finding(1, "All of it", words(TITLE, "最高の🎧イヤホン")),
        finding(2, "A part", words(TITLE, "🎧")),
    )
    agent.say(agent.view())
    await expect(desk.locator(".passage .words")).to_have_text(["1最高の", "2🎧", "イヤホン"])
    assert (
        await desk.locator(".passage").first.evaluate(
            "(shown) => [...shown.childNodes].map((each) => (each.lastChild ?? each).data).join('')"
        )
        == TITLE
    )


async def test_a_run_is_told_as_it_goes(desk: Page, agent: FakeAgent) -> None:
    await expect(desk.locator("#run-told")).to_contain_text("Not begun")
    answer = AnswerView(seconds=75, kind="fix", finding=identity(2), tries=2, right=True)
    agent.shown |= {"run": running().model_copy(update={"answers": (answer,)}), "question": question()}
    agent.say(agent.view())
    await expect(desk.locator("#run-score")).to_have_text("Found 1 of 3, wrong 1")
    rows = desk.locator("#run-told tbody tr")
    await expect(rows).to_have_text(
        [
            "0:31Title: 最高Banned or promotional wordingFound – 1 最高級の表現",
            "0:12Title: 最高Against the lawRight place, wrong reason",
            "1:152 Delivery in the titleMend itRight2",
        ]
    )
    await expect(desk.locator(".finding").first).to_contain_text("found by the learner")
    await expect(desk.locator(".question")).to_contain_text("どのルールに反していますか。")
    late = attempts()[0].model_copy(update={"verdict": "too-late", "seconds": 3_725})
    agent.shown["run"] = running().model_copy(update={"attempts": (*attempts(), late)})
    agent.say(agent.view())
    await expect(rows.first).to_contain_text("1:02:05")
    await expect(rows.first).to_contain_text("Not counted")


async def test_hostile_texts_are_shown_as_they_are(room: Room, agent: FakeAgent) -> None:
    agent.texts = {"title": MARKUP, "description": "javascript:alert(1)"}
    agent.annotations = (
        finding(
            1,
            MARKUP,
            WireTarget(field="title", start=0, end=len(MARKUP), quote=MARKUP),
            message=MARKUP,
            help=MARKUP,
            sources=[
                {"title": MARKUP, "url": "javascript:alert(1)", "confidence": "official", "seen": MARKUP}
            ],
        ),
    )
    agent.listed = {"title": MARKUP, "learner": MARKUP[:64], "browser": MARKUP, "lesson": MARKUP}
    attempt = attempts()[0].model_copy(update={"quote": MARKUP})
    agent.shown = {
        "run": running().model_copy(update={"attempts": (attempt,)}),
        "question": question().model_copy(update={"text": MARKUP, "prompt": MARKUP}),
    }
    async with room.console(agent) as page:
        await expect(page.locator(".finding .title")).to_have_text(MARKUP)
        await expect(page.locator(".notes")).to_contain_text(MARKUP)
        await expect(page.locator("#page-list .title").first).to_contain_text(MARKUP)
        await expect(page.locator("#page-list input").first).to_have_value(MARKUP[:64])
        await expect(page.locator("#run-told")).to_contain_text(MARKUP)
        await expect(page.locator(".passage").first).to_contain_text(MARKUP)
        assert await page.locator("img, svg, a[href^='javascript']").count() == 0
        await expect(page).to_have_title("Tenken lesson console")


async def test_a_name_being_typed_is_not_overwritten(desk: Page, agent: FakeAgent) -> None:
    learner = desk.get_by_label("Learner at page 1")
    await expect(learner).to_have_value("佐藤")
    await learner.fill("田中")
    agent.listed = {"findings": 5}
    agent.say(agent.pages())
    await expect(desk.locator("#page-list .score").first).to_contain_text("Violations: 5")
    await expect(learner).to_have_value("田中")
    await expect(learner).to_be_focused()
    await learner.press("Enter")
    name: Any = await agent.heard.get()
    assert (name.type, name.page, name.learner) == ("name", PAGE, "田中")


async def test_a_page_that_closes_is_said_and_comes_back_by_itself(desk: Page, agent: FakeAgent) -> None:
    agent.say(PageGone(page=PAGE))
    agent.say(PageList(pages=agent.pages().pages[1:]))
    await expect(desk.locator("#page-gone")).to_be_visible()
    agent.say(agent.pages())
    watch: Any = await agent.heard.get()
    assert (watch.type, watch.page) == ("watch", PAGE)
    await expect(desk.locator("#page-gone")).to_be_hidden()


async def test_two_hundred_findings_are_listed_and_no_more(desk: Page, agent: FakeAgent) -> None:
    agent.annotations = tuple(
        finding(number, f"Fault {number}", words(TITLE, "最高")) for number in range(1, 301)
    )
    agent.say(agent.view())
    await expect(desk.locator("#steps .finding")).to_have_count(200)
    await desk.keyboard.press("r")
    sent = await agent.next()
    assert len(sent.revealed) == len(sent.order) == 200


async def full(page: Page, agent: FakeAgent) -> None:
    """Everything that can be on the live tab at once."""
    agent.shown = {
        "run": running(),
        "mode": "hunt",
        "question": question(),
        "revealed": (identity(1), identity(3), identity(9)),
        "spotlight": identity(3),
        "spotlight_state": "shown",
        "pointer": {
            "field": "images",
            "index": 0,
            "region": {"x": 0.5, "y": 0.5, "width": 0.2, "height": 0.2},
        },
    }
    agent.listed = {"mode": "hunt", "run": RUN, "found": 1, "wrong": 1, "total": 3}
    agent.say(agent.pages())
    agent.say(agent.view())
    await expect(page.locator("#run-told tbody tr")).to_have_count(2)
    await page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")


@needs_axe
@pytest.mark.parametrize(
    ("locale", "title"), [("zh", "培训控制台"), ("ja", "講習コンソール"), ("en", "console")]
)
async def test_axe_finds_nothing_and_every_word_is_in_the_language(
    desk: Page, agent: FakeAgent, locale: str, title: str
) -> None:
    await desk.select_option("#language", locale)
    await expect(desk.locator("h1")).to_contain_text(title)
    await expect(desk.locator("#finish")).to_be_hidden()
    assert agent.hellos[-1].locale == locale
    await full(desk, agent)
    assert await violations(desk) == []
    await desk.reload()
    await expect(desk.locator("html")).to_have_attribute("lang", "zh-CN" if locale == "zh" else locale)


@needs_axe
async def test_axe_finds_nothing_in_other_colours_and_over_a_dialog(desk: Page, agent: FakeAgent) -> None:
    await full(desk, agent)
    await desk.emulate_media(color_scheme="dark")
    assert await violations(desk) == []
    await desk.emulate_media(forced_colors="active")
    assert await violations(desk) == []
    await desk.emulate_media(forced_colors="none")
    await desk.locator("#help").click()
    assert await violations(desk) == []


async def test_type_is_large_enough_to_be_read_from_afar(desk: Page, agent: FakeAgent) -> None:
    await full(desk, agent)
    sizes = await desk.evaluate(
        """(names) => Object.fromEntries(names.map(
          (name) => [name, parseFloat(getComputedStyle(document.querySelector(name)).fontSize)]))""",
        [*LARGE, "#said", "td", ".soft", ".states"],
    )
    assert min(sizes.values()) >= 16
    assert min(sizes[name] for name in LARGE) >= 20


async def test_a_narrow_window_shows_all_without_scrolling_sideways(desk: Page, agent: FakeAgent) -> None:
    await full(desk, agent)
    await desk.set_viewport_size({"width": 390, "height": 800})
    assert await desk.evaluate("document.documentElement.scrollWidth") <= 390
    await expect(desk.locator("#steps .finding").first).to_be_visible()
