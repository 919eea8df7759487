"""A hunt: what the learner points at, by mouse and by keyboard, and what is made of the agent's verdicts."""

import pytest
from playwright.async_api import Page

from tests.extension.drawing.lessons import LAYER, MARKERS, REASONS, direct, finding, judged, name, sent
from tests.extension.drawing.practice import Desk, Opener
from tests.extension.drawing.test_pictures import CORNER, client, image, inside, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle 🍵, cheap"
BRAND = "Acme <b>best</b> brand"
FORM = (
    f'<label>Title <input id="title" style="width:400px" value="{TITLE}"></label>'
    f'<p id="brand">{BRAND}</p><p id="elsewhere">No part of the listing</p><button id="save">Save</button>'
)
BEST = name("best")
BAR = "root().querySelector('.hunt-bar')"
FORM_OPEN = "root().querySelector('.hunt-form')"
CHIP = "root().querySelector('.chip')"
FOCUSED = "root().activeElement?.textContent ?? null"


async def hunt(practice: Opener, body: str = FORM, **more: object) -> Desk:
    desk = await practice(body)
    await desk.report(finding("title", TITLE, "best"))
    await direct(desk, 1, "hunt", **{"total": 3, **more})
    return desk


async def select(page: Page, field: str, words: str) -> None:
    """By keyboard, as nobody can forge."""
    letters = await page.evaluate(
        """([id, words]) => {
          const field = document.getElementById(id);
          const at = field.value.indexOf(words);
          field.focus();
          field.setSelectionRange(at, at);
          return [...words].length;
        }""",
        [field, words],
    )
    for _ in range(letters):
        await page.keyboard.press("Shift+ArrowRight")


async def click(desk: Desk, part: str) -> None:
    assert await desk.holds(f"{part} != null")
    box = await desk.run(f"boxOf({part})")
    await desk.page.mouse.click(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)


async def verdict(desk: Desk) -> str:
    said: str = await desk.run(f"{BAR}.querySelector('.verdict').textContent")
    return said


async def test_words_are_named_by_mouse_and_a_right_one_turns_solid(practice: Opener) -> None:
    desk = await hunt(practice)
    assert await desk.marks() == []
    box = await client(desk, "title")
    await desk.page.mouse.dblclick(box["x"] + 45, box["y"] + 12)
    chosen = await desk.page.evaluate("document.getElementById('title').selectionStart")
    assert chosen == 4, "best"
    await click(desk, CHIP)
    texts = await desk.run(
        f"[...{FORM_OPEN}.querySelectorAll('[role=menuitem]')].map((one) => one.textContent)"
    )
    assert texts == [reason.words for reason in REASONS]
    assert "best" in await desk.run(f"{FORM_OPEN}.querySelector('.where').textContent")
    await click(desk, f"{FORM_OPEN}.querySelectorAll('.reason')[0]")
    (attempt,) = await sent(desk, "attempt")
    end = 9 if attempt["place"]["end"] == 9 else 8  # some systems select the blank after a word, too
    assert attempt["place"] == {"field": "title", "index": None, "start": 4, "end": end, "region": None}
    assert attempt["reason"] == "claim"
    assert attempt["revision"] == await desk.run("listings().at(-1).revision")
    assert await verdict(desk) == "Sending…"
    await judged(desk, "found", BEST)
    await direct(desk, 2, "hunt", total=3, found=[BEST])
    assert await verdict(desk) == "Right: found!"
    assert await desk.run(f"{BAR}.querySelector('.score').textContent") == "Found 1 of 3 · Wrong 0"
    assert await desk.run(MARKERS) == ["✓1"]
    assert len(await desk.painted()) == 1
    assert await desk.page.input_value("#title") == TITLE


