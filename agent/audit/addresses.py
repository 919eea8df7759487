"""At which addresses the extension works and from which hosts it takes pictures, as its manifest has it."""

import re
from functools import cache
from urllib.parse import urlsplit

from agent.audit.world import manifest

_PAGES = re.compile(r"^https://(?:sellercentral|vendorcentral|www\.amazon|jp\.mercari|mercari-shops\.com)")


@cache
def _listings() -> re.Pattern[str]:
    patterns: list[str] = manifest()["content_scripts"][0]["matches"]
    return re.compile("|".join(".*".join(map(re.escape, one.split("*"))) for one in patterns))


@cache
def image_hosts() -> frozenset[str]:
    """Hosts that serve the marketplaces' pictures."""
    patterns: list[str] = manifest()["host_permissions"]
    return frozenset(
        urlsplit(one).hostname or "" for one in patterns if one.startswith("https:") and not _PAGES.match(one)
    )


def is_listed(url: str) -> bool:
    """Whether the extension works at this address, whatever stands there."""
    return _listings().fullmatch(url.partition("#")[0]) is not None


def is_picture(url: str) -> bool:
    """Whether a picture may be fetched from this address, as the extension does it."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and parts.port is None and parts.hostname in image_hosts()
    except ValueError:
        return False
