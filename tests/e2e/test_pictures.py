"""A fault of a picture is drawn where it is; a file is judged before the upload; a dead process is said."""

import io
import os
import signal
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from scripts.practice.chromium import Tab
from tests.e2e.stage import Stage, js, zoomed
from tests.pages.serving import PRACTICE_URLS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIDE = 1200
STAIN = (0.75, 0.75, 1.0, 1.0)
"""Left, top, right, bottom of the grey corner, as shares of the picture."""
BOXES = """[...tenken.overlay.root().querySelectorAll(%s)].map((node) => node.getBoundingClientRect())
  .map(({left, top, right, bottom}) => [left, top, right, bottom])"""
WORDS = "tenken.overlay.root().querySelector('.pill .words').textContent"
# The main picture of the last listing sent, and that of the last report that knew its measures, its text.
WATCH = """(() => {
  globalThis.seen = {shown: null, measured: null, read: null};
  const {send} = tenken.link, {take} = tenken.drawing;
  tenken.link.send = (message) => {
    if (message.type === 'listing') seen.shown = message.listing.images[0].url;
    return send(message);
  };
  tenken.drawing.take = (report, dismissed) => {
    if (report.phase !== 'text') seen.measured = seen.shown;
    if (report.phase === 'read') seen.read = seen.shown;
    return take(report, dismissed);
  };
  return true;
})()"""
SLIP = "tenken.overlay.root().querySelector('.slip:not(.away) .file')?.textContent"
IMAGES_TAB = PRACTICE_URLS["seller-central"].replace("product_details", "images")

RUN = os.urandom(8).hex()
PLACE = "(image) => ['left', 'top', 'width', 'height'].map((side) => image.getBoundingClientRect()[side])"
FRAMES = 100
"""Within so many a drawing follows the page, also on a slow machine."""