async def test_all_of_it_goes_by_keyboard_and_the_selection_is_given_back(practice: Opener) -> None:
    desk = await hunt(practice)
    await select(desk.page, "title", "🍵")
    await desk.run("worker.onOpenCard()")
    assert await desk.run(FOCUSED) == REASONS[0].words
    await desk.page.keyboard.press("ArrowUp")
    assert await desk.run(FOCUSED) == REASONS[-1].words, "round from the first to the last"
    await desk.page.keyboard.press("Escape")
    assert await desk.run(FORM_OPEN) is None
    assert await desk.page.evaluate(
        "(({id, selectionStart, selectionEnd}) => [id, selectionStart, selectionEnd])(document.activeElement)"
    ) == ["title", 16, 18]
    await desk.run("worker.onOpenCard()")
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    (attempt,) = await sent(desk, "attempt")
    assert (attempt["place"]["start"], attempt["place"]["end"]) == (16, 18), "UTF-16 offsets"
    assert attempt["reason"] == "characters"
    assert await desk.page.evaluate("document.activeElement.id") == "title"


async def test_words_of_a_static_text_are_found_across_its_elements(practice: Opener) -> None:
    desk = await hunt(practice)
    await desk.page.evaluate(
        """() => { const brand = document.getElementById('brand'); const range = document.createRange();
        range.setStart(brand.querySelector('b').firstChild, 1); range.setEnd(brand.lastChild, 3);
        getSelection().addRange(range); }"""
    )
    await click(desk, CHIP)
    await desk.page.keyboard.press("Enter")
    (attempt,) = await sent(desk, "attempt")
    text = "Acme best brand"
    place = attempt["place"]
    assert (place["field"], text[place["start"] : place["end"]]) == ("brand", "est br")
    assert await desk.page.evaluate("getSelection().toString()") == "est br"


async def test_a_field_without_a_selection_is_named_whole(practice: Opener) -> None:
    desk = await hunt(practice)
    await desk.page.click("#title", position={"x": 300, "y": 8})
    await click(desk, CHIP)
    await desk.page.keyboard.press("Enter")
    await desk.page.evaluate("document.activeElement.blur()")
    await desk.page.click("#brand")
    await click(desk, CHIP)
    await desk.page.keyboard.press("Enter")
    places = [attempt["place"] for attempt in await sent(desk, "attempt")]
    assert [(place["field"], place["start"]) for place in places] == [("title", None), ("brand", None)]


async def test_what_is_no_part_of_the_listing_cannot_be_named(practice: Opener) -> None:
    desk = await hunt(practice)
    await desk.page.click("#elsewhere", click_count=2)
    await desk.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert await desk.run(CHIP) is None
    await desk.run("worker.onOpenCard()")
    assert await verdict(desk) == "Select words first, or choose a place in the list."
    assert await desk.run("root().activeElement.localName") == "select", "where places can be chosen"


async def test_a_box_on_a_picture_is_a_share_of_it_and_the_page_gets_no_drag(practice: Opener) -> None:
    desk = await hunt(
        practice, FORM + image("image", "width:300px;height:200px;object-fit:contain", picture())
    )
    await desk.page.evaluate(
        """() => { window.got = []; for (const name of ['dragstart', 'click'])
        document.getElementById('image').addEventListener(name, () => window.got.push(name)); }"""
    )
    box = await client(desk, "image")
    whole = {"left": box["left"] + 50, "top": box["top"], "width": 200, "height": 200}
    left, top, width, height = inside(whole, CORNER)
    await desk.page.mouse.move(left, top)
    await desk.page.mouse.down()
    await desk.page.mouse.move(left + width / 2, top + height / 2)
    await desk.page.mouse.move(left + width, top + height)
    assert await desk.holds(f"root().querySelector('{LAYER}.picked') !== null"), (
        "the box is drawn while it is dragged"
    )
    await desk.page.mouse.up()
    assert await desk.page.evaluate("window.got") == []
    await desk.page.keyboard.press("Enter")
    (attempt,) = await sent(desk, "attempt")
    assert (attempt["place"]["field"], attempt["place"]["index"]) == ("images", 0)
    assert attempt["place"]["region"] == pytest.approx(CORNER, abs=0.02)
    await desk.page.click("#image")
    assert await desk.page.evaluate("window.got") == ["click"], "a click is the page's"


