"""A question of the trainer's: asked beside its finding, answered in parts of ours alone."""

from typing import Any

import pytest

from tests.extension.drawing.lessons import DRAWN, LAYER, answered, direct, finding, name, question, sent
from tests.extension.drawing.practice import Desk, Opener

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle"
FORM = f'<label>Title <input id="title" style="width:400px" value="{TITLE}"></label>'
QUIZ = "root().querySelector('.quiz')"
VERDICT = f"{QUIZ}.querySelector('.verdict').textContent"
BEST = name("best")


async def asked(practice: Opener, kind: str = "fine", mode: str = "hidden", **more: Any) -> Desk:  # noqa: ANN401
    desk = await practice(FORM)
    await desk.report(finding("title", TITLE, "best"))
    await direct(desk, 1, mode, question=question(kind, **more))
    return desk


async def click(desk: Desk, part: str) -> None:
    box = await desk.run(f"boxOf({part})")
    await desk.page.mouse.click(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)


async def test_a_question_stands_beside_its_finding_and_takes_no_focus(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(finding("title", TITLE, "best"))
    await desk.page.focus("#title")
    await direct(desk, 1, "hidden", question=question("fine"))
    assert await desk.page.evaluate("document.activeElement.id") == "title"
    assert await desk.run(f"{QUIZ}.querySelector('.passage').textContent") == TITLE
    assert await desk.run(f"{QUIZ}.querySelector('mark').textContent") == "best"
    field, quiz = (
        await desk.page.evaluate("document.getElementById('title').getBoundingClientRect().toJSON()"),
        (await desk.run(f"boxOf({QUIZ})")),
    )
    assert field["bottom"] < quiz["top"] < field["bottom"] + 40
    await direct(desk, 2, "hidden", question=question("fine", finding=None))
    middle = await desk.run(f"boxOf({QUIZ})")
    assert middle["left"] + middle["width"] / 2 == pytest.approx(450, abs=10)


async def test_what_is_asked_about_is_not_told_by_marks_label_or_card(practice: Opener) -> None:
    desk = await asked(practice, mode="normal")
    assert await desk.painted() == []
    assert [part for part in await desk.run(DRAWN) if part != "badge"] == []
    await desk.page.click("#title", position={"x": 45, "y": 10})
    await desk.run("worker.onStep(1)")
    assert await desk.run("card()") is None
    await direct(desk, 2, "hidden", spotlight=BEST, question=question("rule"))
    assert await desk.run(f"root().querySelector('{LAYER}.spot') !== null"), "its place may be lit"
    assert await desk.run(f"root().querySelector('{LAYER}.spot-label')") is None
    assert "Promotional" not in await desk.run("root().textContent")


@pytest.mark.parametrize("right", [True, False])
async def test_an_answer_is_sent_once_and_its_verdict_is_said(practice: Opener, *, right: bool) -> None:
    desk = await asked(practice)
    await click(desk, f"{QUIZ}.querySelectorAll('.choice')[1]")
    await click(desk, f"{QUIZ}.querySelectorAll('.choice')[0]")
    assert await desk.run(VERDICT) == "Sending…"
    said = await answered(desk, right=right, words="It praises.")
    assert (said["question"], said["answer"]) == ("q-fine", "fine")
    assert await desk.run(VERDICT) == ("Right! It praises." if right else "Not right. It praises.")
    await click(desk, f"{QUIZ}.querySelectorAll('.choice')[0]")
    assert len(await sent(desk, "answer")) == 1


async def test_a_fix_is_typed_into_a_field_of_ours_and_may_be_tried_again(practice: Opener) -> None:
    desk = await asked(practice, "fix")
    await desk.run("worker.onOpenCard()")
    await desk.page.keyboard.press("Control+a")
    await desk.page.keyboard.insert_text("The finest kettle")
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    first = await answered(desk, right=False, words="")
    assert await desk.run(VERDICT) == "Not right yet. Try again."
    await desk.page.keyboard.press("Shift+Tab")
    await desk.page.keyboard.press("Control+a")
    await desk.page.keyboard.insert_text("The kettle")
    await direct(desk, 2, "hidden", question=question("fix"), wrong=1)
    assert await desk.run(f"{QUIZ}.querySelector('textarea').value") == "The kettle", "a new stage leaves it"
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    second = await answered(desk, right=True, words="Good.")
    assert (first["answer"], second["answer"]) == ("The finest kettle", "The kettle")
    assert await desk.run(VERDICT) == "Right! Good."
    assert await desk.page.input_value("#title") == TITLE, "the site's field is never touched"


async def test_a_question_can_be_put_away_and_fetched_back_by_keyboard(practice: Opener) -> None:
    desk = await asked(practice)
    await desk.page.focus("#title")
    await desk.run("worker.onOpenCard()")
    assert await desk.run("root().activeElement.textContent") == "An error"
    await desk.page.keyboard.press("Escape")
    assert await desk.run(QUIZ) is None
    assert await desk.page.evaluate("document.activeElement.id") == "title"
    await direct(desk, 2, "hidden", question=question("fine"))
    assert await desk.run(QUIZ) is None, "not by itself"
    await desk.run("worker.onOpenCard()")
    assert await desk.run("root().activeElement.textContent") == "An error"
    await direct(desk, 3, "hidden")
    assert await desk.run(QUIZ) is None
    await direct(desk, 4, "hidden", question=question("fine", id="another"))
    assert await desk.run(f"{QUIZ} !== null")


async def test_hostile_words_are_shown_as_they_are(practice: Opener) -> None:
    words = "<img src=x onerror=\"document.title='run'\">{{7*7}}"
    desk = await asked(practice, prompt=words, text=words, start=None, end=None)
    assert words in await desk.run(f"{QUIZ}.textContent")
    await click(desk, f"{QUIZ}.querySelector('.choice')")
    await answered(desk, right=False, words=words)
    assert words in await desk.run(VERDICT)
    assert await desk.run(f"{QUIZ}.querySelector('img')") is None
    assert await desk.page.title() == "Practice"
