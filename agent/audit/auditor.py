"""One page from its address to its verdict, with retries: what every way of running an audit shares."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from agent import engine
from agent.audit.addresses import is_listed
from agent.audit.browser import Answers, AuditBrowser, Tab
from agent.audit.outcome import outcome_of
from agent.audit.pacing import Pacer
from agent.audit.pictures import Pictures
from agent.audit.reading import ReadingError, read, without_addresses
from agent.audit.saved import SavedPageError, open_saved
from agent.audit.screenshot import screenshot
from agent.audit.target import Target
from agent.bound import RuleSet
from agent.imaging.pool import ImagePool
from agent.imaging.store import FactStore, default_path
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.reports.run import LOCALES, AuditedTarget, judged, pointed_at
from agent.reports.words import cause_text, text
from agent.shop import Shop
from agent.waivers import Waivers
from agent.wire_parts import Locale

_RETRY_SECONDS = 2.0
"""Before the second try; twice as long before each further one."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How pages are opened; nothing here changes what is found on a page that was read."""

    seconds: float = 45.0
    """For reading a page; it may take as long again to bring and measure its pictures."""
    retries: int = 2
    pace: float = 2.0
    """Seconds between the beginnings of two pages of one host; saved pages need none."""
    states: Mapping[str, Path] = field(default_factory=dict)
    """By host, the storage state of a browser that is signed in."""
    screenshots: bool = False
    """Keep a picture of every page, and the listing's pictures, for the report."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """By what pages are judged."""

    ruleset: RuleSet
    shop: Shop
    waivers: Waivers
    today: date
    locales: tuple[Locale, ...] = LOCALES
    mercari_link: bool | None = None
    """Whether Mercari's ASIN linking covers the listings; pages do not tell."""


class Auditor:
    """Audits pages, as many at once as ``audit`` is called; an asynchronous context manager.

    Args:
        judgement: by what.
        manner: how.

    """

    def __init__(self, judgement: Judgement, manner: Manner) -> None:
        self.judgement = judgement
        self._manner = manner
        self.browser = AuditBrowser(manner.states)
        self._pacer = Pacer(manner.pace)
        self._pool = ImagePool(store=FactStore(default_path(), lambda _line: None))
        self.pictures = Pictures(self._pool)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the browser and what measures pictures."""
        await self.browser.close()
        await self._pool.close()

    async def audit(self, target: Target, answers: Answers | None = None) -> AuditedTarget:
        """What became of the target; never raises for what a page does.

        With ``answers`` everything is asked of them, instead of the network or the saved page.
        """
        url = target.url
        if target.saved is not None and answers is None:
            try:
                page = await asyncio.to_thread(open_saved, target.saved, target.url)
            except SavedPageError as error:
                return _could_not(target, str(error))
            except Exception as error:  # noqa: BLE001 - one file's fault must not stop the others
                return _could_not(target, _line(error))
            answers, url = page.answer, page.url
        if url is None:
            msg = f"the target '{target.label}' has no address"
            raise ValueError(msg)
        return await self._tried(target, url, answers)

    async def _tried(self, target: Target, url: str, answers: Answers | None) -> AuditedTarget:
        reasons: list[str] = []
        for attempt in range(self._manner.retries + 1):
            if answers is None:
                if attempt:
                    await asyncio.sleep(_RETRY_SECONDS * 2 ** (attempt - 1))
                await self._pacer.turn(url)
            try:
                # A page that keeps its thread busy answers nothing, not even that it is not ready.
                async with asyncio.timeout(2 * self._manner.seconds):
                    return await self._once(target, url, answers)
            except TimeoutError:
                reasons.append(f"the page was not read and measured within {2 * self._manner.seconds:g} s")
            except ReadingError as error:
                reasons.append(str(error))
            except Exception as error:  # noqa: BLE001 - one page's fault must not stop the others
                reasons.append(_line(error))
        return _could_not(target, _told(reasons))

    async def _once(self, target: Target, url: str, answers: Answers | None) -> AuditedTarget:
        still = target.saved is not None
        async with self.browser.tab(url, answers, still=still) as tab:
            seen = await read(tab, url, self._manner.seconds, still=still)
            outcome, cause = outcome_of(seen, listed=is_listed(seen.url))
            if outcome != "judged" or seen.draft is None:
                why = cause_text(cause, "en") if cause else ""
                return AuditedTarget(label=target.label, outcome=outcome, why=why, cause=cause)
            return await self._judged(target, tab, seen.draft)

    async def _judged(self, target: Target, tab: Tab, draft: Mapping[str, Any]) -> AuditedTarget:
        by = self.judgement
        listing, facts, content = await self._listing(draft["listing"], tab)
        missing = [name for name in draft["expected"] if name not in draft["found"]]
        listing = by.shop.complete(listing)
        report = await asyncio.to_thread(engine.run, by.ruleset, listing, facts, by.today)
        audited = judged(
            target.label,
            listing,
            report,
            by.ruleset,
            waivers=by.waivers,
            today=by.today,
            locales=by.locales,
            address=tab.page.url,
            facts=facts,
            why=text("not_shown", "en", fields=", ".join(missing)) if missing else "",
            missing=tuple(missing),
        )
        if not self._manner.screenshots:
            return audited
        shot = await screenshot(tab.page, tab.world, next(iter(audited.annotations.values())))
        pictures = {digest: content[digest] for digest in pointed_at(audited) & content.keys()}
        return audited.model_copy(update={"pictures": pictures, "screenshots": (shot,) if shot else ()})

    async def _listing(
        self, draft: Mapping[str, Any], tab: Tab
    ) -> tuple[Listing, dict[str, ImageFacts], dict[str, bytes]]:
        read_images = draft.get("images")
        images, facts, content = await self.pictures.facts(read_images or [], tab)
        told = {"mercari_link": self.judgement.mercari_link}
        whole = {**draft, **told, **({} if read_images is None else {"images": images})}
        try:
            return Listing.model_validate(whole), facts, content
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            msg = f"what was read is no listing: {where}: {first['msg']}"
            raise ReadingError(msg) from error


def _could_not(target: Target, why: str) -> AuditedTarget:
    return AuditedTarget(label=target.label, outcome="could-not", why=why)


def _line(error: Exception) -> str:
    return without_addresses(f"{type(error).__name__}: {error}".partition("\n")[0])


def _told(reasons: list[str]) -> str:
    """The reasons of all tries in one line, each once."""
    different = "; ".join(dict.fromkeys(reasons))
    return different if len(reasons) == 1 else f"{different} (tried {len(reasons)} times)"