async def test_a_box_on_a_found_fault_opens_the_reasons_and_no_card(practice: Opener) -> None:
    desk = await practice(FORM + image("image", "width:300px;height:200px", picture()))
    fault = finding("images", "", target={"index": 0, "region": CORNER, "areas": [CORNER]})
    await desk.report(fault)
    await direct(desk, 1, "hunt", total=3, found=[fault["id"]])
    left, top, width, height = inside(await client(desk, "image"), CORNER)
    await desk.page.mouse.move(left + 5, top + 5)
    await desk.page.mouse.down()
    await desk.page.mouse.move(left + width / 2, top + height / 2)
    await desk.page.mouse.up()
    assert await desk.holds(f"{FORM_OPEN} !== null")
    assert await desk.run("card()") is None
    await desk.page.keyboard.press("Escape")
    await desk.page.mouse.click(left + width / 2, top + height / 2)
    assert await desk.card_text("h2") == "Promotional phrase", "a click does"


async def test_an_attempt_speaks_of_the_listing_for_which_the_reasons_were_opened(practice: Opener) -> None:
    desk = await hunt(practice)
    await select(desk.page, "title", "best")
    await desk.run("worker.onOpenCard()")
    before = await desk.run("listings().at(-1).revision")
    await desk.page.evaluate("document.getElementById('title').value = 'Another kettle'")
    assert await desk.holds(f"listings().at(-1).revision > {before}")
    await desk.page.keyboard.press("Enter")
    (attempt,) = await sent(desk, "attempt")
    assert attempt["revision"] == before


async def test_a_name_given_while_the_agent_is_away_stays_until_a_stage_says_it(practice: Opener) -> None:
    desk = await hunt(practice, learner="山田")
    field = f"{BAR}.querySelector('input').value"
    await click(desk, f"{BAR}.querySelector('input')")
    await desk.page.keyboard.press("Control+A")
    await desk.page.keyboard.insert_text("花子")
    await desk.page.keyboard.press("Enter")
    await desk.state("not-running", "ja")
    assert await desk.run(field) == "花子", "in another language, too"
    await direct(desk, 1, "hunt", total=3, learner="山田")
    assert await desk.run(field) == "花子"
    await direct(desk, 2, "hunt", total=3, learner="花子")
    await direct(desk, 3, "hunt", total=3, learner="山田")
    assert await desk.run(field) == "山田"


async def test_what_the_agent_could_not_keep_is_no_word_on_the_listing(practice: Opener) -> None:
    desk = await hunt(practice)
    await desk.run("worker.onRefused(null, 'The disk is full.')")
    said = await desk.run("root().querySelector('.pill').textContent")
    assert "The disk is full." in said
    assert "Not checked" not in said
    await direct(desk, 2, "hunt", total=3)
    assert await desk.run("root().textContent.includes('The disk is full.')") is False


async def test_a_picture_is_chosen_by_keyboard_from_the_bars_list(practice: Opener) -> None:
    desk = await hunt(practice, FORM + image("image", "width:100px", picture()))
    await desk.run("worker.onOpenCard()")
    options = await desk.run(f"[...{BAR}.querySelectorAll('option')].map((one) => one.textContent)")
    assert options == ["What is selected", "Title", "Brand", "Image 1"]
    await desk.page.keyboard.press("End")
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    assert await desk.holds(f"{FORM_OPEN} !== null")
    await desk.page.keyboard.press("End")
    await desk.page.keyboard.press("Enter")
    (attempt,) = await sent(desk, "attempt")
    assert attempt["place"] == {"field": "images", "index": 0, "start": None, "end": None, "region": None}
    assert attempt["reason"] == "picture"


VERDICTS = {
    "found": "Right",
    "already-found": "already",
    "wrong-reason": "another reason",
    "wrong-place": "Nothing of the kind",
    "too-late": "Not counted",
}


async def test_from_the_bar_the_words_are_meant_that_were_selected_last(practice: Opener) -> None:
    desk = await hunt(practice)
    await desk.page.click("#brand")
    await select(desk.page, "title", "best")
    await desk.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await desk.run("tenken.huntBar.focus()")
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    assert "best" in await desk.run(f"{FORM_OPEN}.querySelector('.where').textContent")
    assert "Title" in await desk.run(f"{FORM_OPEN}.querySelector('.where').textContent")


