"""Every message of the WebSocket between the extension and the agent. ``PROTOCOL`` names their version.

Python counts code points, the wire counts UTF-16 code units, as JavaScript does. The TypeScript
types in ``extension/types/wire.d.ts`` are generated from this file and from ``agent/wire_http.py``, which
has the bodies of the HTTP routes, by ``scripts/generate.py``.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from agent.listing import Listing, ScreenField
from agent.picture import Region
from agent.report import Consequence, Phase, Remark, Severity
from agent.wire_lesson import Answer, Answered, Attempt, Attempted, Gone, Join, Stage, Staged
from agent.wire_parts import Locale, PageId, Revision

PROTOCOL = 1
PORTS: tuple[int, ...] = (8765, 8766, 8767, 8768)
"""Ports the extension tries, in this order; its manifest allows no others."""
KEEPALIVE_SECONDS = 20
"""The extension sends ``ping`` this often: a silent socket stops its worker after 30 s."""

Nonce = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 random bytes, base64url without padding; so are proofs and agent ids."""
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""16 random bytes, base64url without padding, given by the agent at pairing."""
Address = Annotated[str, StringConstraints(max_length=2048, pattern=r"^https?://[^\s?#]+$")]
"""Of the page that shows the listing, without query and fragment: by it a waiver can name the listing."""
MOST_WAIVED = 100
"""Waivers that one report tells of."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- the handshake: the only messages before "ready" -------------------------------------------


class Hello(_Message):
    """First message of the extension; nothing else is sent until the agent has proved the key."""

    type: Literal["hello"] = "hello"
    v: int
    client_id: ClientId | None
    """``None`` while pairing: the key is then the one-time pairing string."""
    nonce_c: Nonce


class Challenge(_Message):
    """The agent's nonce and its proof of the key."""

    type: Literal["challenge"] = "challenge"
    nonce_s: Nonce
    agent_id: Nonce
    client_id: ClientId
    """The id the client has, or is given by this pairing."""
    proof: Nonce


class Auth(_Message):
    """The extension's proof of the key."""

    type: Literal["auth"] = "auth"
    proof: Nonce


class Limits(_Message):
    """What one client may send."""

    message_bytes: int
    image_bytes: int
    messages_per_second: int


class Ready(_Message):
    """The handshake is done; ``session_token`` is the bearer of the HTTP routes."""

    type: Literal["ready"] = "ready"
    session_token: str
    agent_version: str
    limits: Limits


# --- extension to agent -------------------------------------------------------------------------


class Audit(_Message):
    """Judge this listing. Idempotent: the same message gets the same report.

    The answer's phase is ``text`` while an image has no digest or is not measured; the extension
    hands the bytes to ``POST /v1/images`` and sends the same revision again with the digests. While the
    text of the main image is being read the phase is ``image``; the agent sends the report of the same
    revision again when that is done, unless the page has sent another one since.
    """

    type: Literal["audit"] = "audit"
    page: PageId
    """Chosen by the extension, one a browser tab; echoed, never interpreted."""
    revision: Revision
    """Grows with every edit of the page; answers to older revisions are dropped."""
    locale: Locale
    listing: Listing
    address: Annotated[Address | None, Field(exclude_if=lambda address: address is None)] = None


class Ping(_Message):
    """Keeps the extension's worker alive."""

    type: Literal["ping"] = "ping"


# --- agent to extension -------------------------------------------------------------------------


class WireTarget(_Message):
    """Where an annotation points; a span counts UTF-16 code units and quotes what it covers."""

    field: ScreenField | None = None
    index: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    region: Region | None = None
    areas: Annotated[tuple[Region, ...], Field(max_length=64, exclude_if=lambda areas: not areas)] = ()
    """Parts of ``region`` to be hatched."""


class Source(_Message):
    """Where a rule comes from and how sure that is."""

    title: str
    url: str | None
    confidence: Literal["official", "seed", "third-party", "house"]
    seen: str
    """Date (ISO 8601) of the text that was read."""


class Fix(_Message):
    """Put ``text`` where ``target`` is, if its quote still stands there."""

    label: str
    target: WireTarget
    text: str


class Annotation(_Message):
    """One finding, ready to be drawn, in the reader's language."""

    id: str
    """The same for the same rule, place and quoted text in the next report."""
    rule: str
    outcome: Remark
    severity: Severity
    target: WireTarget
    title: str
    """The fault in a few words."""
    message: str
    """What is wrong here, with its numbers."""
    help: str
    """Why it matters and what to do."""
    reason: str | None
    """Why it cannot be told, for ``incomplete`` and ``error``."""
    pending: Annotated[bool, Field(exclude_if=lambda pending: not pending)] = False
    """Whether there is nothing to draw: a later phase of this revision tells, or nobody has the picture."""
    consequence: Consequence | None
    sources: tuple[Source, ...]
    fix: Fix | None
    lapsed: Annotated[str | None, Field(exclude_if=lambda lapsed: lapsed is None)] = None
    """That it was waived until a day that is over, by whom and why."""


class WaivedHere(_Message):
    """One waiver that concerns findings of this listing, in the reader's language."""

    id: str
    rule: str
    title: str
    """Of the rule."""
    reach: str
    """What it covers."""
    reason: str
    author: str
    until: date | None
    """The last day it holds; without, it holds until it is taken back."""
    expired: bool
    """Its findings are told again."""
    findings: int
    """How many of this listing."""


class ReportMessage(_Message):
    """The verdict on one revision of one page.

    A rule that found nothing has no annotation: it is one of those ``passed``, or ``inapplicable``.
    """

    type: Literal["report"] = "report"
    page: PageId
    revision: Revision
    phase: Phase
    ruleset: str
    passed: int
    """How many rules found nothing."""
    inapplicable: int
    """How many rules do not speak of this listing, or lack the field they read."""
    annotations: tuple[Annotation, ...]
    waived: Annotated[
        tuple[WaivedHere, ...], Field(max_length=MOST_WAIVED, exclude_if=lambda waived: not waived)
    ] = ()
    """What was found here and is no problem, or was none until its waiver expired."""


class ErrorMessage(_Message):
    """The message of that page and revision was refused; the socket stays open."""

    type: Literal["error"] = "error"
    page: PageId | None
    revision: Revision | None
    code: Literal["bad-message", "busy", "timed-out", "failed"]
    message: str


class Pong(_Message):
    """Answer to ``ping``."""

    type: Literal["pong"] = "pong"


ClientMessage = Annotated[Audit | Ping | Attempt | Answer | Join | Staged | Gone, Field(discriminator="type")]
AgentMessage = Annotated[
    ReportMessage | ErrorMessage | Pong | Stage | Attempted | Answered, Field(discriminator="type")
]
client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
agent_message: TypeAdapter[AgentMessage] = TypeAdapter(
    AgentMessage,
    config=ConfigDict(defer_build=True),  # the agent itself reads none
)


class CloseCode:
    """Why the agent closed a socket (4000 to 4999 are free for applications)."""

    UNAUTHORISED = 4401
    """Unknown client, wrong key or no proof in time: pair again."""
    REVOKED = 4403
    """This pairing was revoked while connected."""
    VERSION = 4406
    """The extension's protocol version is not spoken here: update one of the two."""
    RATE = 4429
    """Too many messages."""
    BUSY = 4503
    """Too many sockets."""
