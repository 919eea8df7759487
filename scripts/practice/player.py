"""The operator's part when nobody sits at the screen: types a faulty listing, reads the marks, mends one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Locator

from scripts.practice.chromium import Tab
from scripts.practice.problems import DemoError

TYPING_MS = 15
FINDINGS = """tenken.drawing.marks().filter(({stale}) => !stale).map(({annotation, kind, span, shape}) => ({
  kind, shape, span, rule: annotation.rule, title: annotation.title, message: annotation.message,
  field: annotation.target.field, index: annotation.target.index, quote: annotation.target.quote,
  fix: annotation.fix ? annotation.fix.text : null,
}))"""
CALM_FRAMES = 60
"""The findings are read when they have been the same for about a second."""
SETTLED = "!tenken.card.view() ? false : tenken.card.settled()"


@dataclass(frozen=True)
class Script:
    """What is typed on one practice page, and which rule must answer."""

    page: str
    field: str
    selector: str
    text: str
    rule: str


SCRIPTS = {
    "seller-central": Script(
        page="seller-central",
        field="title",
        selector='kat-textarea[name="item_name-0-value"] textarea',
        text="【送料無料】アオナミ 𠮷野杉柄 ｽﾃﾝﾚｽボトル 500ml ★大人気★",
        rule="amazon/title-promotional-phrase",
    ),
    "mercari": Script(
        page="mercari-sell",
        field="description",
        selector='textarea[name="description"]',
        text="アオナミの真空断熱ステンレスボトルです。\n箱から出して撮影しました。",
        rule="mercari-link/initial-defect-notice-missing",
    ),
}


@dataclass(frozen=True)
class Step:
    """One thing that was done and seen."""

    caption: str
    picture: Path | None = None


@dataclass(frozen=True)
class Act:
    """What happened on one practice page."""

    url: str
    findings: tuple[dict[str, Any], ...]
    steps: tuple[Step, ...]


async def play(
    context: BrowserContext, script: Script, url: str, folder: Path, say: Callable[..., str]
) -> Act:
    """Type, wait for the marks, open the card, apply the fix, take it back.

    Raises:
        DemoError: something expected did not happen; says what.

    """
    tab = await Tab.open(context, url)
    steps: list[Step] = []

    async def note(key: str, *values: object, picture: bool = True) -> None:
        path = folder / f"{script.page}-{len(steps) + 1}-{key}.png"
        if picture:
            await tab.page.screenshot(path=path)
        steps.append(Step(say(key, *values), path if picture else None))

    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
    control = tab.page.locator(script.selector).first
    await _type(control, script.text)
    await _mark(tab, script)
    findings = await _findings(tab)
    await note("typed", script.text)
    mark = await _open_card(tab, script)
    await note("card", mark["title"])
    await _press_fix(tab)
    fixed = await _changed(tab, script, script.text)
    await note("fixed", fixed)
    await control.focus()
    await tab.page.keyboard.press("ControlOrMeta+z")
    await _value_is(tab, script, script.text)
    await _mark(tab, script)
    await note("undone", script.text)
    return Act(url, findings, tuple(steps))


async def _type(control: Locator, text: str) -> None:
    await control.scroll_into_view_if_needed()
    await control.click()
    await control.press("ControlOrMeta+a")
    await control.press("Delete")
    await control.press_sequentially(text, delay=TYPING_MS)


def _wanted(script: Script) -> str:
    return (
        f"tenken.drawing.marks().find((mark) => mark.annotation.rule === {_js(script.rule)}"
        " && mark.kind !== 'unsure' && !mark.stale && mark.rects.length > 0)"
    )


async def _mark(tab: Tab, script: Script) -> None:
    await tab.wait(f"Boolean({_wanted(script)})", f"a mark of {script.rule} on the {script.field}")


async def _findings(tab: Tab) -> tuple[dict[str, Any], ...]:
    found, calm = await tab.ask(FINDINGS), 0
    while calm < CALM_FRAMES:
        await tab.painted()
        now = await tab.ask(FINDINGS)
        found, calm = now, calm + 1 if now == found else 0
    return tuple(found)


async def _open_card(tab: Tab, script: Script) -> dict[str, Any]:
    point = await tab.ask(
        f"(() => {{ const {{rects: [box]}} = {_wanted(script)};"
        " return {x: box.x + box.width / 2, y: box.y + box.height / 2}; })()"
    )
    await tab.page.mouse.click(point["x"], point["y"])
    await tab.wait(SETTLED, "the card beside the mark")
    shown: dict[str, Any] = await tab.ask(
        "(({annotation: {rule, title}}) => ({rule, title}))(tenken.card.view().mark)"
    )
    return shown


async def _press_fix(tab: Tab) -> None:
    point = await tab.ask(
        "(() => { const button = tenken.overlay.root().querySelector('button.fix'); if (!button) return null;"
        " const box = button.getBoundingClientRect();"
        " return {x: box.x + box.width / 2, y: box.y + box.height / 2}; })()"
    )
    if point is None:
        message = "the card has no button that applies a fix"
        raise DemoError(message)
    await tab.page.mouse.click(point["x"], point["y"])


def _value(script: Script) -> str:
    return f"tenken.drawing.textOf(tenken.drawing.locate({_js(script.field)}, null))"


async def _changed(tab: Tab, script: Script, before: str) -> str:
    value: str = await tab.wait(
        f"(({{value}}) => value !== {_js(before)} && value)({{value: {_value(script)}}})",
        "the fix in the field",
    )
    return value


async def _value_is(tab: Tab, script: Script, text: str) -> None:
    await tab.wait(f"{_value(script)} === {_js(text)}", f"the text as it was before the fix: {text}")


def _js(text: str) -> str:
    """A JavaScript string literal."""
    return json.dumps(text)
