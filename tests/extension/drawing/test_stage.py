"""What a trainer shows: modes, numbers, spotlight, pointer; nothing else, and nothing at a wrong place."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser

from tests.extension.drawing.lessons import DRAWN, LAYER, MARKERS, direct, finding, name, told
from tests.extension.drawing.practice import Desk, Opener, difference
from tests.extension.drawing.test_pictures import CORNER, client, image, inside, picture, values

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle, cheap"
NOTES = "Line one\nline two\nSecond words here"
FORM = (
    f'<label>Title <input id="title" style="width:400px" value="{TITLE}"></label>'
    f'<p><textarea id="description" style="width:400px;height:120px">{NOTES}</textarea></p>'
    '<p id="brand">Acme best brand</p>'
)
BEST, CHEAP, SECOND = name("best"), name("cheap"), name("Second")
PILL = "root().querySelector('.pill')"
RING = f"boxOf(root().querySelector('{LAYER}.spot'))"


async def lesson(practice: Opener, body: str = FORM, **options: str) -> Desk:
    desk = await practice(body, **options)
    await desk.report(
        finding("title", TITLE, "best"),
        finding("title", TITLE, "cheap", severity="warning"),
        finding("description", NOTES, "Second"),
    )
    return desk


async def test_hidden_draws_nothing_and_says_nothing_of_findings(practice: Opener, tmp_path: Path) -> None:
    desk = await practice(FORM + image("image", "width:200px", picture()))
    style = "document.activeElement.blur()"
    await desk.page.evaluate(style)
    await direct(desk, 1, "hidden")
    before = await desk.picture(tmp_path / "before.png")
    await desk.report(
        finding("title", TITLE, "best"),
        finding("brand", ""),
        finding("images", "", target={"index": 0, "region": CORNER, "areas": [CORNER]}),
        finding("category", "", outcome="incomplete", reason="Unknown"),
    )
    assert await desk.marks() == []
    assert await desk.painted() == []
    assert await desk.run(DRAWN) == []
    assert difference(before, await desk.picture(tmp_path / "after.png")) is None
    await desk.run("worker.onOpenCard(); worker.onStep(1)")
    assert await desk.run("card()") is None
    assert "Promotional" not in await desk.run("root().textContent")
    assert await desk.run("sent.filter(({type}) => type === 'drawn').at(-1).mode") == "hidden"


async def test_revealed_findings_alone_are_drawn_with_the_trainers_numbers(practice: Opener) -> None:
    desk = await lesson(practice)
    await direct(desk, 1, "hidden", shown=[SECOND, BEST])
    assert {mark["id"] for mark in await desk.marks()} == {SECOND, BEST}
    assert len(await desk.painted()) == 2
    assert sorted(await desk.run(MARKERS)) == ["1", "2"]
    await desk.click_mark(1)
    assert await desk.card_text("h2") == "Promotional phrase"
    await direct(desk, 2, "hidden", shown=[SECOND])
    assert await desk.card_text("h2") is None, "the card goes with its mark"
    assert await desk.run(MARKERS) == ["1"]
    await direct(desk, 3)
    assert await desk.run(MARKERS) == []
    assert len(await desk.painted()) == 3


async def test_numbers_are_large_and_never_lie_on_each_other(practice: Opener) -> None:
    text = "aa bb cc dd"
    desk = await practice(f'<input id="title" style="margin-top:60px" value="{text}">')
    await desk.report(*(finding("title", text, word) for word in text.split()))
    await direct(desk, 1, "hidden", shown=[name(word) for word in text.split()])
    boxes = await desk.run(f"[...root().querySelectorAll('{LAYER}.marker')].map(boxOf)")
    assert len(boxes) == 4
    for at, box in enumerate(boxes):
        assert all(
            box["left"] + box["width"] <= other["left"] or other["left"] + other["width"] <= box["left"]
            for other in boxes[at + 1 :]
        )
    size = await desk.run(f"getComputedStyle(root().querySelector('{LAYER}.marker')).fontSize")
    assert float(size.removesuffix("px")) >= 20


async def test_a_trainers_numbers_replace_those_of_the_reading_order_in_normal_mode_too(
    practice: Opener,
) -> None:
    desk = await practice(FORM + image("image", "width:200px", picture()))
    grey = finding("images", "", target={"index": 0, "region": CORNER})
    await desk.report(finding("title", TITLE, "best"), grey)
    assert await desk.run("root().querySelectorAll('.badge').length") > 0
    await direct(desk, 1, shown=[grey["id"]])
    assert await desk.run(MARKERS) == ["1"]
    badges = "[...root().querySelectorAll('.badge')].map(({textContent}) => textContent)"
    assert set(await desk.run(badges)) <= {"1"}, "the legend's"
    assert len(await desk.marks()) == 2


async def test_the_spotlight_dims_the_rest_and_names_the_finding(practice: Opener, tmp_path: Path) -> None:
    desk = await lesson(practice, body='<div style="height:60px;background:#fff"></div>' + FORM)
    before = await desk.picture(tmp_path / "before.png")
    await direct(desk, 1, "hidden", spotlight=BEST)
    assert await told(desk, 1) == {"type": "staged", "number": 1, "spotlight": "shown", "pointer": "none"}
    (mark,) = await desk.marks()
    word = mark["rects"][0]
    ring = await desk.run(RING)
    assert ring["left"] < word["left"]
    assert ring["left"] + ring["width"] > word["left"] + word["width"]
    after = await desk.picture(tmp_path / "after.png")
    assert sum(after.getpixel((20, 20))) < sum(before.getpixel((20, 20))) / 2  # type: ignore[arg-type]
    middle = (round(word["left"] + 2), round(word["top"] + 2))
    assert sum(after.getpixel(middle)) > 500  # type: ignore[arg-type]
    label = f"root().querySelector('{LAYER}.spot-label')"
    assert await desk.run(f"{label}.textContent") == "Promotional phrase"
    assert float((await desk.run(f"getComputedStyle({label}).fontSize")).removesuffix("px")) >= 20
    assert "Promotional" in await desk.run("root().querySelector('.spoken[role=status]').textContent")
    await direct(desk, 2, "hidden")
    assert await told(desk, 2) == {"type": "staged", "number": 2, "spotlight": "none", "pointer": "none"}
    assert await desk.run(DRAWN) == []


async def test_the_spotlight_follows_scrolling_resizing_and_typing_and_takes_no_focus(
    practice: Opener,
) -> None:
    desk = await lesson(practice, body=f'<div style="height:1500px"></div>{FORM}<div style="height:900px">')
    await desk.page.focus("#description", timeout=2000)
    await desk.page.evaluate("scrollTo(0, 0)")
    await direct(desk, 1, "hidden", spotlight=BEST)
    assert (await told(desk, 1) or {})["spotlight"] == "shown"
    assert await desk.page.evaluate("scrollY") > 700, "it was brought into view"
    assert await desk.page.evaluate("document.activeElement.id") == "description"

    apart = f"(({RING}).top - boxOf(tenken.drawing.marks()[0].place.control).top)"
    still = await desk.run(apart)
    scrolled = await desk.page.evaluate("scrollY")
    await desk.page.mouse.wheel(0, 120)
    assert await desk.holds(f"scrollY !== {scrolled} && Math.abs({apart} - {still}) < 1")
    await desk.page.set_viewport_size({"width": 700, "height": 500})
    assert await desk.holds(f"innerWidth === 700 && Math.abs({apart} - {still}) < 1")
    left = (await desk.run(RING))["left"]
    await desk.page.evaluate("document.getElementById('title').setSelectionRange(0, 0)")
    await desk.page.focus("#title")
    await desk.page.keyboard.insert_text("Now: ")
    assert await desk.holds(f"({RING}).left > {left} + 10"), "the words moved on, and the light with them"


async def test_a_finding_whose_words_changed_is_never_shown_elsewhere(practice: Opener) -> None:
    """X10."""
    desk = await lesson(practice)
    await desk.page.fill("#title", "The worst kettle, cheap, best")
    await direct(desk, 1, "hidden", spotlight=BEST)
    assert (await told(desk, 1) or {})["spotlight"] == "changed"
    assert await desk.run(DRAWN) == []
    await direct(desk, 2, "hidden", spotlight=name("of another page"))
    assert (await told(desk, 2) or {})["spotlight"] == "changed"
    await direct(desk, 3, "hidden", spotlight=SECOND)
    assert (await told(desk, 3) or {})["spotlight"] == "shown"
    await desk.page.fill("#description", "Nothing of it")
    changed = "sent.some(({number, spotlight}) => number === 3 && spotlight === 'changed')"
    assert await desk.holds(changed), "said again when it changes while it is shown"
    assert await desk.run(DRAWN) == []


async def test_a_finding_that_stands_nowhere_is_told_as_such(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(finding("sku", ""), finding("title", TITLE, "best"))
    await direct(desk, 1, "hidden", spotlight=name("sku"), pointer={"field": "sku"})
    assert await told(desk, 1) == {
        "type": "staged",
        "number": 1,
        "spotlight": "not-on-page",
        "pointer": "not-on-page",
    }
    assert await desk.run(DRAWN) == []
    await desk.page.evaluate("document.getElementById('title').style.display = 'none'")
    await direct(desk, 2, "hidden", spotlight=BEST)
    assert (await told(desk, 2) or {})["spotlight"] == "not-on-page"


async def test_before_the_first_report_nothing_is_claimed(practice: Opener) -> None:
    desk = await practice(FORM)
    await direct(desk, 1, "hidden", spotlight=BEST)
    await desk.run("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))")
    assert await desk.run("sent.some(({type}) => type === 'staged')") is False
    await desk.report(finding("title", TITLE, "best"))
    assert (await told(desk, 1) or {})["spotlight"] == "shown"


async def test_light_and_pointer_stand_above_a_modal_dialog_of_the_page(
    practice: Opener, tmp_path: Path
) -> None:
    desk = await lesson(
        practice, body=f'<dialog id="modal" style="padding:80px">{FORM}</dialog><p id="behind">behind</p>'
    )
    await desk.page.evaluate("document.getElementById('modal').showModal()")
    await direct(desk, 1, "hidden", spotlight=BEST, pointer={"field": "description"})
    assert await told(desk, 1) == {"type": "staged", "number": 1, "spotlight": "shown", "pointer": "shown"}
    box = await client(desk, "modal")
    padding = (round(box["left"] + 40), round(box["top"] + 40))
    seen = await desk.picture(tmp_path / "lit.png")
    assert sum(seen.getpixel(padding)) < 400, "the dialog is dimmed"  # type: ignore[arg-type]
    ring = await desk.run(RING)
    assert seen.getpixel((round(ring["left"] + 3), round(ring["top"] + 15))) == (255, 210, 31)


async def test_what_lies_behind_a_modal_dialog_is_not_lit(practice: Opener) -> None:
    desk = await lesson(practice, body=FORM + '<dialog id="modal">Another</dialog>')
    await desk.page.evaluate("document.getElementById('modal').showModal()")
    await direct(desk, 1, "hidden", spotlight=BEST)
    assert (await told(desk, 1) or {})["spotlight"] == "not-on-page"


async def test_the_pointer_rings_a_field_a_picture_or_a_region_of_it(practice: Opener) -> None:
    desk = await practice(FORM + image("image", "width:200px;height:200px", picture()))
    await desk.page.emulate_media(reduced_motion="reduce")  # else it is measured while it grows
    await desk.report()
    ring = f"[...root().querySelectorAll('{LAYER}.pointer')].map(boxOf)"
    for number, (pointer, element, part) in enumerate(
        (
            ({"field": "title"}, "title", None),
            ({"field": "images", "index": 0}, "image", None),
            ({"field": "images", "index": 0, "region": CORNER}, "image", CORNER),
        ),
        1,
    ):
        await direct(desk, number, pointer=pointer)
        assert (await told(desk, number) or {})["pointer"] == "shown"
        (box,) = await desk.run(ring)
        left, top, width, height = (
            inside(await client(desk, element), part) if part else values(await client(desk, element))
        )
        assert values(box) == pytest.approx((left - 11, top - 11, width + 22, height + 22), abs=1.5)


async def test_the_operator_can_leave_and_is_asked_again_when_the_mode_changes(practice: Opener) -> None:
    desk = await lesson(practice)
    await direct(desk, 1, "hidden", spotlight=BEST)
    assert "hidden" in await desk.run(f"{PILL}.textContent")
    box = await desk.run(f"boxOf({PILL}.querySelector('button'))")
    await desk.page.mouse.click(box["left"] + 5, box["top"] + box["height"] / 2)
    assert len(await desk.marks()) == 3
    assert await desk.run(f"root().querySelector('{LAYER}.dim')") is None
    drawn = await desk.run("sent.filter(({type}) => type === 'drawn').at(-1)")
    assert (drawn["mode"], drawn["left"]) == ("normal", True)
    assert await desk.holds("sent.some(({spotlight}) => spotlight === 'not-on-page')")
    await direct(desk, 2, "hidden", shown=[BEST])
    assert len(await desk.marks()) == 3, "still as the operator wants it"
    await desk.run("worker.onLesson(false)")
    assert len(await desk.marks()) == 1
    await desk.run("worker.onLesson(true)")
    await direct(desk, 3, "hunt")
    assert await desk.marks() == []


async def test_without_a_lesson_any_more_everything_is_as_before(practice: Opener) -> None:
    desk = await lesson(practice)
    await direct(desk, 1, "hidden", spotlight=BEST)
    await desk.run("worker.onStage(null)")
    assert len(await desk.marks()) == 3
    assert await desk.run(f"root().querySelector('{LAYER}*')") is None


async def test_hostile_words_are_shown_as_they_are(practice: Opener) -> None:
    words = "<img src=x onerror=\"document.title='run'\">{{7*7}}${1}"
    desk = await practice(FORM)
    await desk.report(finding("title", TITLE, "best", title=words, message=words))
    await direct(desk, 1, "hidden", spotlight=BEST)
    assert await desk.run(f"root().querySelector('{LAYER}.spot-label').textContent") == words
    assert await desk.run("root().querySelector('img')") is None
    assert await desk.page.title() == "Practice"


async def test_forced_colours_keep_what_is_lit_visible(browser: Browser, tmp_path: Path) -> None:
    forced: Literal["active"] = "active"
    context = await browser.new_context(forced_colors=forced, viewport={"width": 900, "height": 700})
    desk = await Desk.open(context, FORM)
    await desk.report(finding("title", TITLE, "best"))
    await direct(desk, 1, "hidden", shown=[BEST], spotlight=BEST)
    background = await desk.run(f"getComputedStyle(root().querySelector('{LAYER}.dim')).backgroundColor")
    assert background == "rgba(0, 0, 0, 0.6)"
    assert await desk.run(f"getComputedStyle(root().querySelector('{LAYER}.marker')).borderTopWidth") == "2px"
    await desk.picture(tmp_path / "forced.png")
    await context.close()


async def test_motion_is_left_out_for_those_who_want_none(browser: Browser) -> None:
    for motion, animated in (("reduce", "none"), ("no-preference", "point")):
        context = await browser.new_context(reduced_motion=motion)  # type: ignore[arg-type]
        desk = await Desk.open(context, FORM)
        await desk.report()
        await direct(desk, 1, pointer={"field": "title"})
        assert await desk.run(f"getComputedStyle(root().querySelector('{LAYER}.pointer')).animationName") == (
            animated
        )
        await context.close()


async def test_a_document_that_shows_no_listing_any_more_says_so_and_takes_no_part(practice: Opener) -> None:
    desk = await lesson(practice)
    await direct(desk, 1, "hunt", total=3)
    await desk.page.evaluate("document.body.dataset.page = 'another'; history.pushState(null, '', '/other')")
    assert await desk.holds("sent.some(({type}) => type === 'no-listing')")
    assert await desk.run("root().querySelector('.hunt-bar')") is None
    assert (await desk.run("sent.filter(({type}) => type === 'drawn').at(-1)"))["mode"] == "normal"


async def test_a_listing_that_is_gone_for_a_moment_comes_back_as_the_lesson_and_its_operator_left_it(
    practice: Opener,
) -> None:
    desk = await lesson(practice)
    await direct(desk, 1, "hidden")
    for left in (False, True):
        await desk.run(f"worker.onLesson({str(left).lower()})")
        gone = await desk.run("sent.filter(({type}) => type === 'no-listing').length")
        await desk.page.evaluate("document.body.dataset.page = 'another'")
        await desk.page.evaluate("document.getElementById('brand').append('!')")
        assert await desk.holds(f"sent.filter(({{type}}) => type === 'no-listing').length > {gone}")
        assert await desk.run("tenken.lesson.mode()") == "normal"
        seen = await desk.run("listings().length")
        await desk.page.evaluate("document.body.dataset.page = 'practice'")
        await desk.page.evaluate("document.getElementById('brand').append('?')")
        assert await desk.holds(f"listings().length > {seen}")
        await desk.report(finding("title", TITLE, "best"))
        assert len(await desk.marks()) == int(left)
        assert await desk.run("tenken.lesson.hasLeft()") is left


async def test_a_picture_within_its_address_is_read_without_asking_the_page(practice: Opener) -> None:
    desk = await practice(FORM + image("image", "width:200px", picture()))
    url = await desk.run("listings().at(-1).listing.images[0].url")
    await desk.run("globalThis.fetch = () => Promise.reject(new Error('forbidden'))")
    await desk.run(f"worker.onNeedImage({url!r})")
    assert await desk.holds("sent.some(({type}) => type === 'image-bytes')")
    assert (
        await desk.run("sent.find(({type}) => type === 'image-bytes').base64") == picture().partition(",")[2]
    )
