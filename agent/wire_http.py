"""Bodies of the HTTP routes that the extension and scripts use.

The messages of the WebSocket, and what both are made of, are in ``agent/wire.py``.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.listing import Listing
from agent.picture import Digest, ImageFacts
from agent.report import Phase
from agent.waivers import Line, Scope
from agent.wire import MOST_WAIVED, Address, Annotation, WaivedHere
from agent.wire_parts import Locale


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class CheckRequest(_Body):
    """Body of ``POST /v1/check``: the same verdict as live, for scripts."""

    listing: Listing
    locale: Locale = "en"
    address: Annotated[Address | None, Field(exclude_if=lambda address: address is None)] = None


class CheckResponse(_Body):
    """Answer of ``POST /v1/check``.

    With phase ``text``, hand the named pictures to ``POST /v1/images`` and ask again; with phase ``image``,
    the main image's text is being read: ask again a second later.
    """

    phase: Phase
    ruleset: str
    passed: int
    inapplicable: int
    annotations: tuple[Annotation, ...]
    waived: Annotated[
        tuple[WaivedHere, ...], Field(max_length=MOST_WAIVED, exclude_if=lambda waived: not waived)
    ] = ()


class ImageResponse(_Body):
    """Answer of ``POST /v1/images``: the digest to name in a listing, and what was measured."""

    digest: Digest
    facts: ImageFacts


class WaiverQuestion(_Body):
    """Body of ``POST /v1/waivers/choices``: how a finding of this listing can be waived."""

    listing: Listing
    locale: Locale = "en"
    address: Annotated[Address | None, Field(exclude_if=lambda address: address is None)] = None
    finding: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """The annotation's id."""


class WaiverChoice(_Body):
    """One entry of the menu."""

    scope: Scope
    words: str
    """What it covers, in the reader's language."""


class WaiverChoices(_Body):
    """Answer of ``POST /v1/waivers/choices``: the entries, the narrowest first."""

    choices: tuple[WaiverChoice, ...]
    author: str
    """Who is named when the request names nobody: the agent's system user."""


class WaiverRequest(WaiverQuestion):
    """Body of ``POST /v1/waivers``: say that a finding is no problem."""

    scope: Scope
    words: Annotated[str | None, Field(exclude_if=lambda words: words is None)] = None
    """The entry as it was shown: refused when it says something else now, for the listing is another."""
    reason: Line
    author: Line | None = None
    until: date | None = None
    """The last day it holds."""


class WaiverSaved(_Body):
    """Answer of ``POST /v1/waivers``."""

    id: str
    reach: str
    """What it covers, in the reader's language."""


class WaiverRemoved(_Body):
    """Answer of ``DELETE /v1/waivers/{id}``."""

    id: str
