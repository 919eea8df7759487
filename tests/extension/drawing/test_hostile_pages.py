"""Pages that fight back, and reports that are not well formed."""

import pytest

from tests.extension.drawing.practice import Opener, annotation, fix

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle"
FORM = f'<input id="title" style="width:400px" value="{TITLE}"><p id="brand">Acme</p>'


async def test_a_page_that_removes_the_overlay_in_a_loop_is_given_up_on_and_reported(
    practice: Opener,
) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best"))
    await desk.page.evaluate(
        """() => { window.removed = 0;
        const remove = (node) => { if (node.localName?.includes('-')) {
          node.remove(); window.removed += 1; } };
        new MutationObserver((changes) => changes.forEach(({addedNodes}) => addedNodes.forEach(remove)))
          .observe(document.documentElement, {childList: true, subtree: true});
        document.querySelectorAll(':popover-open').forEach((host) => host.remove()); }"""
    )
    assert await desk.holds("tenken.overlay.blocked()", 3)
    assert await desk.page.evaluate("window.removed") <= 6
    drawn = await desk.run("sent.at(-1)")
    assert (drawn["type"], drawn["dismissed"], drawn["blocked"]) == ("drawn", [], True)
    assert len(await desk.painted()) == 1, "words are marked all the same"


async def test_one_removal_is_repaired(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.page.evaluate("document.querySelectorAll(':popover-open').forEach((host) => host.remove())")
    assert await desk.holds("root().host.isConnected && root().host.matches(':popover-open')")
    await desk.page.evaluate(
        """for (const host of document.querySelectorAll(':popover-open')) {
          host.hidePopover(); host.inert = true; }"""
    )
    assert await desk.holds("root().host.matches(':popover-open') && !root().host.inert", 3)


async def test_a_covered_card_is_told_where_the_page_cannot_reach(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best"))
    await desk.click_mark()
    await desk.page.evaluate(
        """() => { window.cover = document.createElement('div'); cover.popover = 'manual';
        cover.style.cssText = 'inset:0;width:100%;height:100%;pointer-events:none;background:#fff';
        document.body.append(cover); cover.showPopover(); }"""
    )
    assert await desk.holds("sent.at(-1).blocked === true", 3)
    await desk.page.evaluate("window.cover.remove()")
    assert await desk.holds("sent.at(-1).blocked === false", 3)


STYLES = [
    "opacity: 0.01 !important",
    "display: none !important",
    "transform: scale(0.1) !important",
    "visibility: hidden !important",
    "clip-path: inset(50%) !important",
    "filter: opacity(0) !important",
    "zoom: 0.1 !important",
    "left: 9999px !important",
]


@pytest.mark.parametrize("style", STYLES)
async def test_styles_of_the_page_do_not_reach_the_overlay(practice: Opener, style: str) -> None:
    desk = await practice(FORM, style=f"html > :not(body):not(head) {{ {style} }}")
    await desk.report(annotation("title", TITLE, "best"))
    await desk.page.evaluate(
        """style => { for (const host of document.querySelectorAll(':popover-open'))
          host.style.cssText = style; }""",
        style,
    )
    await desk.click_mark()
    box = await desk.run("boxOf(card())")
    assert box["width"] == 384
    assert await desk.run(f"tenken.overlay.shows(card(), {{x: {box['left'] + 20}, y: {box['top'] + 20}}})")
    assert await desk.run("tenken.overlay.check()")


async def test_patched_builtins_of_the_page_change_nothing_and_see_nothing(practice: Opener) -> None:
    patch = """() => { window.seen = [];
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        window.seen[0] = 1; return attach.call(this, init); };
      for (const name of ['map', 'filter', 'forEach', 'push', 'find', 'sort'])
        Array.prototype[name] = () => { throw new Error('patched') };
      window.MutationObserver = class { observe() { throw new Error('patched') } };
      Element.prototype.getBoundingClientRect = () => ({}); }"""
    desk = await practice(FORM, script=patch)
    await desk.report(annotation("title", TITLE, "best"))
    await desk.click_mark()
    assert await desk.card_text("h2") == "Promotional phrase"
    assert await desk.page.evaluate("window.seen.length") == 0


async def test_the_page_cannot_read_the_card(practice: Opener) -> None:
    desk = await practice(FORM)
    secret = "praises the offer"
    await desk.report(annotation("title", TITLE, "best"))
    await desk.click_mark()
    read = """() => { document.execCommand('selectAll'); const all = getSelection().toString();
      const host = [...document.documentElement.children].at(-1);
      const page = document.documentElement;
      return [all, page.innerText, page.outerHTML, page.getHTML(),
        String(host.shadowRoot), host.localName].join(' | '); }"""
    assert secret in (await desk.card_text() or "")
    got = await desk.page.evaluate(read)
    assert secret not in got
    assert got.split(" | ")[-2] == "null", "the root is closed"
    assert "tenken" not in got.split(" | ")[-1], "the name of the element tells nothing"


async def test_messages_and_events_of_the_page_do_nothing(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(fix(annotation("title", TITLE, "best"), "good"))
    (mark,) = await desk.marks()
    await desk.page.evaluate(
        """({left, top}) => { postMessage({type: 'show', id: 'title-best'}, '*');
        for (const type of ['tenken', 'report', 'show', 'step', 'open-card'])
          document.dispatchEvent(new CustomEvent(type, {detail: {type}}));
        const at = {bubbles: true, composed: true, clientX: left + 5, clientY: top + 5};
        document.getElementById('title').dispatchEvent(new MouseEvent('click', at)); }""",
        mark["rects"][0],
    )
    assert await desk.run("card()") is None


BROKEN = [
    {"start": -1, "end": 4},
    {"start": 4, "end": 10**9},
    {"start": 8, "end": 4},
    {"start": 4.5, "end": 8},
    {"start": "4", "end": 8},
    {"start": 4, "end": None},
    {"quote": "kettle"},
    {"quote": None},
    {"field": "body > input"},
    {"index": -1},
    {"region": {"x": 2, "y": 0, "width": 1, "height": 1}},
    {"start": 0, "end": 100, "quote": "x" * 100},
]


@pytest.mark.parametrize("target", BROKEN)
async def test_targets_that_are_not_well_formed_are_never_drawn(
    practice: Opener, target: dict[str, object]
) -> None:
    desk = await practice(FORM)
    good = annotation("brand", "Acme", "Acme")
    await desk.report(
        {
            **annotation("title", TITLE, "best"),
            "target": {**annotation("title", TITLE, "best")["target"], **target},
        },
        good,
    )
    assert [mark["id"] for mark in await desk.marks() if mark["shape"] != "none"] == ["brand-Acme"]
    assert len(await desk.painted()) == 1


async def test_unknown_shapes_and_older_or_newer_revisions_are_dropped(practice: Opener) -> None:
    desk = await practice(FORM)
    good = annotation("title", TITLE, "best")
    revision = await desk.run("listings().at(-1).revision")
    for broken in (
        "null",
        "[]",
        "'report'",
        "{}",
        "{type: 'eval', code: '1'}",
        "{type: 'report', revision: 'x', annotations: []}",
    ):
        await desk.run(f"worker.onReport({broken})")
    await desk.report(good, revision=revision + 1)
    await desk.report(good, revision=revision - 1)
    for key, value in (
        ("outcome", "run"),
        ("severity", "fatal"),
        ("title", 5),
        ("sources", "x"),
        ("fix", {"label": "x"}),
        ("message", "x" * 10_000),
    ):
        await desk.report({**good, key: value})
        assert await desk.marks() == [], key
    await desk.report(good)
    assert len(await desk.marks()) == 1


async def test_a_flood_is_capped_at_200_marks_and_says_so(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(*({**annotation("title", TITLE, "best"), "id": str(number)} for number in range(5_000)))
    assert len(await desk.marks()) == 200
    assert (
        await desk.run("root().querySelector('.pill').textContent")
        == "Only the first 200 of 5000 findings are marked"
    )


async def test_a_strict_content_security_policy_and_trusted_types_do_not_matter(practice: Opener) -> None:
    rules = "default-src 'none'; require-trusted-types-for 'script'"
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    desk = await practice(policy + FORM)
    await desk.report(annotation("title", TITLE, "best"))
    await desk.click_mark()
    assert await desk.run("getComputedStyle(card()).borderRadius") == "12px"
