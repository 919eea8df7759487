"""A file is judged on its way into the site's form; the verdict stands beside the file's input."""

import io
import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scripts.node_tools import AXE
from tests.extension.drawing.lessons import direct
from tests.extension.drawing.practice import Desk, Opener, annotation
from tests.extension.drawing.test_accessibility import OPEN_ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FORM = (
    '<main><h1>Listing</h1><label>Title <input id="title" value="Kettle"></label>'
    '<p><label>Picture <input id="file" type="file" accept="image/*" multiple></label>'
    '<p><label>Other <input id="other" type="file"></label></main>'
)
SENT = "sent.filter(({type}) => type === 'picked-image').map(({id, slot, base64}) => ({id, slot, base64}))"
SLIP = "root().querySelector('.slip:not(.away)')"
WORDS = f"[...{SLIP}?.querySelectorAll('.file .verdict') ?? []].map((line) => line.textContent)"


def png(colour: str = "#c0c0c0") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 60), colour).save(stream, "PNG")
    return stream.getvalue()


class Picker:
    """Writes files, for only those from the disk come by events that the browser made, and picks them."""

    def __init__(self, practice: Opener, folder: Path) -> None:
        self._practice = practice
        self._folder = folder

    def file(self, name: str, data: bytes | None = None) -> Path:
        path = self._folder / name
        path.write_bytes(png() if data is None else data)
        return path

    async def into(self, desk: Desk, *files: Path, field: str = "#file") -> None:
        await desk.page.set_input_files(field, list(files))

    async def open(self, *names: str, body: str = FORM, **options: str) -> Desk:
        """A form into which these files were picked."""
        desk = await self._practice(body, **options)
        await self.into(desk, *(self.file(name) for name in names))
        return desk


@pytest.fixture
def picker(practice: Opener, tmp_path: Path) -> Picker:
    return Picker(practice, tmp_path)


