"""The files of our own pages: those that their folders held at the start, by name, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from agent.server.refusals import RefusedError

PACKAGE = Path(__file__).resolve().parents[1]
_TYPES: Mapping[str, str] = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".html": "text/html",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder's files by name."""

    files: Mapping[str, Path]

    def answer(self, name: str) -> web.Response:
        """The file of that name, or 404; read again each time, so that a checkout can be worked on."""
        path = self.files.get(name)
        if path is None:
            raise RefusedError(404, "file", "no such file")
        return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")


class OwnFiles:
    """Of the console and of practice pages."""

    def __init__(self, package: Path = PACKAGE) -> None:
        self.console = _listed(package / "console")
        self.practice = _listed(package / "lessons" / "page")


def _listed(folder: Path) -> Folder:
    if not folder.is_dir():
        return Folder({})
    return Folder({path.name: path for path in folder.iterdir() if path.suffix in _TYPES and path.is_file()})
