"""The exact bytes of the mutual proof and of the derived keys. No I/O: both ends can be tested with it.

base64url without padding everywhere; HMAC-SHA256; HKDF-SHA256 (RFC 5869).
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from agent.wire import PROTOCOL

KEY_BYTES = 32
NONCE_BYTES = 32
CLIENT_ID_BYTES = 16


def encode(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Inverse of ``encode``."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_nonce() -> str:
    """32 random bytes, encoded; also good for agent ids and bearer tokens."""
    return encode(secrets.token_bytes(NONCE_BYTES))


def new_client_id() -> str:
    """16 random bytes, encoded; the command line would take one that begins with ``-`` for an option."""
    while (client_id := encode(secrets.token_bytes(CLIENT_ID_BYTES))).startswith("-"):
        pass
    return client_id


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that both sides bind their proofs to."""

    nonce_c: str
    nonce_s: str
    agent_id: str
    client_id: str
    origin: str
    port: int

    def proof(self, label: Literal["agent", "client"], key: bytes) -> str:
        """The HMAC of one side; the label and the order of the nonces keep the two apart."""
        nonces = (self.nonce_c, self.nonce_s) if label == "agent" else (self.nonce_s, self.nonce_c)
        parts = (
            label,
            "tenken",
            str(PROTOCOL),
            *nonces,
            self.agent_id,
            self.client_id,
            self.origin,
            str(self.port),
        )
        return encode(hmac.digest(key, "\n".join(parts).encode("utf-8"), "sha256"))

    def link_key(self, pairing_key: bytes) -> bytes:
        """The key that replaces a pairing string's once both proofs held."""
        info = f"tenken link v1\n{self.agent_id}\n{self.client_id}\n{self.origin}"
        return hkdf(pairing_key, decode(self.nonce_c) + decode(self.nonce_s), info.encode("utf-8"))


def pairing_key(canonical: str) -> bytes:
    """The key of a one-time pairing string (26 characters, as ``codes.read`` returns it)."""
    return hkdf(canonical.encode("ascii"), b"", b"tenken pairing v1")


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 with an output of 32 bytes: one block of the expansion."""
    extracted = hmac.digest(salt or bytes(hashlib.sha256().digest_size), key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def equal(one: str, other: str) -> bool:
    """Whether two secrets are equal, in time that does not tell where they differ."""
    # Bytes: compare_digest raises TypeError for a str outside ASCII.
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
