"""A page saved as one HTML file: by "Save as…", view-source, curl, SingleFile or a program.

Also what such a file tells of itself: its encoding, its address, and whether its form kept what stood in it.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import charset_normalizer

from agent.audit.answers import (
    Answer,
    SavedPage,
    SavedPageError,
    inside,
    read_file,
    type_of,
    web_address,
)

NO_ADDRESS = (
    "does not say where it was saved; write the page's address behind its name, with a tab between, in the "
    "file that --targets names"
)
NO_VALUES = (
    "holds the form but not what stood in its fields, as everything that Chrome saves itself; save this page "
    "with scripts/save_page.py"
)

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 1024
"""Bytes: further down, browsers do not look for it either."""
_GUESSED_FROM = 256 << 10

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")  # Chrome, Firefox and Edge
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)")
_HEAD = 4096
"""Characters: both comments stand at the beginning."""
_TAGS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|template)\b.*?(?:</\1\s*>|\Z)|<(?:link|meta)\b[^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""What is never closed goes to the end, so that no text is looked through twice."""
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

_EDITOR = re.compile(
    r"https://(?:(?:sellercentral|vendorcentral)[\w.-]*/abis/listing/|jp\.mercari\.com/sell/"
    r"|mercari-shops\.com/seller/)"
)
_CONTROL = re.compile(
    r"<input\b([^>]*)(?:>|\Z)|<textarea\b[^>]*(?:>(.*?)(?:</textarea|\Z)|\Z)", re.IGNORECASE | re.DOTALL
)
_TEMPLATE = re.compile(r"<template\b([^>]*)(?:>|\Z)|</template", re.IGNORECASE)
_SHADOW = "shadowrootmode="
_TEXT_TYPES = {"text", "search", "number", "tel", "url", "email"}


def open_html(path: Path, url: str | None) -> SavedPage:
    """A page that is one file, with the folder of Chrome's "Webpage, Complete" if it stands beside it.

    Raises:
        SavedPageError: it cannot be read, tells no address, or is a form without what stood in it.

    """
    content = read_file(path)
    charset = charset_of(content)
    try:
        text = content.decode(charset, "replace")
    except (LookupError, UnicodeError) as error:
        raise SavedPageError(path, f"names the encoding '{charset}', which nobody knows") from error
    address = web_address(url or "") or told_address(text)
    if address is None:
        raise SavedPageError(path, NO_ADDRESS)
    require_values(path, address, text)
    return SavedPage(address, Answer(content, f"text/html; charset={charset}"), _beside(path))


def charset_of(content: bytes) -> str:
    """The encoding: by its mark, by being UTF-8, by the page's word, or guessed.

    Programs that save a page often write UTF-8 and leave the old word in it; text in another encoding is
    never valid UTF-8 by chance.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if declared and not declared[1].lower().startswith(b"utf-"):
            return declared[1].decode().lower()
        guessed = charset_normalizer.from_bytes(content[:_GUESSED_FROM]).best()
        return (guessed.encoding if guessed else "utf-8").replace("_", "-").replace("cp932", "shift_jis")
    return "utf-8"


def told_address(text: str) -> str | None:
    """Where a page stood, by the comment of the program that saved it, else by its own word."""
    for pattern in (_SAVED_FROM, _SINGLE_FILE):
        if (match := pattern.search(text[:_HEAD])) and (address := web_address(unescape(match[1]))):
            return address
    told: dict[str, str] = {}
    for attributes in _links(text):
        if "canonical" in attributes.get("rel", "").lower().split():
            told.setdefault("canonical", attributes.get("href", ""))
        elif attributes.get("property", attributes.get("name", "")).lower() == "og:url":
            told.setdefault("og:url", attributes.get("content", ""))
    return web_address(told.get("canonical", "")) or web_address(told.get("og:url", ""))


def _links(text: str) -> Iterator[dict[str, str]]:
    for match in _TAGS.finditer(text):
        if match[0][:5].lower() in {"<link", "<meta"}:
            yield {
                name.lower(): unescape(double or single or bare)
                for name, double, single, bare in _ATTRIBUTE.findall(match[0])
            }


def require_values(path: Path, address: str, text: str) -> None:
    """Refuse an editor's page whose fields lost what stood in them: it would be judged as an empty listing.

    Browsers write the attributes of a field, not what scripts and people put into it.
    """
    if not _EDITOR.match(address):
        return
    values = [_value(match) for match in _CONTROL.finditer(text)]
    shown = [value for value in values if value is not None]
    if shown and not any(shown):
        raise SavedPageError(path, NO_VALUES)
    if any(any(given) and values and not any(values) for given, values in _shadows(text)):
        raise SavedPageError(path, NO_VALUES)


def _shadows(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Of every shadow root: its host's values, and those of the fields for text right inside it."""
    open_ones: list[tuple[list[str], list[str]]] = []
    last = 0
    for match in _TEMPLATE.finditer(text):
        if open_ones:
            found = map(_value, _CONTROL.finditer(text, last, match.start()))
            open_ones[-1][1].extend(value for value in found if value is not None)
        last = match.end()
        if match[1] is None:
            if open_ones:
                yield open_ones.pop()
            continue
        host = text[max(text.rfind("<", 0, match.start()), 0) : match.start()] if _SHADOW in match[1] else ""
        given = [
            double or single or bare
            for name, double, single, bare in _ATTRIBUTE.findall(host)
            if name == "value"
        ]
        open_ones.append((given, []))
    yield from open_ones


def _value(control: re.Match[str]) -> str | None:
    """What stands in a field for text; ``None`` for other controls."""
    if control[1] is None:
        return (control[2] or "").strip()
    attributes = {
        name.lower(): double or single or bare
        for name, double, single, bare in _ATTRIBUTE.findall(control[1])
    }
    return (
        attributes.get("value", "").strip() if attributes.get("type", "text").lower() in _TEXT_TYPES else None
    )


def _beside(path: Path) -> Callable[[str], Answer | None]:
    folder = path.with_name(f"{path.stem}_files")
    marker = f"/{folder.name}/"

    def part(url: str) -> Answer | None:
        before, found, name = unquote(urlsplit(url).path).rpartition(marker)
        if not found or ".." in before:
            return None
        file = inside(folder, name)
        if file is None:
            return None
        try:
            return Answer(read_file(file), type_of(name.removesuffix(".download")))
        except SavedPageError:
            return None  # it went away meanwhile, or is no part of a page

    return part
