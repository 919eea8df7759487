"""The same page gives the same findings live, headless and in a file, to the last byte."""

import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route

from agent import catalogue
from agent.audit.answers import Answer
from agent.audit.auditor import Auditor, Judgement, Manner
from agent.audit.saved import open_saved
from agent.audit.target import Target
from agent.cli import main
from agent.shop import Shop
from agent.waivers import Waivers
from agent.wire import Annotation
from scripts.practice.chromium import Tab
from tests.audit.test_saved_pages import ADDRESSES, EXPECTED, SAVED
from tests.e2e.stage import Stage
from tests.pages.serving import PRACTICE_URLS, answer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REAL = sorted(name for name, page in EXPECTED.items() if page["outcome"] == "judged")
NAMES = [*PRACTICE_URLS, "seller-central-images", *(REAL if SAVED.is_dir() else ())]
IMAGES_TAB = PRACTICE_URLS["seller-central"].replace("product_details", "images")

# The newest report, as the worker hands it to the page; the address changes so that one comes.
WATCH = """(() => {
  globalThis.seen = {report: null, revision: -1};
  const {send} = tenken.link, {take} = tenken.drawing;
  tenken.link.send = (message) => {
    if (message.type === 'listing') seen.revision = message.revision;
    return send(message);
  };
  tenken.drawing.take = (report, dismissed) => {
    seen.report = report;
    return take(report, dismissed);
  };
  return true;
})()"""
AGAIN = """history.replaceState(
  null, '', location.href.replace(/(?=#|$)/, (location.search ? '&' : '?') + 'again=1'))"""
LAST = "seen.report?.revision === seen.revision && seen.report.phase === 'read' && seen.report"


def url_of(name: str) -> str:
    return {**PRACTICE_URLS, "seller-central-images": IMAGES_TAB}.get(name) or str(ADDRESSES[name]["url"])


def site(name: str, url: str) -> Answer:
    """What stands at ``url``: a real page at its address, pictures of ours at those it names."""
    if name in REAL and (kept := open_saved(SAVED / name, url_of(name)).answer(url)):
        return kept
    given = answer(url)
    return Answer(given.body, given.content_type, given.status)


async def live(stage: Stage, name: str) -> list[dict[str, Any]]:
    """The annotations that the extension drew."""
    tab = await Tab.open(stage.context, "about:blank")
    if name in REAL:
        await _play(tab.page, name)
    await tab.page.goto(url_of(name))
    await tab.wait("Boolean(globalThis.tenken?.loaded)", f"the extension on {name}")
    await tab.ask(WATCH)
    await tab.page.evaluate(AGAIN)
    report = await tab.wait(LAST, f"the last report on {name}")
    await tab.page.close()
    return list(report["annotations"])


async def _play(page: Page, name: str) -> None:
    async def fulfil(route: Route) -> None:
        given = site(name, route.request.url)
        await route.fulfill(status=given.status, headers=dict(given.headers), body=given.body)

    await page.route(lambda url: url.startswith(url_of(name).partition("#")[0]), fulfil)


def plain(annotations: tuple[Annotation, ...]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in annotations]


def same(annotations: list[dict[str, Any]]) -> str:
    """One text for the same findings, whether Python or JavaScript wrote it: 1.0 is 1 there.

    A part that says nothing may be there or not.
    """
    return json.dumps([_told(one) for one in annotations], ensure_ascii=False, sort_keys=True, indent=1)


def _told(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, Mapping):
        return {key: _told(part) for key, part in value.items() if not _says_nothing(key, part)}
    if isinstance(value, list | tuple):
        return [_told(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _says_nothing(key: str, part: Any) -> bool:  # noqa: ANN401 - any JSON
    """Nothing, or a source's address that the extension does not link: it links https: only."""
    return part in (None, [], False) or (key == "url" and not part.startswith("https:"))


async def test_page_is_judged_alike_live_headless_and_in_a_file(stage: Stage, tmp_path: Path) -> None:
    # The paired browser of these tests takes part in Mercari's linking.
    judgement = Judgement(catalogue.load(), Shop(), Waivers(), date.today(), ("en",), mercari_link=True)  # noqa: DTZ011
    pictures, rows, headless = tmp_path / "pictures", [], {}
    pictures.mkdir()
    async with Auditor(judgement, Manner(retries=0, pace=0)) as auditor:
        for name in NAMES:
            saved = SAVED / name if name in REAL else None
            audited = await auditor.audit(Target(name, url_of(name), saved), partial(site, name))
            assert audited.listing is not None, (name, audited.why)
            headless[name] = same(plain(audited.annotations["en"]))
            rows.append(audited.listing.model_dump_json(exclude_none=True))
            for image in audited.listing.images or ():
                if image.url and image.digest:
                    (pictures / f"{image.digest}.jpg").write_bytes(site(name, image.url).body)

    for name in NAMES:
        assert same(await live(stage, name)) == headless[name], name

    listed, found = tmp_path / "listings.jsonl", tmp_path / "found.jsonl"
    listed.write_text("\n".join(rows), "utf-8")
    code = main(
        [
            "batch",
            str(listed),
            "--images",
            str(pictures),
            "--out",
            str(found),
            "--locale",
            "en",
            "--jobs",
            "1",
        ]
    )
    assert code == 1
    in_file: dict[int, list[dict[str, Any]]] = {row: [] for row in range(1, len(NAMES) + 1)}
    for line in found.read_text("utf-8").splitlines():
        told = json.loads(line)
        in_file[told["row"]].append(told["finding"])
    assert {name: same(in_file[row]) for row, name in enumerate(NAMES, 1)} == headless
    assert sum(map(len, in_file.values())) > len(NAMES)
