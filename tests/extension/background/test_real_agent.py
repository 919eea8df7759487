"""The worker and the agent's own server, without a fake between them."""

from pathlib import Path

import pytest

from tests.extension.background.browser import EXTENSION_ID, Browser
from tests.server.agents import running
from tests.server.client import new_string

pytestmark = pytest.mark.browser


async def test_pairing_an_audit_and_a_revocation_work_with_the_agent_itself(
    browser: Browser, ports: list[int], tmp_path: Path
) -> None:
    async with running(tmp_path / "state", ports=(ports[1],)) as agent:
        page = await browser.options()
        await page.fill("#code", await new_string(agent.port, agent.token))
        await page.click("#pair")
        await page.wait_for_selector("#paired:not([hidden])")
        await page.click("#test")
        await page.wait_for_selector("#step-test.done")
        listing = await browser.listing()
        await listing.edit(title="Best", images=[{"slot": "MAIN", "url": None}])
        report = await listing.holds("stub.last('report')")
        assert report["revision"] == 1
        (paired,) = agent.inside.pairings.all()
        assert paired.origin == f"chrome-extension://{EXTENSION_ID}"
        agent.inside.pairings.revoke(paired.client_id)
        await listing.becomes("not-paired")
        # Nobody knocks while the agent ends.
        await browser.forget()