def picture(*, stain: bool, shade: int = 38) -> bytes:
    """A product on white; ``stain``: with a corner of near-white grey; ``shade`` tells pictures apart."""
    image = Image.new("RGB", (SIDE, SIDE), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((60, 60, 840, 1140), 60, fill=(shade, 70, 83))
    if stain:
        left, top, right, bottom = (round(share * SIDE) for share in STAIN)
        draw.rectangle((left, top, right - 1, bottom - 1), fill=(248, 248, 248))
    # What the agent found in a picture it keeps on disk: these are new to it in every run.
    new = PngInfo()
    new.add_text("run", RUN)
    stream = io.BytesIO()
    image.save(stream, "PNG", pnginfo=new)
    return stream.getvalue()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(stage: Stage) -> AsyncIterator[Tab]:
    """The tab of the editor that holds the pictures."""
    opened = await Tab.open(stage.context, IMAGES_TAB)
    await opened.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
    await opened.ask(WATCH)
    yield opened
    await opened.page.close()


async def show(tab: Tab, data: bytes) -> None:
    """Have the page show ``data`` in the main slot, as it shows what was just uploaded."""
    await tab.page.evaluate(
        """async (text) => {
          const blob = await (await fetch(`data:image/png;base64,${text}`)).blob();
          const image = document.querySelector('.slot img');
          image.src = URL.createObjectURL(blob);
          await image.decode();
        }""",
        b64encode(data).decode(),
    )


async def judged(tab: Tab, how: str = "measured") -> None:
    """Wait until what is drawn is the verdict on the picture shown now: ``measured``, or also ``read``."""
    source = js(await tab.page.locator(".slot img").first.get_attribute("src"))
    await tab.wait(f"seen.shown === {source} && seen.{how} === {source}", f"the picture {how}")


async def has_stain(tab: Tab) -> None:
    """Wait until the violation of the grey corner is drawn; the page's own first picture has one too."""
    await judged(tab)
    drawn = (
        "tenken.drawing.marks().some(({shape, stale, annotation: {rule, outcome}}) => shape === 'region' &&"
        " !stale && outcome === 'violation' && /^image\\/main-image-n.*white$/.test(rule))"
    )
    await tab.wait(drawn, "a violation on the picture's ground")


def overlap(one: list[float], other: list[float]) -> float:
    """Intersection over union of two rectangles."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


def around(boxes: list[list[float]]) -> list[float]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return [min(lefts), min(tops), max(rights), max(bottoms)]


async def test_a_picture_that_cannot_be_had_is_said_and_not_waited_for(tab: Tab) -> None:
    await show(tab, picture(stain=False, shade=50))
    await judged(tab)
    main = tab.page.locator(".slot img").first
    await main.evaluate("(image) => { image.src = 'https://pictures.example/none.png'; }")
    await tab.wait(f"{WORDS}.includes(tenken.say('status_unavailable', [1]))", "that it could not be fetched")
    await judged(tab)
    assert await tab.ask(f"!{WORDS}.includes(tenken.say('status_images'))")
    assert await tab.ask("!tenken.drawing.marks().some(({annotation}) => /fetched/.test(annotation.reason))")


@pytest.mark.parametrize("percent", [67, 100, 150])
async def test_a_fault_is_hatched_where_it_is_at_browser_zoom(stage: Stage, tab: Tab, percent: int) -> None:
    await show(tab, picture(stain=True))
    await has_stain(tab)
    async with zoomed(stage, tab, percent):
        await tab.page.locator(".slot img").first.scroll_into_view_if_needed()
        for _ in range(FRAMES):
            await tab.painted()
            image = await tab.page.locator(".slot img").first.evaluate(PLACE)
            stain = [image[at % 2] + share * image[2 + at % 2] for at, share in enumerate(STAIN)]
            hatched = await tab.ask(BOXES % js(".hatch"))
            if hatched and overlap(around(hatched), stain) >= 0.8:
                break
        else:
            pytest.fail(f"hatched is {hatched}, and the stain is at {stain}")
        assert not await tab.ask(f"{BOXES % js('.region')}.some(([left]) => left < {image[0] - 1})")


async def test_a_clean_picture_has_no_hatch(tab: Tab) -> None:
    await show(tab, picture(stain=True))
    await has_stain(tab)
    await show(tab, picture(stain=False))
    await tab.wait(f"({BOXES % js('.hatch')}).length === 0", "the hatch gone")


async def test_a_picked_file_is_judged_before_the_upload(tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "stained.png"
    path.write_bytes(picture(stain=True, shade=40))
    before = await tab.page.locator(".slot").nth(2).inner_html()
    await tab.page.set_input_files("#ProductImage_MAIN-input_input", path)
    await tab.wait(f"/stained\\.png.*Faults: [1-9]/.test({SLIP} ?? '')", "its verdict")
    clean = tmp_path / "clean.png"
    clean.write_bytes(picture(stain=False, shade=41))
    await tab.page.set_input_files("#ProductImage_MAIN-input_input", clean)
    await tab.wait(f"/clean\\.png.*No fault found/.test({SLIP} ?? '')", "the verdict on the next")
    assert await tab.page.locator(".slot").nth(2).inner_html() == before


async def test_a_dropped_file_is_judged_before_the_upload(stage: Stage, tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "dropped.png"
    path.write_bytes(picture(stain=True, shade=42))
    box = await tab.page.locator(".slot .picture").first.bounding_box()
    assert box is not None
    session = await stage.context.new_cdp_session(tab.page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind in ("dragEnter", "dragOver", "drop"):
        await session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **place})
    await tab.wait(f"/dropped\\.png.*Faults: [1-9]/.test({SLIP} ?? '')", "its verdict")
    assert "Main image" in await tab.ask(SLIP)


async def test_a_file_that_the_site_shows_at_once_is_judged_there(stage: Stage, tmp_path: Path) -> None:
    tab = await Tab.open(stage.context, PRACTICE_URLS["mercari-sell"])
    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
    path = tmp_path / "third.png"
    path.write_bytes(picture(stain=True, shade=43))
    await tab.page.set_input_files('[data-testid="photo-upload"]', path)
    await tab.page.locator('[data-testid="image-list-item-2"] img').wait_for()
    await tab.wait("tenken.overlay.root().querySelector('.slip') === null", "the slip gone")
    await tab.page.close()


def image_process(agent: int, work: str) -> int | None:
    """The process of the agent that does this ``work``, ``measure`` or ``read``, once it runs."""
    for child in Path(f"/proc/{agent}/task/{agent}/children").read_text("ascii").split():
        command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"agent.imaging.worker" in command and work.encode() in command:
            return int(child)
    return None


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the agent's processes")
async def test_a_picture_whose_process_dies_is_said_and_the_next_is_judged(stage: Stage, tab: Tab) -> None:
    await show(tab, picture(stain=True, shade=44))
    await has_stain(tab)
    worker = image_process(int(stage.agent.card["pid"]), "measure")
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    await show(tab, picture(stain=True, shade=45))
    await tab.wait(f"({BOXES % js('.hatch')}).length === 0", "the old hatch gone")
    await tab.wait(f"{WORDS}.includes(tenken.say('status_images'))", "that it waits")
    os.kill(worker, signal.SIGKILL)
    failed = "tenken.drawing.marks().some(({annotation}) => /could not be measured/.test(annotation.reason))"
    await tab.wait(failed, "that it could not be analysed")
    await show(tab, picture(stain=True, shade=46))
    await has_stain(tab)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the agent's processes")
async def test_a_picture_whose_reader_dies_is_said_and_the_next_is_read(stage: Stage, tab: Tab) -> None:
    agent = int(stage.agent.card["pid"])
    await show(tab, picture(stain=False, shade=47))
    await judged(tab, "read")
    reader = image_process(agent, "read")
    assert reader is not None
    os.kill(reader, signal.SIGSTOP)
    await show(tab, picture(stain=True, shade=48))
    await has_stain(tab)
    await tab.wait(f"{WORDS}.includes(tenken.say('status_reading'))", "that its text is still being read")
    os.kill(reader, signal.SIGKILL)
    failed = "tenken.drawing.marks().some(({annotation}) => /could not be analysed/.test(annotation.reason))"
    await tab.wait(failed, "that its text could not be analysed")
    await has_stain(tab)  # what was measured stays
    await show(tab, picture(stain=False, shade=49))
    await judged(tab, "read")
    assert not await tab.ask(failed)
