"""The second look at a page that is about to be written, for anything of a person that is left in it.

It reads what would be written as a browser would, puts together what markup tears apart, and looks with other
means than ``personal``: those of ``suspects``, and for the very values that the browser held.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote, urlsplit

from agent.audit.personal import SECRET_NAME, is_kept, name_pattern
from agent.audit.suspects import plain_text, suspects

_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "em",
        "font",
        "i",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    }
)
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_RUNS = re.compile(r"on|(?:srcdoc|action|formaction|nonce)$")
_HIDDEN = "value, which is not shown"
_NAMES = frozenset({"id", "class", "for", "name", "style", "part", "slot", "data-testid", "headers", "list"})
_MASKED = 2


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something personal, never shown in full."""

    kind: str
    where: str
    hint: str
    """Its first letters and its length."""

    @classmethod
    def of(cls, kind: str, where: str, datum: str) -> "Leftover":
        """A datum that stands somewhere."""
        bare = datum.strip()

        return cls(kind, where, f"{bare[:_MASKED]}…, {len(bare)} characters")

    def __str__(self) -> str:
        return f"{self.kind} in {self.where} ({self.hint})"


@dataclass(frozen=True, slots=True)
class Held:
    """What the browser knew of the person who saved the page."""

    names: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    """Values of cookies, hidden fields and passwords."""
    keep: tuple[str, ...] = ()


def look(text: str, where: str, held: Held) -> Iterator[Leftover]:
    """What is left in one text."""
    plain = plain_text(text)
    for kind, datum in suspects(plain):
        if not is_kept(datum, held.keep) and not is_kept(datum, map(plain_text, held.keep)):
            yield Leftover.of(kind, where, datum)
    for name in held.names:
        if name_pattern(name).search(plain) and not is_kept(name, held.keep):
            yield Leftover.of("name", where, name)
    for value in held.secrets:
        if (value in text or value in plain) and not is_kept(value, held.keep):
            yield Leftover.of("secret value", where, value)


def look_at_address(url: str, where: str, held: Held) -> Iterator[Leftover]:
    """What is left in an address."""
    parts = urlsplit(url)
    if "@" in parts.netloc:
        yield Leftover.of("user name", where, parts.netloc)
    for name, value in parse_qsl(parts.query):
        if SECRET_NAME.search(name) and not is_kept(value, held.keep):
            yield Leftover.of(f"parameter '{name}'", where, value)
    yield from look(f"{unquote(parts.query)}\n{unquote(parts.fragment)}", where, held)
    # Slugs and names of pictures are long and odd by nature.
    yield from _but_tokens(look(unquote(parts.path), where, held))


def look_at_document(html: str, where: str, held: Held) -> Iterator[Leftover]:
    """What is left in a document's texts, attributes and addresses, or could run in it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for place, text in reader.texts():
        if not place.startswith("<style"):
            yield from look(text, f"{where}, text of {place}", held)
        else:
            yield from look_at_sheet(text, f"{where}, {place}", held)
    for place, name, value in reader.attributes:
        at = f"{where}, attribute '{name}' of {place}"
        if name in {"href", "src", "data-old-hires"}:
            if not value.startswith("data:image/"):
                yield from look_at_address(value, at, held)
            continue
        if _RUNS.match(name) or (value and (name == _HIDDEN or SECRET_NAME.search(name))):
            yield Leftover.of("something that only the site's own scripts need", at, value)
        found = look(value, at, held)
        yield from _but_tokens(found) if _is_name(name) else found


def _is_name(attribute: str) -> bool:
    """Whether an attribute names elements, or what belongs to them."""
    return attribute in _NAMES or attribute.startswith("aria-")


def look_at_sheet(css: str, where: str, held: Held) -> Iterator[Leftover]:
    """What is left in a style sheet, which is made of numbers and long names."""
    found = look(re.sub(r"url\([^)]*\)", "", css), where, held)
    yield from (one for one in found if one.kind in {"e-mail address", "name", "secret value"})


def _but_tokens(found: Iterable[Leftover]) -> Iterator[Leftover]:
    return (one for one in found if one.kind != "token")


def look_at_picture(content: bytes, where: str) -> Iterator[Leftover]:
    """Whether a picture says where on earth it was taken, or who took it."""
    from PIL import Image  # noqa: PLC0415 - heavy, and only here

    try:
        with Image.open(io.BytesIO(content)) as image:
            exif = image.getexif()
            told = {
                "place where a picture was taken": exif.get_ifd(0x8825),
                "name of who took a picture": exif.get(0x013B),
            }
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return  # no picture that anything could be read of
    yield from (Leftover(kind, where, "in the picture's Exif data") for kind, value in told.items() if value)


class _Reader(HTMLParser):
    """Texts by block and attributes by element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.attributes: list[tuple[str, str, str]] = []
        self._blocks: list[tuple[str, list[str]]] = [("the document", [])]
        self._open: list[str] = []

    def texts(self) -> Iterator[tuple[str, str]]:
        """The place and text of each block."""
        return ((place, "".join(parts)) for place, parts in self._blocks if parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        identity = f" id={given['id'][:40]}" if given.get("id") else ""
        place = f"<{tag}{identity}>"
        hidden = given.get("type", "").lower() in {"hidden", "password"}
        for name, value in given.items():
            is_hidden = hidden and name == "value" and given.get("id") != "ASIN"
            self.attributes.append((place, _HIDDEN if is_hidden else name, value))
        if tag not in _VOID:
            self._open.append(place)
        if tag not in _INLINE:
            self._blocks.append((place, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._open:
            self._open.pop()
        if tag not in _INLINE:
            self._blocks.append((self._open[-1] if self._open else "the document", []))

    def handle_data(self, data: str) -> None:
        self._blocks[-1][1].append(data)


def unique(left: Iterable[Leftover]) -> tuple[Leftover, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(left))
