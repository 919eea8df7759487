"""Bodies and queries of the HTTP routes that are not part of the extension's protocol."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent.lessons.recap_name import Form
from agent.server.pairing import Label
from agent.wire import ClientId
from agent.wire_parts import Locale


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Problem(_Body):
    """Body of every answer that is not a success and not a refusal at the boundary."""

    code: str
    """Stable; scripts may compare it."""
    message: str
    """What was expected. Quotes nothing of the request."""
    id: str | None = None
    """Of an internal fault: find it in the agent's log."""


class PairingRequest(_Body):
    """Body of ``POST /v1/pairings``."""

    label: Label = "browser"
    """What the list of pairings calls the browser."""


class PairingOffer(_Body):
    """Answer of ``POST /v1/pairings``: the string to paste into the extension's options page."""

    text: str
    seconds: int = Field(gt=0)
    """How long it is valid."""


class PairingEntry(_Body):
    """One paired browser, without its key."""

    client_id: ClientId
    origin: str
    label: str
    created: AwareDatetime
    last_seen: AwareDatetime
    """To the hour."""


class PairingList(_Body):
    """Answer of ``GET /v1/pairings``, oldest first."""

    pairings: tuple[PairingEntry, ...]


class Revoked(_Body):
    """Answer of the ``DELETE`` routes of pairings and console sessions: how many are void now."""

    revoked: int


class RecapQuery(_Body):
    """Query of ``GET /v1/runs/{id}/recap``."""

    form: Form = Field("html", alias="as")
    locale: Locale = "en"
    names: Literal["show", "hide"] = "show"
    texts: Literal["show", "hide"] = "show"


class ProgressQuery(_Body):
    """Query of ``GET /v1/progress``."""

    locale: Locale = "en"
