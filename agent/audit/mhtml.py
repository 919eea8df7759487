"""A page saved as one MHTML file, as Chrome's "Webpage, Single File" writes it."""

import re
from collections.abc import Mapping
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from pathlib import Path
from urllib.parse import urljoin

from agent.audit.answers import (
    MOST_BYTES,
    MOST_PARTS,
    Answer,
    SavedPage,
    SavedPageError,
    key,
    read_file,
    web_address,
)
from agent.audit.html_file import NO_ADDRESS, charset_of, require_values, told_address

_SHADOW = re.compile(rb'<template shadowmode="(open|closed)"')
"""What Chrome writes for a shadow root; a document from a server makes one of ``shadowrootmode`` only."""
_KEPT_URL = re.compile(r"(?P<quote>[\"'(])cid:(?P<id>[^\"')\s]+)")
_CID = "https://mhtml.invalid/cid/"
"""Where parts stand that the page names by their id: a page from the web cannot ask for ``cid:``."""
_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_MOST_MULTIPART = 20
"""One in what Chrome writes; every line is held against all that are open."""
_MOST_LINES = 2_000_000
"""The parser takes about a microsecond for each."""


def open_mhtml(path: Path, url: str | None) -> SavedPage:
    """The root document of an MHTML file and its parts.

    Raises:
        SavedPageError: it is no MHTML, is beyond the limits, tells no address, or is a form that
            lost what stood in it.

    """
    content = read_file(path)
    _require_limits(path, content)
    try:
        message = message_from_bytes(content)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (MessageError, RecursionError, ValueError) as error:
        raise SavedPageError(path, "is no MHTML that can be read") from error
    if len(parts) > MOST_PARTS:
        raise SavedPageError(path, f"has more than the {MOST_PARTS:,} parts that a saved page may have")
    root = next(
        (part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}), None
    )
    if root is None or message.get_content_maintype() != "multipart":
        raise SavedPageError(path, "is no MHTML: expected a multipart message with an HTML part")
    html, charset = _document(root)
    text = html.decode(charset, "replace")
    address = (
        web_address(url or "")
        or web_address(str(message.get("Snapshot-Content-Location", "")))
        or web_address(str(root.get("Content-Location", "")))
        or told_address(text)
    )
    if address is None:
        raise SavedPageError(path, NO_ADDRESS)
    require_values(path, address, text)
    answers = _answers(path, [part for part in parts if part is not root], address)
    return SavedPage(
        address, Answer(html, f"text/html; charset={charset}"), lambda asked: answers.get(key(asked))
    )


def _require_limits(path: Path, content: bytes) -> None:
    if content.count(b"\n") > _MOST_LINES or len(_MULTIPART.findall(content)) > _MOST_MULTIPART:
        raise SavedPageError(
            path, "is no MHTML as browsers write it: it has too many lines or parts in parts"
        )


def _document(root: "Message[str, str]") -> tuple[bytes, str]:
    html = _bytes(root)
    declared = root.get_content_charset()
    charset = charset_of(html)
    if charset != "utf-8" and declared and _is_known(declared):
        charset = declared
    html = _SHADOW.sub(rb'<template shadowrootmode="\1"', html)
    return _without_cid(html), charset


def _answers(path: Path, parts: "list[Message[str, str]]", address: str) -> Mapping[str, Answer]:
    answers: dict[str, Answer] = {}
    total = 0
    for part in parts:
        body = _bytes(part)
        total += len(body)
        if total > MOST_BYTES:
            raise SavedPageError(path, f"is larger than the {MOST_BYTES >> 20} MB that a saved page may have")
        kind = part.get_content_type()
        if kind == "text/css":
            body = _without_cid(body)
        charset = part.get_content_charset()
        answer = Answer(body, f"{kind}; charset={charset}" if charset and _is_known(charset) else kind)
        if location := str(part.get("Content-Location", "")).strip():
            answers.setdefault(key(urljoin(address, location)), answer)
        if identity := str(part.get("Content-ID", "")).strip().strip("<>"):
            answers.setdefault(key(_CID + identity), answer)
    return answers


def _bytes(part: "Message[str, str]") -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _without_cid(body: bytes) -> bytes:
    if b"cid:" not in body:
        return body
    text = body.decode("latin-1")  # one character a byte: nothing else is changed
    return _KEPT_URL.sub(lambda match: f"{match['quote']}{_CID}{match['id']}", text).encode("latin-1")


def _is_known(charset: str) -> bool:
    try:
        "".encode(charset)
    except LookupError:
        return False
    return True
