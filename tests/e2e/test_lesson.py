"""A lesson in two browsers: the trainer's console drives, an operator's page shows, hunts and is told."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGKILL

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from agent import catalogue
from agent.annotate import say
from agent.cli import main
from agent.groups import NAMES, group_of
from agent.lessons.lesson import Planted, read_lesson
from scripts.practice.chromium import Tab
from tests.e2e.stage import Editor, Stage, js
from tests.e2e.trainer import Trainer, console

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "アオナミ 真空断熱ボトル 500ml 送料無料 最安値"
FREE, CHEAPEST = "送料無料", "最安値"
PHRASE = "Promotional phrase in the title"
DRAWN = """tenken.drawing.marks().filter(({stale, shape}) => !stale && shape !== 'none')
  .map(({annotation}) => annotation.target.quote)"""
LIT = "[...tenken.overlay.root().querySelectorAll('.lesson-layer .dim')].length"
COMMAND = """(url) => chrome.tabs.query({}).then((tabs) =>
  chrome.commands.onCommand.dispatch("open-card", tabs.find((tab) => tab.url === url)))"""
BAR = "tenken.overlay.root().querySelector('.hunt-bar')"


@pytest_asyncio.fixture(loop_scope="session")
async def editor(stage: Stage) -> AsyncIterator[Editor]:
    """An editor whose title has two faults."""
    opened = await stage.editor("seller-central")
    await opened.type(TITLE)
    await opened.mark_on(FREE)
    await opened.settled()
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def trainer(
    stage: Stage,
    editor: Editor,  # noqa: ARG001 - it is open before
    plain_browser: Browser,
) -> AsyncIterator[Trainer]:
    """A console that watches that page."""
    async with console(plain_browser, stage.agent) as opened:
        await opened.watch("アオナミ")
        await expect(opened.steps.filter(has_text=PHRASE)).to_have_count(2, timeout=15_000)
        yield opened


async def drawn(editor: Editor, *quotes: str) -> None:
    """Wait until marks on exactly these words are drawn."""
    same = f"((drawn) => drawn.length === {len(quotes)} && {js(quotes)}.every((one) => drawn.includes(one)))"
    await editor.tab.wait(f"{same}({DRAWN})", f"marks on {quotes}")


async def select(editor: Editor, words: str) -> None:
    """Select these words of the title with the keyboard."""
    text = await editor.value()
    await editor.control.focus()
    await editor.control.press("Home")
    for _ in range(text.index(words)):
        await editor.control.press("ArrowRight")
    for _ in words:
        await editor.control.press("Shift+ArrowRight")


async def guess(editor: Editor, words: str, reason: str) -> None:
    """Call these words of the title a fault for that reason, as a learner does."""
    await select(editor, words)
    await editor.tab.wait(
        "Boolean(tenken.overlay.root().querySelector('.chip'))", "the button at the selection"
    )
    await editor.press_in_card(".chip")
    await editor.tab.wait("Boolean(tenken.huntForm.meant())", "the reasons")
    names = await editor.tab.ask(
        "[...tenken.overlay.root().querySelectorAll('.hunt-form .reason')].map((item) => item.textContent)"
    )
    for _ in range(names.index(reason)):
        await editor.tab.page.keyboard.press("ArrowDown")
    await editor.tab.page.keyboard.press("Enter")


async def score(editor: Editor, words: str) -> None:
    """Wait until the learner's bar says this."""
    await editor.tab.wait(
        f"{BAR}?.querySelector('.score').textContent.includes({js(words)})", f"the score {words}"
    )


async def test_trainer_hides_reveals_lights_and_points(trainer: Trainer, editor: Editor) -> None:
    await trainer.turn("hidden")
    await drawn(editor)
    await trainer.press("ArrowRight")
    await editor.tab.wait(f"({DRAWN}).length === 1 && {LIT} === 1", "the first finding in the light")
    await trainer.press("ArrowRight")
    await editor.tab.wait(f"({DRAWN}).length === 2", "the second one, too")
    await trainer.press("ArrowLeft")
    await editor.tab.wait(f"({DRAWN}).length === 1", "one again")
    await trainer.press("Escape")
    await editor.tab.wait(f"{LIT} === 0", "no light")
    await trainer.press("p")
    await editor.tab.wait(
        "Boolean(tenken.overlay.root().querySelector('.lesson-layer .pointer'))", "the pointer"
    )
    await trainer.press("h")
    await drawn(editor)
    assert await editor.value() == TITLE
    await trainer.turn("hunt")
    await trainer.turn("normal")


