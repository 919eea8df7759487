"""What becomes of a page, in a real browser; every site is one of ours, answered without a network."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser

from agent.audit.answers import Answer
from agent.audit.auditor import Auditor, Manner
from agent.audit.screenshot import screenshot
from agent.audit.target import Target
from agent.audit.world import World
from agent.listing import Listing
from agent.report import Target as Place
from agent.reports.run import AuditedTarget
from tests.pages.serving import PRACTICE_URLS, answer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ITEM = "https://jp.mercari.com/item/m10000000001"
PRODUCT = "https://www.amazon.co.jp/dp/B0TENKEN01"
PICTURE = "https://static.mercdn.net/item/detail/orig/photos/m10000000001_1.jpg"


def practice(url: str) -> Answer:
    given = answer(url)
    return Answer(given.body, given.content_type, given.status)


def html(body: str, status: int = 200) -> Callable[[str], Answer | None]:
    """One document at every address."""
    return lambda _url: Answer(f"<!doctype html><meta charset=utf-8>{body}".encode(), "text/html", status)


def listing_of(target: AuditedTarget) -> Listing:
    assert target.listing is not None, target.why
    return target.listing


async def test_page_of_scripts_is_read_when_it_is_there(auditor: Auditor) -> None:
    target = Target("bottle", PRACTICE_URLS["mercari-edit"])
    audited = await auditor.audit(target, practice)
    listing = listing_of(audited)
    assert (audited.label, listing.platform, listing.page) == ("bottle", "mercari", "edit")
    assert listing.images is not None
    assert all(image.digest in audited.facts for image in listing.images if image.url)
    main = audited.facts[listing.images[0].digest or ""]
    assert (main.width, main.text is not None) == (1600, True)
    assert audited.annotations.keys() == {"ja", "zh", "en"}


LATE = f"""<div id=root></div><script>
setTimeout(() => {{
  root.innerHTML = '<div data-testid=item-detail-container><h1 data-testid=name>ステンレスボトル</h1></div>';
  setTimeout(() => {{
    root.firstChild.insertAdjacentHTML("beforeend",
      '<p data-testid=description>送料無料の水筒です</p>' +
      '<div data-testid=image-0><img src="{PICTURE}"></div>');
  }}, 700);
}}, 700);
</script>"""


async def test_fields_that_come_late_are_waited_for(auditor: Auditor) -> None:
    def site(url: str) -> Answer | None:
        return practice(PICTURE) if url == PICTURE else html(LATE)(url)

    listing = listing_of(await auditor.audit(Target("late", ITEM), site))
    assert (listing.title, listing.description) == ("ステンレスボトル", "送料無料の水筒です")
    assert [image.digest is not None for image in listing.images or ()] == [True]


async def test_page_that_leads_on_is_followed(auditor: Auditor) -> None:
    def site(url: str) -> Answer | None:
        moved = f"<script>setTimeout(() => {{ location = '{ITEM}'; }}, 300)</script>"
        return html(LATE)(url) if url == ITEM else html(moved)(url)

    start = "https://jp.mercari.com/item/m99999999999"
    audited = await auditor.audit(Target("moved", start), site)
    assert listing_of(audited).title == "ステンレスボトル"


@pytest.mark.parametrize(
    ("url", "site", "outcome", "why"),
    [
        (PRODUCT, html("<form action=/errors/validateCaptcha><input></form>"), "blocked", "person"),
        (PRODUCT, html("<img src=https://www.amazon.co.jp/images/G/09/error/logo.png>"), "blocked", "errors"),
        (PRODUCT, html("<h1>busy</h1>", 503), "blocked", "HTTP 503"),
        (PRODUCT, html("<h1>gone</h1>", 404), "could-not", "no such page"),
        (PRODUCT, html("<h1>another shop</h1>"), "changed-site", "none of its fields"),
        (ITEM, html("<form action=/signin><input type=password></form>"), "log-in", "--storage-state"),
        (ITEM, lambda _url: None, "could-not", "ERR_ABORTED"),
        ("https://jp.mercari.com/about", html("<h1>about</h1>"), "could-not", "no page of a listing"),
    ],
)
async def test_page_without_a_listing_is_never_clean(
    auditor: Auditor, url: str, site: Callable[[str], Answer | None], outcome: str, why: str
) -> None:
    audited = await auditor.audit(Target("negative", url), site)
    assert audited.outcome == outcome
    assert why in audited.why
    assert audited.report is None


async def test_page_that_never_shows_its_fields_is_a_changed_site(auditor: Auditor) -> None:
    quick = Auditor(auditor.judgement, Manner(seconds=2, retries=0, pace=0))
    quick.browser = auditor.browser
    audited = await quick.audit(Target("empty", ITEM), html("<div id=root></div>"))
    assert audited.outcome == "changed-site"
    assert "none of its fields was found in time: title" in audited.why


async def test_dead_page_is_tried_again_and_the_reasons_are_told(auditor: Auditor) -> None:
    tries: list[str] = []

    def site(url: str) -> Answer | None:
        tries.append(url)
        return None if len(tries) < 3 else html(LATE)(url)

    patient = Auditor(auditor.judgement, Manner(seconds=10, retries=2, pace=0))
    patient.browser = auditor.browser
    assert listing_of(await patient.audit(Target("third", ITEM), site)).title == "ステンレスボトル"
    audited = await patient.audit(Target("never", ITEM), lambda _url: None)
    assert re.fullmatch(r"net::ERR_ABORTED \(tried 3 times\)", audited.why)


async def test_browser_that_died_is_started_again(auditor: Auditor) -> None:
    fresh = Auditor(auditor.judgement, Manner(seconds=10, retries=0, pace=0))
    async with fresh:
        await (await fresh.browser.running()).close()
        audited = await fresh.audit(Target("after", ITEM), html(LATE))
    assert listing_of(audited).title == "ステンレスボトル"


async def test_screenshot_shows_where_findings_stand(auditor: Auditor) -> None:
    seeing = Auditor(auditor.judgement, Manner(seconds=10, retries=0, pace=0, screenshots=True))
    seeing.browser, seeing.pictures = auditor.browser, auditor.pictures
    audited = await seeing.audit(Target("seen", PRACTICE_URLS["seller-central"]), practice)
    (shot,) = audited.screenshots
    assert audited.report is not None
    marked = {mark.finding for mark in shot.marks}
    places = [finding.target for finding in audited.report.findings]
    assert {place for place, target in enumerate(places) if target.field is not None} <= marked
    assert all(mark.region.x + mark.region.width <= 1 for mark in shot.marks)
    words = [mark for mark in shot.marks if is_word(places[mark.finding])]
    assert words
    assert all(mark.region.height * shot.height < 60 for mark in words)
    assert set(audited.pictures) == set(audited.facts)


def is_word(place: Place) -> bool:
    return place.start is not None and place.end is not None and 0 < place.end - place.start < 10


BUSY = f"{LATE}<script>setTimeout(() => {{ for (;;); }}, 300)</script>"


async def test_page_that_keeps_its_thread_busy_does_not_hold_up_the_audit(auditor: Auditor) -> None:
    quick = Auditor(auditor.judgement, Manner(seconds=2, retries=0, pace=0))
    quick.browser = auditor.browser
    audited = await quick.audit(Target("busy", ITEM), html(BUSY))
    assert (audited.outcome, "within 4 s" in audited.why) == ("could-not", True)
    assert listing_of(await auditor.audit(Target("next", ITEM), html(LATE))).title == "ステンレスボトル"


async def test_saved_page_that_leads_on_stays_where_it_is(auditor: Auditor, tmp_path: Path) -> None:
    page = tmp_path / "item.html"
    body = "<div data-testid=item-detail-container><h1 data-testid=name>水筒</h1></div>"
    leads = "<meta http-equiv=refresh content='0; url=https://jp.mercari.com/'>"
    page.write_text(f"<meta charset=utf-8>{leads}<link rel=canonical href={ITEM}>{body}", "utf-8")
    assert listing_of(await auditor.audit(Target("saved", None, page))).title == "水筒"


async def test_page_can_neither_open_a_dialog_nor_stop_the_audit(auditor: Auditor) -> None:
    nagging = f"<script>alert(1); onbeforeunload = () => 'stay';</script>{LATE}"
    assert listing_of(await auditor.audit(Target("nag", ITEM), html(nagging))).title == "ステンレスボトル"


async def test_saved_page_is_judged_at_its_address_and_its_scripts_do_not_run(
    auditor: Auditor, tmp_path: Path
) -> None:
    page = tmp_path / "item.html"
    body = "<div data-testid=item-detail-container><h1 data-testid=name>水筒</h1></div>"
    script = "<script>document.querySelector('h1').textContent = 'changed';</script>"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><link rel=canonical href={ITEM}>{body}{script}", "utf-8"
    )
    audited = await auditor.audit(Target("saved", None, page))
    assert listing_of(audited).title == "水筒"


async def test_script_in_a_frame_of_a_saved_page_does_not_change_it(auditor: Auditor, tmp_path: Path) -> None:
    page, frame = tmp_path / "item.html", tmp_path / "item_files" / "frame.html"
    frame.parent.mkdir()
    frame.write_text("<script>parent.document.querySelector('h1').textContent = 'changed';</script>", "utf-8")
    body = "<div data-testid=item-detail-container><h1 data-testid=name>水筒</h1></div>"
    framed = f"<link rel=canonical href={ITEM}>{body}<iframe src=item_files/frame.html></iframe>"
    page.write_text(f"<meta charset=utf-8>{framed}", "utf-8")
    assert listing_of(await auditor.audit(Target("saved", None, page))).title == "水筒"


async def test_fields_that_a_page_does_not_show_are_told(auditor: Auditor) -> None:
    audited = await auditor.audit(Target("late", ITEM), html(LATE))
    assert audited.outcome == "judged"
    assert audited.why.startswith("not found on the page: price, category")


async def test_main_image_keeps_its_text_where_another_slot_has_the_same_picture(auditor: Auditor) -> None:
    other = PICTURE.replace("_1.jpg", "_2.jpg")
    slides = "".join(
        f"<div data-testid=image-{place}><img src='{url}'></div>"
        for place, url in enumerate((PICTURE, other))
    )
    body = f"<div data-testid=item-detail-container><h1 data-testid=name>水筒</h1></div>{slides}"

    def site(url: str) -> Answer | None:
        return practice(PICTURE) if url in {PICTURE, other} else html(body)(url)

    audited = await auditor.audit(Target("twice", ITEM), site)
    first, second = listing_of(audited).images or ()
    assert first.digest == second.digest
    assert audited.facts[first.digest or ""].text is not None


@pytest.mark.parametrize("head", ["<meta charset=idna>\xff", "<meta charset=nonsense>\xff"])
async def test_damaged_file_is_told_and_stops_nothing(auditor: Auditor, tmp_path: Path, head: str) -> None:
    page = tmp_path / "item.html"
    page.write_bytes(head.encode("latin-1"))
    audited = await auditor.audit(Target("damaged", None, page))
    assert (audited.outcome, bool(audited.why)) == ("could-not", True)


async def test_saved_page_without_an_address_says_what_to_do(auditor: Auditor, tmp_path: Path) -> None:
    page = tmp_path / "item.html"
    page.write_text("<h1>水筒</h1>", "utf-8")
    audited = await auditor.audit(Target("saved", None, page))
    assert audited.outcome == "could-not"
    assert "--targets" in audited.why


async def test_reason_of_a_failed_page_holds_no_address_that_could_sign_in(auditor: Auditor) -> None:
    def site(_url: str) -> Answer | None:
        return None

    audited = await auditor.audit(Target("page", f"{ITEM}?token=s3cret"), site)
    assert audited.outcome == "could-not"
    assert audited.why
    assert "s3cret" not in audited.model_dump_json()


async def test_screenshot_does_not_show_who_is_signed_in(browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 400, "height": 300})
    try:
        style = "position:fixed;inset:0 0 150px 0;background:#00ff00"
        await page.set_content(f"<div id=nav-link-accountList style='{style}'>Sato</div>")
        world = World(await page.context.new_cdp_session(page))
        await world.inject()
        shot = await screenshot(page, world, ())
    finally:
        await page.close()
    assert shot is not None
    with Image.open(io.BytesIO(shot.image)) as image:
        pixel = image.convert("RGB").getpixel((200, 50))
    assert pixel != (0, 255, 0)
    assert isinstance(pixel, tuple)
    assert pixel[1] < 100, "the mask of Playwright is pink"
