"""The handshake on a new socket: agent proves first, then the client; one try, one deadline."""

import asyncio
from dataclasses import dataclass

import structlog
from aiohttp import WSMsgType, web
from pydantic import BaseModel

from agent.server import handshake
from agent.server.pairing import Offer, Pairing
from agent.server.sessions import Session
from agent.server.settings import Agent
from agent.server.state import StateError
from agent.server.strict_json import JsonError, decode
from agent.server.validation import MessageError, Model, read_model
from agent.wire import PROTOCOL, Auth, Challenge, CloseCode, Hello, Limits, Ready

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class NotAdmittedError(Exception):
    """The socket is to be closed with ``code`` and ``reason``; ``reason`` is one of our own few texts."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Claim:
    """By which key a client wants in: a stored pairing's, or the pairing string's."""

    known: Pairing | Offer
    client_id: str
    key: bytes


async def admit(agent: Agent, socket: web.WebSocketResponse, origin: str) -> Session:
    """The session of a client that proved its key. Raises ``NotAdmittedError``."""
    try:
        async with asyncio.timeout(agent.budget.handshake_seconds):
            claim, transcript = await _exchange_nonces(agent, socket, origin)
            auth = await _receive(socket, Auth)
    except TimeoutError:
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "no proof in time") from None
    if not handshake.equal(auth.proof, transcript.proof("client", claim.key)):
        if isinstance(claim.known, Offer):
            agent.offers.failed(claim.known)
        await asyncio.sleep(agent.brake.failed())
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "wrong proof")
    _keep(agent, claim, transcript)
    session = agent.sessions.open(claim.client_id)
    if session is None:
        raise NotAdmittedError(CloseCode.BUSY, "too many sockets of this client")
    limits = Limits(
        message_bytes=agent.budget.message_bytes,
        image_bytes=agent.budget.image_bytes,
        messages_per_second=agent.budget.messages_per_second,
    )
    ready = Ready(session_token=session.token, agent_version=agent.settings.version, limits=limits)
    try:
        await _send(socket, ready)
    except NotAdmittedError:
        agent.sessions.forget(session)
        raise
    log.info("client.connected", client=claim.client_id)
    return session


async def _exchange_nonces(
    agent: Agent, socket: web.WebSocketResponse, origin: str
) -> tuple[_Claim, handshake.Transcript]:
    hello = await _receive(socket, Hello)
    claim = _claim(agent, hello, origin)
    transcript = handshake.Transcript(
        nonce_c=hello.nonce_c,
        nonce_s=handshake.new_nonce(),
        agent_id=agent.pairings.agent_id,
        client_id=claim.client_id,
        origin=origin,
        port=agent.settings.port,
    )
    challenge = Challenge(
        nonce_s=transcript.nonce_s,
        agent_id=transcript.agent_id,
        client_id=claim.client_id,
        proof=transcript.proof("agent", claim.key),
    )
    await _send(socket, challenge)
    return claim, transcript


def _claim(agent: Agent, hello: Hello, origin: str) -> _Claim:
    if hello.client_id is None:
        offer = agent.offers.current()
        if offer is None:
            log.warning("pairing.refused", reason="no pairing string is valid: used, expired or never made")
            raise NotAdmittedError(CloseCode.UNAUTHORISED, "no pairing string is valid")
        return _Claim(offer, handshake.new_client_id(), offer.key)
    pairing = agent.pairings.get(hello.client_id)
    if pairing is None or pairing.origin != origin:
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "not paired")
    return _Claim(pairing, pairing.client_id, handshake.decode(pairing.key))


def _keep(agent: Agent, claim: _Claim, transcript: handshake.Transcript) -> None:
    """Store a new pairing, or note that a known one was seen."""
    try:
        if isinstance(claim.known, Pairing):
            if agent.pairings.get(claim.client_id) is not claim.known:
                raise NotAdmittedError(CloseCode.REVOKED, "pairing revoked")
            agent.pairings.touch(claim.client_id)
        elif agent.offers.redeem(claim.known):
            key = transcript.link_key(claim.key)
            agent.pairings.add(claim.client_id, transcript.origin, claim.known.label, key)
            log.info("client.paired", client=claim.client_id, origin=transcript.origin)
        else:
            log.warning("pairing.refused", reason="the pairing string was used a second time")
            raise NotAdmittedError(CloseCode.UNAUTHORISED, "the pairing string is used up")
    except StateError as error:
        log.error("state.unwritable", reason=str(error))  # noqa: TRY400 - the text says all
        if isinstance(claim.known, Offer):
            raise NotAdmittedError(1011, "the agent cannot store the pairing; see its log") from None


async def _receive(socket: web.WebSocketResponse, model: type[Model]) -> Model:
    message = await socket.receive()
    if message.type is not WSMsgType.TEXT:
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "no handshake")
    text: str = message.data
    try:
        if model is Hello:
            _require_version(text)
        return read_model(model, text)
    except (JsonError, MessageError):
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "no handshake") from None


def _require_version(text: str) -> None:
    """Before the shape: another version's hello may look different and must still be told so."""
    said = decode(text)
    version = said.get("v") if isinstance(said, dict) and said.get("type") == "hello" else PROTOCOL
    if type(version) is int and version != PROTOCOL:
        older = "extension" if version < PROTOCOL else "agent"
        raise NotAdmittedError(CloseCode.VERSION, f"{older} too old: update it")


async def _send(socket: web.WebSocketResponse, message: BaseModel) -> None:
    try:
        await socket.send_str(message.model_dump_json())
    except ConnectionError:
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "connection lost") from None
