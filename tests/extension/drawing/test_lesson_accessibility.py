"""The parts of a lesson for people who do not see them, or see them in another language or colour."""

import json
from typing import Literal

import pytest
from playwright.async_api import Browser

from agent.groups import NAMES
from agent.wire_lesson import Choice
from scripts.node_tools import AXE
from tests.extension.drawing.lessons import direct, finding, name, question
from tests.extension.drawing.practice import ROOT, Desk
from tests.extension.drawing.test_accessibility import OPEN_ROOT
from tests.extension.drawing.test_pictures import image, picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in scripts/node"),
]
TITLE = "The best kettle"
FORM = (
    f'<main><h1>Listing</h1><label>Title <input id="title" style="width:400px" value="{TITLE}"></label>'
    f"{image('image', 'width:100px', picture()).replace('<img', '<img alt=Kettle')}</main>"
)
FOLDERS = {"ja": "ja", "zh": "zh_CN", "en": "en"}


async def violations(desk: Desk) -> list[str]:
    """What axe-core finds, each with the element."""
    result = await desk.run(
        "axe.run(document).then(({violations, passes}) => ({passes: passes.length, violations:"
        " violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join(' ')}`)}))"
    )
    assert result["passes"] > 20
    found: list[str] = result["violations"]
    return found


@pytest.mark.parametrize("locale", FOLDERS)
async def test_axe_finds_nothing_on_hunt_and_quiz(
    browser: Browser, locale: Literal["ja", "zh", "en"]
) -> None:
    raw = json.loads((ROOT / f"extension/_locales/{FOLDERS[locale]}/messages.json").read_text("utf-8"))
    # Colours are the same in every language.
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark") if locale == "ja" else ("light",)
    context = await browser.new_context(viewport={"width": 1200, "height": 900})
    desk = await Desk.open(context, FORM, prelude=OPEN_ROOT)
    await desk.run(AXE.read_text("utf-8"))
    await desk.state("ready", locale, {key: entry["message"] for key, entry in raw.items()})
    await desk.report(finding("title", TITLE, "best"))
    reasons = tuple(Choice(id=group, words=getattr(words, locale)) for group, words in NAMES.items())
    for scheme in schemes:
        await desk.page.emulate_media(color_scheme=scheme)
        await direct(desk, 1, "hidden", shown=[name("best")], spotlight=name("best"))
        assert await violations(desk) == []
        await direct(desk, 2, "hunt", total=3, reasons=reasons, learner="山田")
        await desk.page.focus("#title")
        assert await desk.holds("root().querySelector('.chip') !== null")
        assert await violations(desk) == []
        await desk.run("worker.onOpenCard()")
        assert await violations(desk) == []
        await desk.page.keyboard.press("Escape")
        for kind in ("fine", "fix"):
            await direct(desk, 3, "hidden", question=question(kind))
            assert await violations(desk) == []
    assert await desk.run("root().querySelector('.quiz').lang") == ("zh-CN" if locale == "zh" else locale)
    await context.close()
