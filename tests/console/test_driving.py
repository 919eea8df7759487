"""What the trainer's keys and clicks have the page show: exactly one whole ``Direct`` each."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from agent.wire_console import Ask, ConsoleRefusal, Direct, Finish, Unask, Watch
from tests.console.trainer import PAGE, FakeAgent, finding, identity, question, running, words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ORDER = tuple(map(identity, range(1, 8)))
"""The six faults, then what a person must judge."""
FAULTS = ORDER[:6]
TITLE = {"field": "title", "index": None, "region": None}


def direct(**given: Any) -> Direct:  # noqa: ANN401 - any member
    """What is sent when nothing was shown before, with ``given`` in it."""
    return Direct.model_validate({"page": PAGE, "mode": "normal", "order": ORDER, **given})


async def test_the_keys_step_through_the_findings(desk: Page, agent: FakeAgent) -> None:
    first, second = ORDER[:2]
    for key, expected in (
        ("ArrowRight", direct(revealed=(first,), spotlight=first)),
        ("ArrowRight", direct(revealed=(first, second), spotlight=second)),
        ("ArrowLeft", direct(revealed=(first,), spotlight=first)),
        ("Escape", direct(revealed=(first,))),
        ("r", direct(revealed=FAULTS)),
        ("s", direct(revealed=FAULTS, spotlight=first)),
        ("3", direct(revealed=FAULTS, spotlight=ORDER[2])),
        ("s", direct(revealed=FAULTS)),
        ("H", direct()),
        ("2", direct(spotlight=second)),
        ("p", direct(spotlight=second, pointer=TITLE)),
        ("p", direct(spotlight=second)),
        ("h", direct()),
        ("m", direct(mode="hidden")),
    ):
        await desk.keyboard.press(key)
        assert await agent.next() == expected, key
    await expect(desk.locator("#mode-hidden")).to_have_attribute("aria-pressed", "true")
    assert agent.heard.empty()


async def test_a_key_is_sent_before_anything_is_drawn(desk: Page) -> None:
    sent = await desk.evaluate(
        """() => {
          const drawn = [];
          const { send } = WebSocket.prototype;
          WebSocket.prototype.send = function (data) {
            drawn.push(document.querySelectorAll(".spotlit").length);
            send.call(this, data);
          };
          const press = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true });
          document.body.dispatchEvent(press);
          WebSocket.prototype.send = send;
          return drawn;
        }"""
    )
    assert sent == [0]


async def test_choosing_sends_nothing_and_opens_the_notes(desk: Page, agent: FakeAgent) -> None:
    for _ in range(2):
        await desk.keyboard.press("ArrowDown")
    chosen = desk.locator(".finding.chosen")
    await expect(chosen.locator(".title")).to_have_text("根拠のない最上級")
    await expect(chosen.locator(".notes")).to_contain_text("test/rule-3")
    await expect(chosen.locator("button.choose")).to_be_focused()
    await desk.keyboard.press("ArrowUp")
    await expect(chosen.locator(".title")).to_have_text("Delivery in the title")
    await desk.keyboard.press("p")
    assert (await agent.next()).pointer is not None


async def test_the_order_is_the_trainers_and_numbers_follow_it(desk: Page, agent: FakeAgent) -> None:
    await desk.keyboard.press("Alt+ArrowDown")
    one, two, *rest = ORDER
    assert await agent.next() == direct(order=(two, one, *rest))
    await expect(desk.locator("#steps .title")).to_have_text(
        [
            "Delivery in the title",
            "最高級の表現",
            "根拠のない最上級",
            "图片上有文字",
            "Brand is missing",
            "Too many of the same",
        ]
    )
    await expect(desk.locator(".finding.chosen .number").first).to_have_text("2")
    await desk.get_by_role("button", name="Move up").click()
    assert await agent.next() == direct()
    rows = desk.locator("#steps .finding")
    await rows.nth(2).drag_to(rows.nth(0))
    assert (await agent.next()).order == (ORDER[2], one, two, *rest[1:])
    await desk.keyboard.press("ArrowRight")
    assert (await agent.next()).revealed == (ORDER[2],)


async def test_with_all_shown_there_is_nothing_to_send(desk: Page, agent: FakeAgent) -> None:
    await desk.keyboard.press("ArrowLeft")
    await expect(desk.locator("#said")).to_have_text("None is revealed.")
    await desk.keyboard.press("r")
    await agent.next()
    await desk.keyboard.press("ArrowRight")
    await expect(desk.locator("#said")).to_have_text("All are revealed already.")
    assert agent.heard.empty()


async def test_a_hunt_begins_with_nothing_shown_and_is_not_left_unasked(desk: Page, agent: FakeAgent) -> None:
    await desk.keyboard.press("ArrowRight")
    await agent.next()
    await desk.keyboard.press("m")
    assert await agent.next() == direct(mode="hidden", revealed=ORDER[:1], spotlight=ORDER[0])
    await desk.keyboard.press("m")
    assert await agent.next() == direct(mode="hunt")
    await expect(desk.locator("#mode-hunt")).to_have_attribute("aria-pressed", "true")
    await desk.keyboard.press("m")
    await expect(desk.locator("#confirm-dialog")).to_be_visible()
    await desk.keyboard.press("ArrowRight")
    await desk.keyboard.press("Escape")
    await expect(desk.locator("#confirm-dialog")).to_be_hidden()
    assert agent.heard.empty()
    await desk.locator("#mode-normal").click()
    await desk.locator("#confirm-deed").click()
    assert await agent.next() == direct()


async def test_keys_are_left_to_text_fields_and_to_the_browser(desk: Page, agent: FakeAgent) -> None:
    learner = desk.locator("#page-list input").first
    await learner.focus()
    for key in ("r", "ArrowLeft", "1", "?", "Control+h", "Meta+r"):
        await desk.keyboard.press(key)
    typed = await learner.input_value()
    await desk.locator("#language").focus()
    await desk.keyboard.press("ArrowUp")
    await desk.locator("#tab-lessons").click()
    await desk.keyboard.press("ArrowRight")
    await expect(desk.locator("#help-dialog")).to_be_hidden()
    assert sorted(typed) == sorted("佐藤r1?")
    while not agent.heard.empty():  # the language was changed, so the page is watched anew; the name was said
        assert not isinstance(agent.heard.get_nowait(), Direct)


async def test_the_keys_can_be_turned_off(desk: Page, agent: FakeAgent) -> None:
    await desk.keyboard.press("?")
    await desk.get_by_label("Keys are on").uncheck()
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("r")
    await desk.locator("#step-next").click()
    assert (await agent.next()).revealed == ORDER[:1]
    assert agent.heard.empty()
    await desk.reload()
    await desk.keyboard.press("?")
    await expect(desk.get_by_label("Keys are on")).not_to_be_checked()


async def test_a_click_on_a_text_or_picture_points_there(desk: Page, agent: FakeAgent) -> None:
    await desk.locator(".passage").first.click(position={"x": 5, "y": 10})
    assert await agent.next() == direct(pointer=TITLE)
    await expect(desk.locator(".field.pointed")).to_contain_text("Title")
    await desk.get_by_role("button", name="Title", exact=True).click()
    assert await agent.next() == direct()
    await desk.locator(".frame").nth(1).click(position={"x": 110, "y": 218})
    pointer = (await agent.next()).pointer
    assert pointer is not None
    assert (pointer.field, pointer.index) == ("images", 1)
    assert pointer.region.model_dump() == pytest.approx(
        {"x": 0.375, "y": 0.75, "width": 0.25, "height": 0.25}, abs=0.01
    )
    await desk.locator(".words").first.click()
    await expect(desk.locator(".finding.chosen .title")).to_have_text("最高級の表現")
    assert agent.heard.empty()


async def test_questions_are_asked_and_taken_back(desk: Page, agent: FakeAgent) -> None:
    for name, kind in (("Error or fine?", "fine"), ("Which rule?", "rule"), ("Mend it", "fix")):
        await desk.get_by_role("button", name=name).click()
        asked = await agent.next(Ask)
        assert (asked.page, asked.finding, asked.kind) == (PAGE, ORDER[0], kind)
    agent.shown["question"] = question()
    agent.say(agent.view())
    await desk.get_by_role("button", name="Take back").click()
    assert (await agent.next(Unask)).page == PAGE


async def test_a_run_is_finished_once_confirmed_and_leaves_its_recap(desk: Page, agent: FakeAgent) -> None:
    agent.shown["run"] = running()
    agent.say(agent.view())
    await desk.locator("#finish").click()
    await desk.locator("#confirm-cancel").click()
    await desk.locator("#finish").click()
    await desk.locator("#confirm-deed").click()
    assert (await agent.next(Finish)).page == PAGE
    agent.shown["run"] = None
    agent.say(agent.view())
    await expect(desk.locator("#run-recap button")).to_have_text(["Recap (HTML)", "Recap (CSV)"])
    await expect(desk.locator("#finish")).to_be_hidden()


async def test_a_view_from_before_the_last_key_does_not_undo_it(desk: Page, agent: FakeAgent) -> None:
    agent.confirms = False
    await desk.keyboard.press("ArrowRight")
    await agent.next()
    agent.say(agent.view())
    await expect(desk.locator(".finding.revealed")).to_have_count(1)
    await desk.keyboard.press("ArrowRight")
    assert (await agent.next()).revealed == ORDER[:2]
    agent.confirms = True
    await desk.keyboard.press("ArrowRight")
    assert (await agent.next()).revealed == ORDER[:3]


async def test_what_the_agent_refuses_is_said_and_taken_back(desk: Page, agent: FakeAgent) -> None:
    agent.confirms = False
    await desk.keyboard.press("m")
    await agent.next()
    agent.say(ConsoleRefusal(page=PAGE, code="nothing-to-find", message="x"))
    await expect(desk.locator("#said")).to_have_text("There is nothing to find on this page.")
    await expect(desk.locator("#mode-normal")).to_have_attribute("aria-pressed", "true")


async def test_a_finding_whose_text_changed_is_said_and_never_named_again(
    desk: Page, agent: FakeAgent
) -> None:
    await desk.keyboard.press("ArrowRight")
    await agent.next()
    agent.annotations = (
        finding(8, "A new fault", words("Best of all", "all")),
        *agent.annotations[2:],
    )
    agent.texts["title"] = "Best of all"
    agent.shown["spotlight_state"] = "changed"
    agent.say(agent.view())
    await expect(desk.locator("#changed")).to_have_text(
        "“最高級の表現”: the text has changed since. Check it again; nothing is marked for it."
    )
    await expect(desk.locator(".spotlit")).to_have_count(0)
    await desk.keyboard.press("ArrowRight")
    sent = await agent.next()
    assert sent.revealed == (identity(3),)
    assert sent.order == (*ORDER[2:6], identity(8), ORDER[6])


async def test_a_mark_whose_words_are_not_there_is_not_drawn(desk: Page, agent: FakeAgent) -> None:
    agent.texts["title"] = "Other words stand here now 送料無料"
    agent.say(agent.view())
    await expect(desk.locator("#texts .changed")).to_have_text(
        ["1: the text has changed; nothing is marked.", "2: the text has changed; nothing is marked."]
    )
    await expect(desk.locator(".passage").first.locator(".words")).to_have_count(0)


async def test_another_page_is_watched_by_a_click_and_nothing_is_carried_over(
    desk: Page, agent: FakeAgent
) -> None:
    await desk.keyboard.press("ArrowRight")
    await agent.next()
    await desk.locator("#page-list .choose").nth(1).click()
    assert (await agent.next(Watch)).page == "client-other"
    await expect(desk.locator("#watched")).to_be_hidden()
    await desk.keyboard.press("ArrowRight")
    agent.shown = {"page": "client-other"}
    agent.say(agent.view())
    await expect(desk.locator("#steps .finding")).to_have_count(6)
    await expect(desk.locator(".finding.revealed")).to_have_count(0)
    assert agent.heard.empty()


async def test_a_whole_lesson_is_held_by_keyboard_alone(desk: Page, agent: FakeAgent) -> None:
    for key in ("m", "m", "ArrowRight", "p", "Escape"):
        await desk.keyboard.press(key)
        await agent.next()
    agent.shown["run"] = running()
    agent.say(agent.view())
    await expect(desk.locator("#finish")).to_be_visible()
    for _ in range(80):
        await desk.keyboard.press("Tab")
        if await desk.evaluate("document.activeElement.id") == "finish":
            break
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Enter")
    await agent.next(Finish)
    agent.shown |= {"run": None, "mode": "normal"}
    agent.say(agent.view())
    await expect(desk.locator("#run-recap")).to_contain_text("The lesson is over.")