def fault(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any member
    return annotation("images", id=name, title=f"Fault {name}", target={"index": 0}, **more)


async def answer(
    desk: Desk, number: int, *annotations: dict[str, Any], phase: str = "read", problem: str | None = None
) -> None:
    """Plays the worker."""
    report = {
        "type": "report",
        "page": f"p-upload-{number}",
        "revision": 1,
        "phase": phase,
        "ruleset": "0" * 16,
        "passed": 1,
        "inapplicable": 1,
        "annotations": annotations,
    }
    message = {
        "type": "picked-verdict",
        "id": number,
        "problem": problem,
        "report": None if problem else report,
    }
    await desk.run(f"worker.onPicked({json.dumps(message)})")


async def test_a_picked_file_is_sent_once_and_the_site_gets_its_own_events(picker: Picker) -> None:
    script = """() => { window.heard = []; for (const name of ['input', 'change'])
      document.getElementById('file').addEventListener(name, ({target, defaultPrevented}) =>
        heard.push([name, target.files.length, defaultPrevented])); }"""
    desk = await picker.open("kettle.png", script=script)
    assert await desk.holds(f"{SENT}.length === 1")
    (sent,) = await desk.run(SENT)
    assert (sent["slot"], b64decode(sent["base64"])) == ("MAIN", png())
    assert await desk.page.evaluate("heard") == [["input", 1, False], ["change", 1, False]]
    assert await desk.run(WORDS) == ["Checking …"]


async def test_the_verdict_grows_by_its_phases(picker: Picker) -> None:
    desk = await picker.open("kettle.png")
    await desk.holds(f"{SENT}.length === 1")
    pending = fault("text", outcome="incomplete", reason="Not read yet.", pending=True)
    await answer(desk, 1, fault("grey"), pending, phase="image")
    assert await desk.run(WORDS) == ["Faults: 1 · text in it is still being read"]
    assert await desk.run(f"[...{SLIP}.querySelectorAll('.faults li b')].map((b) => b.textContent)") == [
        "Fault grey"
    ]
    await answer(desk, 1, fault("grey"), fault("text", severity="warning"))
    assert await desk.run(WORDS) == ["Faults: 2"]
    assert await desk.run(f"{SLIP}.querySelector('ol').children.length") == 2
    assert await desk.run("tenken.drawing.marks().length") == 0, "nothing of it is marked on the page"


async def test_a_clean_file_says_so(picker: Picker) -> None:
    desk = await picker.open("kettle.png")
    await answer(desk, 1)
    assert await desk.run(WORDS) == ["No fault found"]
    assert "kettle.png" in await desk.run(f"{SLIP}.textContent")


async def test_several_files_fill_the_free_slots_one_after_the_other(picker: Picker) -> None:
    desk = await picker.open(*(f"{number}.png" for number in range(4)))
    await desk.holds(f"{SENT}.length === 1")
    for number in (1, 2, 3):
        await answer(desk, number)
        await desk.holds(f"{SENT}.length >= {min(number + 1, 3)}")
    assert [sent["slot"] for sent in await desk.run(SENT)] == ["MAIN", "PT01", "PT02"]


WRONG = {
    "empty": (b"", "Not checked: the file is not an image"),
    "large": (bytes((8 << 20) + 1), "Not checked: it is larger than 8 MiB"),
}


@pytest.mark.parametrize("kind", WRONG)
async def test_a_file_that_cannot_be_judged_is_not_sent_and_says_why(
    practice: Opener, picker: Picker, kind: str
) -> None:
    data, words = WRONG[kind]
    desk = await practice(FORM)
    await picker.into(desk, picker.file("wrong.png", data))
    assert await desk.holds(f"{WORDS}.length === 1")
    assert await desk.run(WORDS) == [words]
    assert await desk.run(SENT) == []


async def test_what_the_worker_could_not_send_says_why_in_the_chosen_language(picker: Picker) -> None:
    desk = await picker.open("photo.heic")
    await answer(desk, 1, problem="heic")
    assert "HEIC" in (await desk.run(WORDS))[0]


async def test_other_inputs_and_events_that_no_person_made_are_left_alone(
    practice: Opener, picker: Picker
) -> None:
    desk = await practice(FORM)
    await picker.into(desk, picker.file("kettle.png"), field="#other")
    await desk.page.evaluate("""() => { const data = new DataTransfer();
      data.items.add(new File(['x'], 'x.png', {type: 'image/png'}));
      document.getElementById('file').files = data.files;
      document.getElementById('file').dispatchEvent(new Event('change', {bubbles: true})); }""")
    await desk.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert await desk.run(SENT) == []
    assert await desk.run(SLIP) is None


async def test_an_input_of_one_slot_shows_only_the_newest_file(picker: Picker) -> None:
    desk = await picker.open("one.png", body=FORM.replace("multiple", "data-slot=PT05"))
    await desk.holds(f"{SENT}.length === 1")
    await picker.into(desk, picker.file("two.png", png("#ffffff")))
    assert await desk.holds(f"{SENT}.length === 2")
    assert [sent["slot"] for sent in await desk.run(SENT)] == ["PT05", "PT05"]
    assert await desk.run("sent.filter(({type}) => type === 'picked-gone')") == [
        {"type": "picked-gone", "id": 1}
    ]
    await answer(desk, 1, fault("old"))
    assert await desk.run(WORDS) == ["Checking …"]


async def drop(desk: Desk, path: Path, x: float, y: float) -> None:
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        await desk.session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})


@pytest.mark.parametrize("claimed", [True, False])
async def test_a_file_dropped_where_the_site_takes_files_is_sent(
    practice: Opener, tmp_path: Path, *, claimed: bool
) -> None:
    body = FORM.replace("<p><label>Picture", '<div id="zone" style="padding:40px"><label>Picture', 1).replace(
        "multiple></label>", "multiple></label></div>", 1
    )
    script = """() => { document.addEventListener('dragover', (event) => event.preventDefault());
      document.getElementById('zone').addEventListener('drop', (event) => event.preventDefault()); }"""
    desk = await practice(body, script=script)
    path = tmp_path / "dropped.png"
    path.write_bytes(png())
    box = await desk.page.evaluate(
        f"document.getElementById('{'zone' if claimed else 'title'}').getBoundingClientRect().toJSON()"
    )
    if claimed:
        await drop(desk, path, box["left"] + 10, box["top"] + 10)
        assert await desk.holds(f"{SENT}.length === 1")
        assert await desk.run(WORDS) == ["Checking …"]
    else:
        await desk.page.evaluate("window.addEventListener('drop', (event) => event.stopPropagation(), true)")
        await drop(desk, path, box["left"] + 10, box["top"] + 5)
        assert (
            await desk.run(
                "Boolean(globalThis.tenken) ? sent.filter(({type}) => type === 'picked-image') : []"
            )
            == []
        )