async def test_hunt_with_wrong_and_right_marks_ends_in_a_recap(
    trainer: Trainer, editor: Editor, tmp_path: Path
) -> None:
    await trainer.turn("hunt")
    await score(editor, "Found 0 of")
    await drawn(editor)
    name = f"{BAR}.querySelector('input')"
    await editor.tab.ask(f"{name}.focus()")
    await editor.tab.page.keyboard.insert_text("佐藤 花子")
    await editor.tab.page.keyboard.press("Enter")
    await expect(trainer.page.locator("#page-list .chosen input")).to_have_value("佐藤 花子")
    await guess(editor, "アオナミ", "Against the law")
    await score(editor, "Wrong 1")
    await guess(editor, FREE, "Against the law")
    await score(editor, "Wrong 2")
    await guess(editor, FREE, "Banned or promotional wording")
    await score(editor, "Found 1 of")
    await drawn(editor, FREE)
    attempts = trainer.page.locator("#run-told tbody tr")
    await expect(attempts).to_have_count(3)
    await expect(attempts.first).to_contain_text(FREE)
    assert await editor.value() == TITLE
    assert "佐藤" not in await editor.tab.page.content(), "the site's own page is not told who is looking"

    await trainer.page.click("#finish")
    await trainer.page.click("#confirm-deed")
    await editor.tab.wait(f"!({BAR})", "the end of the hunt")
    async with trainer.page.expect_download() as download:
        await trainer.page.locator("#run-recap button.html").click()
    recap = tmp_path / "recap.html"
    await (await download.value).save_as(recap)
    told = recap.read_text("utf-8")
    assert "佐藤 花子" in told
    assert FREE in told


async def test_finding_whose_words_changed_is_said_to_be_and_nothing_else_is_marked(
    trainer: Trainer, editor: Editor
) -> None:
    await trainer.turn("hidden")
    await trainer.press(str(await trainer.number_of(PHRASE)))
    await editor.tab.wait(f"{LIT} === 1", "the light")
    await editor.type(TITLE.replace(FREE, "冬の新色"))
    await expect(trainer.page.locator("#changed")).not_to_be_empty()
    await editor.tab.wait(f"{LIT} === 0 && ({DRAWN}).length === 0", "nothing is lit and nothing is marked")


async def test_page_that_was_closed_takes_no_command(stage: Stage, trainer: Trainer, editor: Editor) -> None:
    other = await stage.editor("mercari-sell")
    await other.tab.wait("tenken.drawing.annotation('') !== undefined", "a report on the other page")
    await trainer.turn("hidden")
    await editor.tab.page.close()
    await expect(trainer.page.locator("#page-gone")).to_be_visible()
    before = await other.tab.ask("tenken.lesson.newest()?.number ?? 0")
    await trainer.press("ArrowRight")
    await trainer.page.wait_for_function("document.querySelector('#said').textContent !== ''")
    assert await other.tab.ask("tenken.lesson.newest()?.number ?? 0") == before
    await other.close()


async def test_killed_agent_loses_no_attempt_and_everybody_comes_back(
    stage: Stage, trainer: Trainer, editor: Editor
) -> None:
    await trainer.turn("hunt")
    await score(editor, "Found 0 of")
    await guess(editor, FREE, "Banned or promotional wording")
    await score(editor, "Found 1 of")
    await stage.agent.end(SIGKILL)
    await editor.tab.wait("tenken.overlay.root().textContent.includes('not running')", "the page says so")
    await guess(editor, CHEAPEST, "Banned or promotional wording")
    await stage.agent.start()
    await score(editor, "Found 2 of")
    await drawn(editor, FREE, CHEAPEST)
    await expect(trainer.page.locator("#run-told tbody tr")).to_have_count(2, timeout=15_000)
    await expect(trainer.page.locator("#connection")).not_to_have_class("lost")
    await trainer.turn("normal")


