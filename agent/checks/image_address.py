"""Names and addresses of the pictures in a file: what an upload by file or feed takes."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.listing import ListingImage
from agent.picture import ImageFacts
from agent.report import Target
from agent.rules.lexicon import Lexicons

DATA = frozenset({"name", "format"})
MEMORY = ("blob", "data")
"""Schemes of pictures that have no address yet."""
ENDINGS = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), "JPEG"),
    **dict.fromkeys((".tif", ".tiff"), "TIFF"),
    ".png": "PNG",
    ".gif": "GIF",
    ".webp": "WEBP",
}
SHOWN = 60
"""Characters of a name that a message shows."""


class Params(Base):
    """Which fault this rule speaks of.

    ``characters``: letters beyond ASCII or spaces; ``not-https``: another scheme; ``ending``: none that
    says a picture's format; ``format``: an ending that says another format than the picture has.
    """

    kind: Literal["characters", "not-https", "ending", "format"]


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at every picture whose name or address has that fault."""

    def judge(scene: Scene) -> Iterator[Hit]:
        named = [(index, image) for index, image in enumerate(scene.listing.images or ()) if _address(image)]
        if not named:
            yield NOT_APPLICABLE
        for index, image in named:
            facts = scene.facts.get(image.digest or "")
            if _faulty(params.kind, _address(image), facts):
                name = _name(_address(image))
                shown = name if len(name) <= SHOWN else f"{name[: SHOWN - 1]}…"
                known = facts.format if facts and facts.format else "?"
                yield Hit(Target("images", index), {"name": shown, "format": known})

    return judge


def _address(image: ListingImage) -> str:
    address = (image.url or "").strip()
    return "" if address.partition(":")[0].lower() in MEMORY else address


def _name(address: str) -> str:
    """The last part of the path; of a Windows path, too."""
    path = urlsplit(address).path if "://" in address else address.replace("\\", "/")
    return unquote(PurePosixPath(path).name) or address


def _faulty(kind: str, address: str, facts: ImageFacts | None) -> bool:
    ending = PurePosixPath(_name(address)).suffix.lower()
    if kind == "characters":
        written = address if "://" in address else _name(address)
        return not written.isascii() or any(letter.isspace() for letter in written)
    if kind == "not-https":
        return "://" in address and not address.lower().startswith("https://")
    if kind == "ending":
        return ending not in ENDINGS
    return (
        facts is not None and facts.format is not None and ENDINGS.get(ending, facts.format) != facts.format
    )