async def test_the_slip_goes_when_the_site_shows_its_own_preview(picker: Picker) -> None:
    desk = await picker.open("kettle.png")
    await answer(desk, 1, fault("grey"))
    source = f"data:image/png;base64,{b64encode(png()).decode()}"
    await desk.page.evaluate(
        "(source) => { document.body.append(Object.assign(new Image(80, 80), {id: 'image', src: source})) }",
        source,
    )
    assert await desk.holds("root().querySelector('.slip') === null")
    assert await desk.run("sent.at(-1)") in (
        {"type": "picked-gone", "id": 1},
        await desk.run("listings().at(-1)"),
    )


async def test_it_is_closed_by_mouse_and_by_keyboard(picker: Picker) -> None:
    desk = await picker.open("kettle.png")
    await answer(desk, 1, fault("grey"))
    await desk.page.focus("#other")
    await desk.page.keyboard.press("Tab")
    assert await desk.run("root().activeElement?.className") == "icon close"
    await desk.page.keyboard.press("Escape")
    assert await desk.run("root().querySelector('.slip')") is None
    assert await desk.page.evaluate("document.activeElement.id") == "file"
    await picker.into(desk, picker.file("two.png"))
    assert await desk.holds(SLIP + " !== null")
    box = await desk.run("boxOf(root().querySelector('.slip button'))")
    await desk.page.mouse.click(box["left"] + 5, box["top"] + 5)
    assert await desk.run("root().querySelector('.slip')") is None


async def test_it_takes_no_focus_and_covers_no_control(practice: Opener, picker: Picker) -> None:
    desk = await practice(FORM)
    await desk.page.focus("#title")
    await picker.into(desk, picker.file("kettle.png"))
    await answer(desk, 1, *(fault(str(number)) for number in range(9)))
    assert await desk.page.evaluate("document.activeElement.id") == "title"
    slip = await desk.run(f"boxOf({SLIP})")
    for name in ("title", "file", "other"):
        box = await desk.page.evaluate(f"document.getElementById('{name}').getBoundingClientRect().toJSON()")
        apart = (
            box["right"] <= slip["left"]
            or slip["left"] + slip["width"] <= box["left"]
            or box["bottom"] <= slip["top"]
            or slip["top"] + slip["height"] <= box["top"]
        )
        assert apart, name


async def test_where_no_place_is_free_the_status_line_tells(picker: Picker) -> None:
    body = FORM + '<button style="position:fixed;inset:0;width:100%;height:100%">Save</button>'
    desk = await picker.open("kettle.png", body=body)
    await answer(desk, 1, fault("grey"))
    assert await desk.run(SLIP) is None
    assert "kettle.png: Faults: 1" in await desk.run("root().querySelector('.pill').textContent")


async def test_a_lost_agent_is_asked_again_when_it_is_back(picker: Picker) -> None:
    desk = await picker.open("kettle.png")
    await desk.holds(f"{SENT}.length === 1")
    await desk.state("not-running")
    await answer(desk, 1, problem="agent")
    assert await desk.run(WORDS) == ["Not checked: the agent did not take it"]
    await desk.state("ready")
    assert await desk.holds(f"{SENT}.length === 2")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in scripts/node")
async def test_axe_finds_nothing(picker: Picker) -> None:
    desk = await picker.open("kettle.png", prelude=OPEN_ROOT)
    await answer(desk, 1, fault("grey"), fault("x", outcome="incomplete", reason="Look yourself."))
    await desk.run(AXE.read_text(encoding="utf-8"))
    result = await desk.run("axe.run(document).then(({violations}) => violations)")
    assert result == []


async def test_a_lesson_that_hides_marks_hides_what_is_wrong_with_files_too(picker: Picker) -> None:
    desk = await picker.open("one.png")
    await answer(desk, 1, fault("grey"))
    assert "Fault grey" in await desk.run("root().textContent")
    await direct(desk, 1, "hidden")
    assert "Fault grey" not in await desk.run("root().textContent")
    await answer(desk, 1, fault("small"))
    assert "Fault small" not in await desk.run("root().textContent")
    await direct(desk, 2)
    assert "Fault small" in await desk.run("root().textContent")
