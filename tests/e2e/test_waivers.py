"""Waivers in daily use: set on the page, kept over a restart and an edit, undone in the panel, expired."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from agent.waivers import Waiver, read
from tests.e2e.stage import Editor, Stage, js

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FAULT = "送料無料"
TAB = "(url) => chrome.tabs.query({}).then((tabs) => tabs.find((tab) => tab.url === url).id)"
IN_CARD = "tenken.overlay.root().querySelector('.card:not([hidden]) {}')"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kept(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """The file of the agent that the browser talks to."""
    path = tmp_path_factory.mktemp("waivers") / "waivers.toml"
    await stage.agent.end()
    await stage.agent.start("--waivers", str(path))
    yield path
    await stage.agent.end()
    await stage.agent.start()


@pytest.fixture
def waivers(kept: Path) -> Path:
    """That file, without any waiver."""
    kept.unlink(missing_ok=True)
    return kept


async def typed(stage: Stage, text: str) -> Editor:
    editor = await stage.editor("seller-central")
    await editor.type(text)
    await editor.mark_on(FAULT)
    return editor


async def open_form(editor: Editor) -> None:
    """Open the form on the card of the fault, and wait for what can be chosen."""
    await editor.click(await editor.mark_on(FAULT))
    await editor.press_in_card("button.waive")
    await editor.tab.wait(f"{IN_CARD.format('.choice input:checked')} !== null", "the choices")
    await editor.tab.wait("tenken.card.settled()", "the card at rest")


async def gone(editor: Editor) -> None:
    """Wait until nothing is drawn on the fault in the title."""
    quoted = f"mark.field === 'title' && mark.annotation.target.quote === {js(FAULT)}"
    await editor.tab.wait(f"!tenken.drawing.marks().some((mark) => {quoted})", "no mark on the fault")


async def panel_of(stage: Stage, editor: Editor) -> Page:
    panel = await stage.context.new_page()
    await panel.goto(stage.url("options/options.html"))
    tab = await panel.evaluate(TAB, editor.tab.page.url)
    await panel.goto(stage.url(f"sidepanel/panel.html?tab={tab}"))
    await panel.locator("#listing").wait_for()
    return panel


def saved(path: Path) -> Waiver:
    (waiver,) = read(path).waivers
    return waiver


def expire(path: Path, day: str) -> None:
    """Make ``day`` the last one of the only waiver."""
    path.write_text(
        path.read_text("utf-8").replace(f"until = {saved(path).until}", f"until = {day}"), "utf-8"
    )


async def test_set_on_the_card_it_outlives_a_restart_and_moved_text_and_is_undone_in_the_panel(
    stage: Stage, waivers: Path
) -> None:
    editor = await typed(stage, f"水筒 {FAULT} 青")
    await open_form(editor)
    await editor.tab.page.keyboard.type("part of our name")
    await editor.press_in_card("button.save")
    await gone(editor)
    assert (saved(waivers).scope, saved(waivers).quote) == ("place", FAULT)
    assert (saved(waivers).listing, saved(waivers).reason) == ("asin:B0TENKEN01", "part of our name")

    # Only the panel lists what can be taken back: from a page the worker does not take it.
    await editor.tab.ask(f"tenken.link.send({{type: 'unwaive', ask: 1, id: {js(saved(waivers).id)}}})")
    await stage.agent.end()
    await stage.agent.start("--waivers", str(waivers))
    await editor.type(f"青い {FAULT} 保温の水筒")
    await editor.settled()
    await gone(editor)

    panel = await panel_of(stage, editor)
    await expect(panel.locator("#waived-count")).to_have_text("1")
    await panel.locator("#waived summary").click()
    entry = panel.locator("#waived li")
    await expect(entry).to_contain_text(f"Only this place: “{FAULT}” in the Title of this listing")
    await expect(entry).to_contain_text("part of our name")
    await entry.locator("button").click()
    await expect(panel.locator("#waived")).to_be_hidden()
    await panel.close()
    await editor.mark_on(FAULT)
    assert read(waivers).waivers == ()
    await editor.close()


async def test_set_in_the_panel_it_comes_back_loudly_when_it_has_expired(stage: Stage, waivers: Path) -> None:
    editor = await typed(stage, f"水筒 {FAULT} 青")
    panel = await panel_of(stage, editor)
    row = panel.locator(".finding").filter(has_text=FAULT).first
    await row.locator("button.waive").click()
    await row.locator(".choice").filter(has_text="ASIN B0TENKEN01").click()
    await row.locator("textarea").fill("sold with free shipping")
    await row.locator(".author").fill("Sato")
    today = datetime.now(UTC).astimezone().date()
    await row.locator(".until").fill(str(today + timedelta(days=1)))
    await row.locator("button.save").click()
    await expect(panel.locator("#waived-count")).to_have_text("1")
    await gone(editor)
    assert (saved(waivers).scope, saved(waivers).author) == ("listing", "Sato")

    over = str(today - timedelta(days=1))
    expire(waivers, over)
    await editor.type(f"水筒 {FAULT} 緑")
    await editor.click(await editor.mark_on(FAULT))
    note = f"Said to be no problem here until {over}, by Sato: sold with free shipping"
    assert await editor.tab.ask(f"{IN_CARD.format('.lapsed')}.textContent") == note
    await expect(row.locator(".lapsed")).to_have_text(note)
    await expect(panel.locator("#waived-over")).to_have_text("expired: 1")

    await editor.press_in_card("button.waive")  # who was named last is named again
    await editor.tab.wait(f"{IN_CARD.format('.author')} !== null", "the form")
    assert await editor.tab.ask(f"{IN_CARD.format('.author')}.value") == "Sato"
    await panel.close()
    await editor.close()


async def test_what_was_typed_survives_the_agent_and_is_saved_when_it_is_back(
    stage: Stage, waivers: Path
) -> None:
    editor = await typed(stage, f"水筒 {FAULT} 青")
    await open_form(editor)
    await editor.tab.page.keyboard.type("a long reason")
    await stage.agent.end()
    await editor.press_in_card("button.save")
    problem = f"{IN_CARD.format('.problem')}"
    await editor.tab.wait(f"{problem}.textContent.includes('not connected')", "what went wrong")
    assert await editor.tab.ask(f"{IN_CARD.format('textarea')}.value") == "a long reason"
    assert read(waivers).waivers == ()

    await stage.agent.start("--waivers", str(waivers))
    await editor.tab.wait(f"{problem}.hidden", "the agent to be back")
    await editor.tab.wait("tenken.card.settled()", "the card at rest")
    await editor.press_in_card("button.save")
    await gone(editor)
    assert saved(waivers).reason == "a long reason"
    await editor.close()
