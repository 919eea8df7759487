"""The real engine behind the server: off the loop, replaceable when stuck, and exact about places."""

import asyncio
import hashlib
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from agent import catalogue, engine, waiver_file
from agent.annotate import annotate
from agent.bound import RuleSet
from agent.listing import Listing, ListingImage, Platform
from agent.picture import ImageFacts
from agent.report import Report
from agent.server import judging
from agent.server.judging import EngineJudge, JudgeBusyError
from agent.server.waiving import WaiverFile
from agent.waivers import Waiver
from agent.wire import WireTarget

LISTING = Listing(platform="amazon", title="Desk")


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return catalogue.load()


async def test_the_engine_runs_in_one_thread_that_is_not_the_loops(
    ruleset: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def spy(*_args: object) -> Report:
        threads.append(threading.current_thread().name)
        return Report("0" * 16, "text", ())

    monkeypatch.setattr(engine, "run", spy)
    judge = EngineJudge(ruleset, today)
    await asyncio.gather(*(judge(LISTING, {}, "en") for _ in range(5)))
    judge.close()
    assert len(threads) == 5
    assert len(set(threads)) == 1
    assert threading.current_thread().name not in threads


async def test_a_listing_that_never_ends_does_not_hold_up_the_next(
    ruleset: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    real = engine.run

    def stuck(*args: object) -> Report:
        listing = args[1]
        assert isinstance(listing, Listing)
        if listing.title == "stuck":
            release.wait(30)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "run", stuck)
    judge = EngineJudge(ruleset, today)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await judge(Listing(platform="amazon", title="stuck"), {}, "en")
    verdict = await asyncio.wait_for(judge(LISTING, {}, "en"), 10)
    release.set()
    judge.close()
    assert verdict.ruleset == ruleset.hash


async def test_more_listings_than_can_wait_are_refused(
    ruleset: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "MAX_WAITING", 0)
    judge = EngineJudge(ruleset, today)
    with pytest.raises(JudgeBusyError):
        await judge(LISTING, {}, "en")
    judge.close()


async def test_the_phase_tells_whether_every_image_was_measured(ruleset: RuleSet) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    listing = Listing(platform="amazon", images=(ListingImage(slot="MAIN", digest=digest),))
    judge = EngineJudge(ruleset, today)
    before = await judge(listing, {}, "zh")
    after = await judge(listing, {digest: ImageFacts(digest=digest, bytes=1, error="unreadable")}, "zh")
    judge.close()
    assert (before.phase, after.phase) == ("text", "read")


TORTURE = (
    "\u202eRTL\u202c",
    "👨\u200d👩\u200d👧\u200d👦",
    "e" + "\u0301" * 50,
    "\0",
    "ＦＵＬＬ　ｗｉｄｔｈ！",
    "𠮷野家",
    "🍎",
    "a\r\nb",
    "ﾊﾝｶｸ",
    "【送料無料】",
    "最安値★★★",
    "初期不良",
    "24時間",
    "best best best best",
    "#1",
    "\ufeff",
    "ẞß",
    "İ",
    "㍿",
)
texts = st.lists(st.sampled_from(TORTURE) | st.text(max_size=12), max_size=12).map("".join)


@given(
    platform=st.sampled_from(["amazon", "mercari", "mercari-shops"]),
    title=texts,
    description=texts,
    bullets=st.lists(texts, max_size=3).map(tuple),
)
@settings(max_examples=100, deadline=None)
def test_d04_every_place_lies_in_the_text_and_quotes_it_in_utf_16_as_in_code_points(
    platform: Platform, title: str, description: str, bullets: tuple[str, ...]
) -> None:
    listing = Listing(
        platform=platform, marketplace="jp", title=title, description=description, bullets=bullets
    )
    rules = loaded()
    report = engine.run(rules, listing, {}, today())
    assert not [finding for finding in report.findings if finding.outcome == "error"]
    for finding in report.findings:
        target = finding.target
        if target.field is not None and target.field != "images" and target.start is not None:
            passages = listing.passages(target.field) or ()
            (text,) = [passage.text for passage in passages if passage.index == target.index]
            assert text[target.start : target.end] == target.quote
    for annotation in annotate(report, rules, listing, "ja"):
        check_utf16(listing, annotation.target)
        if annotation.fix is not None:
            check_utf16(listing, annotation.fix.target)


def check_utf16(listing: Listing, target: WireTarget) -> None:
    """The quote stands where JavaScript would cut it."""
    if target.start is None or target.end is None or target.field is None or target.field == "images":
        return
    passages = listing.passages(target.field) or ()
    (text,) = [passage.text for passage in passages if passage.index == target.index]
    units = text.encode("utf-16-le")
    assert 0 <= target.start <= target.end <= len(units) // 2
    assert units[2 * target.start : 2 * target.end].decode("utf-16-le") == target.quote


_loaded: list[RuleSet] = []


def loaded() -> RuleSet:
    """The real rules, read once: hypothesis and fixtures do not mix."""
    if not _loaded:
        _loaded.append(catalogue.load())
    return _loaded[0]


def test_d04_texts_beyond_the_limit_are_refused_and_at_the_limit_are_judged(ruleset: RuleSet) -> None:
    with pytest.raises(ValueError, match="at most 50000"):
        Listing(platform="amazon", title="x" * 50_001)
    listing = Listing(platform="amazon", marketplace="jp", title="é" * 50_000, description="́" * 10_000)
    report = engine.run(ruleset, listing, {}, today())
    assert not [finding for finding in report.findings if finding.outcome == "error"]


async def test_what_is_waived_is_not_told_and_a_changed_file_is_read_again(
    ruleset: RuleSet, tmp_path: Path
) -> None:
    path = tmp_path / "waivers.toml"
    listing = Listing(platform="amazon", marketplace="jp", title="水筒 送料無料")
    judge = EngineJudge(ruleset, today, waivers=WaiverFile(path))

    async def rules() -> set[str]:
        return {entry.rule for entry in (await judge(listing, {}, "en")).annotations}

    promotion = "amazon/title-promotional-phrase"
    assert promotion in await rules()
    waiver_file.add(
        path,
        Waiver(
            id=waiver_file.new_id(),
            scope="everywhere",
            rule=promotion,
            reason="we do ship free",
            author="shop",
            created=today(),
        ),
    )
    assert promotion not in await rules()
    path.write_text("waivers = 3", "utf-8")
    assert promotion not in await rules()
    path.unlink()
    assert promotion in await rules()
    judge.close()
