"""Pages that remove, hide or impersonate the extension, try to read it, or look for it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from scripts.practice.chromium import EXTENSION, Tab
from tests.e2e.hostile import (
    EDITOR,
    FAULTY,
    HOST,
    PROMOTION,
    TITLE,
    Ground,
    box_of,
    mark_of,
    open_card,
)
from tests.e2e.sites import id_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SEEN = (
    "(({width, height}) => width >= innerWidth - 20 && height >= innerHeight - 20)"
    f"(({HOST}).getBoundingClientRect())"
)
STYLE = """document.head.append(Object.assign(document.createElement('style'), {textContent: '%s'}))"""
HIDDEN = ("display: none", "visibility: hidden", "opacity: 0")
SHRUNK = ("transform: scale(0.01)", "scale: 0.01", "zoom: 0.01", "width: 1px")
CUT = ("clip-path: inset(100%)", "filter: opacity(0)", "mask: linear-gradient(#0000, #0000)")
MOVED = ("translate: -9999px", "z-index: -1", "position: static", "contain: strict")


def important(*declarations: str) -> str:
    return " ".join(f"{declaration} !important;" for declaration in declarations)


HIDING = {
    "style attribute": f"host.setAttribute('style', '{important(*HIDDEN, *SHRUNK)}')",
    "style sheet": STYLE % f"html > :not(head, body) {{ {important(*HIDDEN, *CUT)} }}",
    "scaled and moved": STYLE % f"html > :not(head, body) {{ {important(*SHRUNK, *MOVED)} }}",
    "animation": "host.animate([{opacity: 0, visibility: 'hidden', transform: 'scale(0)'}],"
    " {duration: 1, iterations: Infinity, fill: 'forwards'})",
    "dimmed root": STYLE % "html { opacity: 0.01 !important; filter: opacity(0.01) !important; }",
    "hidden attribute": "host.hidden = true",
}
CLOSING = {
    "removed": "host.remove()",
    "popover closed": "host.hidePopover()",
    "no popover": "host.removeAttribute('popover')",
    "inert": "host.inert = true",
    "moved into a hidden element": "Object.assign(document.body.appendChild(document.createElement('p')),"
    " {hidden: true}).append(host)",
}


@pytest_asyncio.fixture(loop_scope="session")
async def tab(practice: Ground) -> AsyncIterator[Tab]:
    """An editor with one faulty title, marked."""
    opened = await practice.editor()
    await opened.page.locator(TITLE).fill(FAULTY)
    await mark_of(opened, PROMOTION, "送料無料")
    yield opened
    await opened.page.close()


def act(on_host: str) -> str:
    return f"(() => {{ const host = {HOST}; {on_host}; }})()"


@pytest.mark.parametrize("trick", HIDING)
async def test_styles_of_the_page_do_not_reach_the_card(tab: Tab, trick: str) -> None:
    """X03: what a person sees of the card is the same before and after."""
    await open_card(tab, PROMOTION, "送料無料")
    await tab.painted()
    box = await box_of(tab, ".card .message")
    clip = {name: round(value) for name, value in box.items()}
    before = await tab.page.screenshot(clip=clip, caret="hide")  # type: ignore[arg-type]
    await tab.page.evaluate(act(HIDING[trick]))
    await tab.painted()
    assert await tab.page.evaluate(SEEN)
    assert await box_of(tab, ".card .message") == box
    assert await tab.page.screenshot(clip=clip, caret="hide") == before  # type: ignore[arg-type]


@pytest.mark.parametrize("trick", CLOSING)
async def test_what_the_page_takes_away_is_put_back_within_a_second_or_so(tab: Tab, trick: str) -> None:
    """X03."""
    await tab.page.evaluate(act(CLOSING[trick]))
    await tab.page.wait_for_function(
        f"(() => {{ const it = {HOST}; return it?.matches(':popover-open') && !it.inert && {SEEN}; }})()",
        timeout=3_000,
    )
    assert "promotional" in await open_card(tab, PROMOTION, "送料無料")


async def test_a_page_that_keeps_removing_the_marks_is_left_alone_and_the_panel_says_so(
    practice: Ground, tab: Tab
) -> None:
    """X03: at most five times in ten seconds; the words keep their marks, which are no elements."""
    panel = await practice.panel(tab)
    await tab.page.evaluate(f"""(() => {{
        globalThis.removed = 0;
        const remove = () => {{
            const host = {HOST};
            if (host) {{ globalThis.removed += 1; host.remove(); }}
        }};
        new MutationObserver(remove).observe(document.documentElement, {{childList: true}});
        remove();
    }})()""")
    await expect(panel.locator("#facts")).to_contain_text("The page keeps removing the marks.")
    assert await tab.page.evaluate("removed") == 6
    await expect(panel.locator(".finding").filter(has_text="送料無料").first).to_be_visible()
    assert await tab.ask("[...CSS.highlights.get('tenken-error')].length") > 0
    await panel.close()


async def test_a_page_that_patched_the_browsers_objects_changes_nothing(practice: Ground) -> None:
    """X03: the extension has objects of its own, and the page learns of no shadow root."""
    patches = """addEventListener('DOMContentLoaded', () => {
        globalThis.attached = [];
        const attach = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (init) {
            attached.push(init.mode);
            return attach.call(this, init);
        };
        globalThis.MutationObserver = class { observe() {} };
        for (const name of ['flatMap', 'sort', 'at', 'findLast'])
            Array.prototype[name] = () => { throw new Error(name); };
        Object.entries = () => [];
        HighlightRegistry.prototype.set = () => {};
        HTMLElement.prototype.showPopover = () => {};
        CSSStyleSheet.prototype.replaceSync = () => {};
        Element.prototype.matches = () => false;
    })"""
    tab = await Tab.open(practice.context, "about:blank")
    await tab.page.add_init_script(patches)
    await tab.page.goto(EDITOR)
    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the page")
    await tab.page.locator(TITLE).fill(FAULTY)
    assert "promotional" in await open_card(tab, PROMOTION, "送料無料")
    assert "closed" not in await tab.page.evaluate("attached")
    await tab.page.close()


async def test_nothing_the_page_sends_is_heard(practice: Ground, tab: Tab) -> None:
    """X04: messages, events and ports that look like ours."""
    finding = {"id": "x", "rule": "x", "outcome": "violation", "severity": "error", "title": "OWNED"}
    forged = [
        {
            "type": "report",
            "report": {"type": "report", "revision": 1, "phase": "image", "annotations": [finding]},
        },
        {"type": "state", "state": "not-running", "locale": "zh", "strings": {}, "mercariLink": True},
        {"type": "show", "id": "x"},
        {"type": "open-card"},
    ]
    told = await tab.page.evaluate(
        """async ([messages, id, find]) => {
            const host = eval(find);
            const told = [];
            for (const message of messages) {
                postMessage(message, '*');
                for (const target of [window, document, document.documentElement, host])
                    for (const name of ['message', 'tenken', message.type]) {
                        const far = {bubbles: true, composed: true};
                        target.dispatchEvent(new CustomEvent(name, {detail: message, ...far}));
                        target.dispatchEvent(new MessageEvent(name, {data: message, ...far}));
                    }
                told.push(typeof chrome?.runtime?.sendMessage, typeof chrome?.runtime?.connect);
            }
            return told;
        }""",
        [forged, id_of(), HOST],
    )
    assert set(told) == {"undefined"}
    # What is asked after all that is answered in order, and about the real page.
    await tab.page.locator(TITLE).press_sequentially("!")
    await tab.wait(
        "tenken.drawing.textOf(tenken.drawing.locate('title', null)).endsWith('!')", "the new text"
    )
    await mark_of(tab, PROMOTION, "送料無料")
    assert (
        await tab.ask("tenken.drawing.marks().filter(({annotation}) => annotation.title === 'OWNED').length")
        == 0
    )
    assert await tab.ask("[tenken.card.view(), tenken.locale]") == [None, "en"]
    panel = await practice.panel(tab)
    await panel.locator(".finding").first.wait_for()
    assert await panel.locator("#connection").is_hidden()
    await panel.close()


async def test_the_page_cannot_read_the_card(tab: Tab) -> None:
    """X06."""
    await tab.page.evaluate("""(() => { globalThis.paths = [];
        for (const name of ['click', 'pointermove', 'mouseover', 'focusin', 'selectionchange'])
            addEventListener(name, (event) => paths.push(event.composedPath().map(String).join()), true);
    })()""")
    await open_card(tab, PROMOTION, "送料無料")
    words = await tab.ask("tenken.overlay.root().querySelector('.card h2').textContent")
    box = await box_of(tab, ".card h2")
    await tab.page.mouse.click(box["x"] + 5, box["y"] + 5)
    read = await tab.page.evaluate(f"""(() => {{
        const host = {HOST};
        document.execCommand('selectAll');
        const all = String(getSelection());
        getSelection().selectAllChildren(host);
        return [all, String(getSelection()), host.innerText, host.textContent, host.outerHTML,
            document.documentElement.innerText,
            document.documentElement.getHTML({{serializableShadowRoots: true}}), paths.join(),
            host.shadowRoot];
    }})()""")
    assert words
    assert read.pop() is None
    assert [text for text in read if words in text] == []
    assert "HTMLHeadingElement" not in read[-1]
    assert "HTMLElement" in read[-1]


async def test_the_page_finds_neither_a_file_nor_a_constant_name(practice: Ground) -> None:
    """X11."""
    names = []
    for _ in range(2):
        tab = await practice.editor()
        await tab.page.wait_for_function(f"Boolean({HOST})")
        names.append(await tab.page.evaluate(f"({HOST}).localName"))
        files = [str(path.relative_to(EXTENSION)) for path in EXTENSION.rglob("*.*")]
        reached = await tab.page.evaluate(
            """async ([base, files]) => {
                const get = (file) => fetch(base + file, {mode: 'no-cors'}).then(() => file, () => null);
                return (await Promise.all(files.map(get))).filter(Boolean);
            }""",
            [f"chrome-extension://{id_of()}/", files],
        )
        assert len(files) > 50
        assert reached == []
        await tab.page.close()
    assert names[0] != names[1]
    assert all(re.fullmatch(r"[a-z]{4}-[a-z]{6}", name) for name in names)