async def keyed(editor: Editor, expression: str, key: str, awaited: str) -> None:
    """Press a key on the learner's page until the expression holds, as somebody without a mouse does."""
    for _ in range(80):
        if await editor.tab.ask(expression):
            return
        await editor.tab.page.keyboard.press(key)
    pytest.fail(f"not reached by {key}: {awaited}")


async def point_by_keyboard(stage: Stage, editor: Editor, planted: Planted, reason: str) -> None:
    """Select the words with the arrow keys and say what is wrong with them, without the mouse."""
    control = editor.tab.page.locator(f"[data-tenken-field={planted.field}]")
    before, words = (await control.input_value()).split(planted.quote or "")[0], planted.quote or ""
    await keyed(
        editor, f"document.activeElement?.dataset.tenkenField === {js(planted.field)}", "Tab", planted.field
    )
    await editor.tab.page.keyboard.press("ControlOrMeta+Home")
    for _ in before:
        await editor.tab.page.keyboard.press("ArrowRight")
    for _ in words:
        await editor.tab.page.keyboard.press("Shift+ArrowRight")
    # The browser's own part of Alt+Shift+L, which no script can press.
    await stage.context.service_workers[0].evaluate(COMMAND, editor.tab.page.url)
    await editor.tab.wait("Boolean(tenken.huntForm.meant())", "the reasons")
    assert await editor.tab.ask("tenken.huntForm.meant().quote") == words
    await keyed(
        editor, f"tenken.overlay.root().activeElement?.textContent === {js(reason)}", "ArrowDown", reason
    )
    await editor.tab.page.keyboard.press("Enter")


async def focused(trainer: Trainer, selector: str) -> None:
    """Go to a part of the console with Tab."""
    for _ in range(120):
        if await trainer.page.evaluate("(wanted) => document.activeElement?.matches(wanted)", selector):
            return
        await trainer.press("Tab")
    pytest.fail(f"not reached by Tab: {selector}")


async def test_whole_lesson_on_a_practice_page_by_keyboard_alone(
    stage: Stage, plain_browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lesson.json"
    rules = ["mercari/vouchers", "mercari/maker-likeness", "mercari/brand-remake"]
    made = ["lesson", "new", "--site", "mercari", "--locale", "en", "--seed", "3", "--count", "3"]
    assert await asyncio.to_thread(main, [*made, "--rules", *rules, "-o", str(file)]) == 0
    capsys.readouterr()
    state = ["--state", str(stage.agent.state)]
    assert await asyncio.to_thread(main, ["lesson", "open", str(file), *state]) == 0
    address = capsys.readouterr().out.strip()
    lesson = read_lesson(file.read_bytes())
    assert {one.rule for one in lesson.planted} == set(rules)

    tab = await Tab.open(stage.context, address)
    learner = Editor(tab, "practice")
    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
    async with console(plain_browser, stage.agent) as trainer:
        await expect(trainer.page.locator("#page-list .choose").last).to_contain_text(lesson.title)
        await focused(trainer, "#page-list li:last-child .choose")
        await trainer.press("Enter")
        await expect(trainer.page.locator("#steps > li")).to_have_count(3)
        await trainer.turn("hidden")
        await trainer.press("ArrowRight")
        await tab.wait(f"({DRAWN}).length === 1 && {LIT} === 1", "the first finding in the light")
        await trainer.press("h")
        await trainer.turn("hunt")
        await score(learner, "Found 0 of 3")
        ruleset = catalogue.load()
        for count, planted in enumerate(lesson.planted, 1):
            rule = ruleset.rule(planted.rule)
            assert rule is not None
            await point_by_keyboard(stage, learner, planted, say(NAMES[group_of(rule)], "en"))
            await score(learner, f"Found {count} of 3")
        await tab.wait(f"({DRAWN}).length === 3", "every fault solid")
        await focused(trainer, "#finish")
        await trainer.press("Enter")
        await expect(trainer.page.locator("#confirm-deed")).to_be_focused()
        await trainer.press("Enter")
        await focused(trainer, "#run-recap button.html")
        async with trainer.page.expect_download() as download:
            await trainer.press("Enter")
        await (await download.value).save_as(tmp_path / "recap.html")
        assert lesson.title in (tmp_path / "recap.html").read_text("utf-8")
    await tab.page.close()
