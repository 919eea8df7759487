"""The exact bytes of the handshake, against fixed values that the extension's tests use as well."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.server import codes, handshake
from tests.server import client

VECTORS = json.loads((Path(__file__).parent / "vectors" / "handshake.json").read_text("utf-8"))
TRANSCRIPT = handshake.Transcript(
    nonce_c=VECTORS["nonce_c"],
    nonce_s=VECTORS["nonce_s"],
    agent_id=VECTORS["agent_id"],
    client_id=VECTORS["client_id"],
    origin=VECTORS["origin"],
    port=VECTORS["port"],
)


def test_the_agent_makes_the_frozen_bytes() -> None:
    key = handshake.pairing_key(codes.read(VECTORS["pairing_string"]))
    assert handshake.encode(key) == VECTORS["pairing_key"]
    assert TRANSCRIPT.proof("agent", key) == VECTORS["agent_proof"]
    assert TRANSCRIPT.proof("client", key) == VECTORS["client_proof"]
    assert handshake.encode(TRANSCRIPT.link_key(key)) == VECTORS["link_key"]


def test_the_test_client_makes_the_same_bytes_by_its_own_code() -> None:
    key = client.pairing_key(VECTORS["pairing_string"])
    fields = ("nonce_c", "nonce_s", "agent_id", "client_id", "origin", "port")
    met = client.Circumstances(**{name: VECTORS[name] for name in fields})
    assert client.b64(key) == VECTORS["pairing_key"]
    assert met.proof("agent", key) == VECTORS["agent_proof"]
    assert met.proof("client", key) == VECTORS["client_proof"]
    assert client.b64(met.link_key(key)) == VECTORS["link_key"]


def test_hkdf_makes_the_first_block_of_rfc_5869_case_1() -> None:
    key, salt = bytes([0x0B] * 22), bytes(range(13))
    expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert handshake.hkdf(key, salt, bytes(range(0xF0, 0xFA))).hex() == expected


def test_no_two_circumstances_share_a_proof() -> None:
    key = bytes(32)
    proofs = {TRANSCRIPT.proof("agent", key), TRANSCRIPT.proof("client", key)}
    changes: list[dict[str, Any]] = [
        {"nonce_c": "x"},
        {"nonce_s": "x"},
        {"agent_id": "x"},
        {"client_id": "x"},
        {"origin": "x"},
        {"port": 1},
        {"nonce_c": TRANSCRIPT.nonce_s, "nonce_s": TRANSCRIPT.nonce_c},
    ]
    for change in changes:
        fields = {name: VECTORS[name] for name in TRANSCRIPT.__slots__}
        other = handshake.Transcript(**(fields | change))
        proofs |= {other.proof("agent", key), other.proof("client", key)}
    assert len(proofs) == 2 * (len(changes) + 1)


def test_a_client_id_never_looks_like_an_option_of_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([b"\xfb" + bytes(15), b"\xf8" + bytes(15), b"\x01" + bytes(15)])
    monkeypatch.setattr("secrets.token_bytes", lambda _count: next(drawn))
    assert handshake.new_client_id() == "AQAAAAAAAAAAAAAAAAAAAA"
