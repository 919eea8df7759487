"""Writing a run as the report that a file's name asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from agent import atomic
from agent.reports.html import write_html
from agent.reports.junit import write_junit
from agent.reports.markdown import write_markdown
from agent.reports.plain import write_csv, write_json
from agent.reports.run import Run
from agent.reports.sarif import write_sarif
from agent.reports.verdict import FailOn
from agent.wire_parts import Locale

Format = Literal["html", "sarif", "junit", "json", "csv", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)
_SUFFIXES: Mapping[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
}
_WRITERS: Mapping[Format, Callable[[Run, Locale, FailOn], str]] = {
    "html": lambda run, locale, _: write_html(run, locale),
    "sarif": lambda run, locale, _: write_sarif(run, locale),
    "junit": write_junit,
    "json": lambda run, _locale, _fail_on: write_json(run),
    "csv": lambda run, locale, _: write_csv(run, locale),
    "markdown": write_markdown,
}


@dataclass(frozen=True, slots=True)
class Order:
    """A report that was asked for."""

    kind: Format
    path: Path


def order(spoken: str) -> Order:
    """What ``--report`` says: ``html=out/report.html``, or a path whose name tells the format.

    Raises ``ValueError`` with what was expected.
    """
    name, equals, path = spoken.partition("=")
    if equals and path and name in FORMATS:
        return Order(next(one for one in FORMATS if one == name), Path(path))
    return Order(format_of(Path(spoken)), Path(spoken))


def format_of(path: Path) -> Format:
    """The format that the name of ``path`` tells. Raises ``ValueError``."""
    name = path.name.lower()
    found = [suffix for suffix in _SUFFIXES if name.endswith(suffix)]
    if not found:
        msg = f"expected FORMAT=FILE with one of {', '.join(FORMATS)}, or a name that ends in one of "
        msg += f"{', '.join(_SUFFIXES)}; found '{path}'"
        raise ValueError(msg)
    return _SUFFIXES[max(found, key=len)]


def write(
    run: Run, path: Path, locale: Locale, *, kind: Format | None = None, fail_on: FailOn = "error"
) -> None:
    """Write one report, replacing the file as a whole. Raises ``OSError``, or ``ValueError`` for the name."""
    content = _WRITERS[kind or format_of(path)](run, locale, fail_on)
    atomic.replace(path, content.encode("utf-8", "replace"))


def write_all(run: Run, orders: Sequence[Order], locale: Locale, fail_on: FailOn = "error") -> None:
    """Write every report that was asked for. Raises ``OSError`` with the name of the one that cannot be."""
    for one in orders:
        try:
            write(run, one.path, locale, kind=one.kind, fail_on=fail_on)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(one.path)) from error