async def test_every_verdict_is_said_to_all(practice: Opener) -> None:
    desk = await hunt(practice)
    await select(desk.page, "title", "cheap")
    for said, words in VERDICTS.items():
        await desk.run("worker.onOpenCard()")
        await desk.page.keyboard.press("Enter")
        await judged(desk, said)
        assert words in await verdict(desk)
    assert await desk.run(f"{BAR}.querySelector('.verdict').role") == "status"
    await direct(desk, 2, "hunt", total=3, wrong=2)
    assert await desk.run(f"{BAR}.querySelector('.score').textContent") == "Found 0 of 3 · Wrong 2"
    ids = [attempt["id"] for attempt in await sent(desk, "attempt")]
    assert len(set(ids)) == len(VERDICTS)


async def test_a_forged_click_or_key_is_no_attempt(practice: Opener) -> None:
    desk = await hunt(practice)
    await select(desk.page, "title", "best")
    assert await desk.holds(f"{CHIP} !== null")
    await desk.run(f"{CHIP}.click()")
    assert await desk.run(FORM_OPEN) is None
    await desk.run("worker.onOpenCard()")
    await desk.run(f"{FORM_OPEN}.querySelector('.reason').click()")
    await desk.run(
        f"{FORM_OPEN}.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true}}))"
    )
    assert await sent(desk, "attempt") == []


async def test_the_learner_says_a_name_and_the_trainer_may_correct_it(practice: Opener) -> None:
    desk = await hunt(practice)
    await click(desk, f"{BAR}.querySelector('input')")
    await desk.page.keyboard.insert_text("  山田\u202e 花子 ")
    await desk.page.keyboard.press("Enter")
    assert await sent(desk, "join") == [{"type": "join", "learner": "山田 花子"}]
    assert await desk.page.input_value("#title") == TITLE
    await direct(desk, 2, "hunt", total=3, learner="山田 花")
    assert await desk.run(f"{BAR}.querySelector('input').value") == "山田 花"


async def test_the_bar_covers_no_control_where_it_can_and_can_be_moved(practice: Opener) -> None:
    corner = '<button style="position:fixed;right:0;bottom:0;width:420px;height:300px">Save</button>'
    desk = await hunt(practice, FORM + corner)
    box = await desk.run(f"boxOf({BAR})")
    assert box["left"] < 100
    await click(desk, f"{BAR}.querySelector('header button')")
    assert await desk.run(f"boxOf({BAR})") != box
    heights = await desk.run(
        f"[...{BAR}.querySelectorAll('button, input, select')].map((one) => boxOf(one).height)"
    )
    assert min(heights) >= 24


async def test_leaving_takes_the_hunt_off_the_page(practice: Opener) -> None:
    desk = await hunt(practice)
    await click(desk, f"{BAR}.querySelector('.leave')")
    assert await desk.run(BAR) is None
    assert len(await desk.marks()) == 1
    await desk.run("worker.onLesson(false)")
    assert await desk.run(f"{BAR} !== null")
    assert await desk.marks() == []
    await direct(desk, 2)
    assert await desk.run(BAR) is None


async def test_what_was_typed_a_moment_ago_is_sent_before_the_attempt(practice: Opener) -> None:
    desk = await hunt(practice)
    await desk.page.focus("#title")
    await desk.page.keyboard.press("End")
    await desk.page.keyboard.insert_text("!")
    await desk.run("worker.onOpenCard()")
    await desk.page.keyboard.press("Enter")
    (attempt,) = await sent(desk, "attempt")
    listing = await desk.run("listings().at(-1)")
    assert listing["listing"]["title"] == f"{TITLE}!"
    assert attempt["revision"] == listing["revision"]


async def test_in_a_modal_dialog_of_the_page_the_hunt_goes_on(practice: Opener) -> None:
    desk = await hunt(practice, f'<dialog id="modal" style="padding:20px">{FORM}</dialog>')
    await desk.page.evaluate("document.getElementById('modal').showModal()")
    await select(desk.page, "title", "best")
    assert await desk.holds("root().host.parentNode.id === 'modal'")
    await click(desk, CHIP)
    assert await desk.run(FOCUSED) == REASONS[0].words, "outside the dialog it would be inert"
    await desk.page.keyboard.press("Escape")
    assert await desk.page.evaluate("document.getElementById('modal').open")
