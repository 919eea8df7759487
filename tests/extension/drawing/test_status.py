"""What the marks cannot say stands in one line, over none of the page's controls."""

import pytest

from tests.extension.drawing.practice import CONTENT, Opener, annotation

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PILL = "root().querySelector('.pill')"
SHOWN = f"({PILL}.classList.contains('quiet') ? null : {PILL}.textContent)"
FORM = '<input id="title" value="The best kettle">'
WORDS = {
    "connecting": "connecting",
    "not-running": "not running",
    "not-paired": "not paired",
    "wrong-agent": "Another program",
    "version": "different versions",
    "not-answering": "not answering",
}


@pytest.mark.parametrize("state", WORDS)
async def test_each_state_of_the_connection_is_told(practice: Opener, state: str) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", "The best kettle", "best"))
    assert await desk.run(SHOWN) is None, "all is well"
    await desk.state(state)
    assert WORDS[state] in await desk.run(SHOWN)
    assert await desk.run(f"{PILL}.role") == "status"
    assert len(await desk.painted()) == 1, "what was found stays marked"
    await desk.state("ready")
    assert await desk.run(SHOWN) is None


async def test_missing_fields_and_pending_pictures_are_counted(practice: Opener) -> None:
    picture = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
    desk = await practice(
        FORM + f'<img id="image" src="{picture}">',
        script="() => { document.body.dataset.expected = 'title description brand images' }",
    )
    waiting = annotation("images", outcome="incomplete", reason="Not read yet.", pending=True)
    for phase, words in (
        ("text", "Pictures are still being checked"),
        ("image", "Text in the picture is still being read"),
    ):
        await desk.report(waiting, phase=phase)
        assert await desk.run(SHOWN) == f"2 of 4 fields found on this page · {words}"
        assert await desk.marks() == []
    await desk.report(phase="read")
    assert await desk.run(SHOWN) == "2 of 4 fields found on this page"
    await desk.report(waiting, phase="read", unavailable=1)
    told = "Pictures that could not be fetched: 1 (the side panel says why)"
    assert await desk.run(SHOWN) == f"2 of 4 fields found on this page · {told}"
    assert await desk.marks() == []


async def test_a_refusal_is_told_until_the_next_listing(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.run("worker.onRefused(listings().at(-1).revision, 'the title is too long')")
    assert await desk.run(SHOWN) == "Not checked: the title is too long"
    await desk.page.fill("#title", "Kettle")
    assert await desk.holds("listings().length === 2")
    assert await desk.run(SHOWN) is None


CORNERS = {
    "none": ([], "bottom right"),
    "bottom right": (["right:0;bottom:0"], "bottom left"),
    "bottom": (["left:0;right:0;bottom:0;height:60px"], "top right"),
    "bottom and top right": (
        ["left:0;right:0;bottom:0;height:60px", "right:0;top:0;width:200px;height:60px"],
        "top left",
    ),
}


@pytest.mark.parametrize("taken", CORNERS)
async def test_the_line_stands_in_the_first_corner_without_controls(practice: Opener, taken: str) -> None:
    places, expected = CORNERS[taken]
    desk = await practice(
        FORM.replace("<input", "<input style='position:fixed;top:300px;left:300px'")
        + "".join(f'<button style="position:fixed;{place}">Save</button>' for place in places)
    )
    await desk.state("not-running")
    box = await desk.run(f"boxOf({PILL})")
    vertical = "bottom" if box["top"] > 350 else "top"
    horizontal = "right" if box["left"] + box["width"] > 800 else "left"
    assert f"{vertical} {horizontal}" == expected
    assert await desk.run(f"getComputedStyle({PILL}).pointerEvents") == "none"


async def test_where_everything_is_a_control_only_screen_readers_have_the_line(practice: Opener) -> None:
    desk = await practice(FORM + '<button style="position:fixed;inset:0;width:100%;height:100%">All</button>')
    await desk.state("not-running")
    assert await desk.run(SHOWN) is None
    assert "not running" in await desk.run(f"{PILL}.textContent")


async def test_a_page_that_cannot_be_read_says_so(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.run("tenken.extract = () => { throw new Error('broken') }")
    await desk.page.fill("#title", "x")
    assert await desk.holds(f"{SHOWN}?.includes('could not read this page')")


async def test_only_pictures_of_the_listing_are_read_for_the_agent(practice: Opener) -> None:
    desk = await practice(
        FORM + '<img id="image">',
        script="""async () => {
      const url = URL.createObjectURL(new Blob(['picture'], {type: 'image/png'}));
      window.other = URL.createObjectURL(new Blob(['other']));
      document.getElementById('image').src = url; }""",
    )
    url = await desk.run("listings().at(-1).listing.images[0].url")
    other = await desk.page.evaluate("window.other")
    await desk.run(
        f"for (const url of [{other!r}, 'https://practice.example/secret', {url!r}]) worker.onNeedImage(url)"
    )
    assert await desk.holds("sent.some(({type}) => type === 'image-bytes')")
    assert await desk.run("sent.filter(({type}) => type === 'image-bytes')") == [
        {"type": "image-bytes", "url": url, "base64": "cGljdHVyZQ=="}
    ]


async def test_a_second_injection_does_nothing(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.run("globalThis.first = tenken.drawing")
    for name in ("spans.js", "drawing.js", "main.js"):
        await desk.run((CONTENT / name).read_text(encoding="utf-8"))
    assert await desk.run("tenken.drawing === first && listings().length === 1")
