"""What the demo saw, as a table on the terminal and as one HTML file that needs nothing beside it."""

import base64
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

from scripts.practice.player import Act

COLUMNS = ("kind", "field", "place", "message", "rule")
STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; color: #1d2326;
  max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #d5dbdd; padding: .5rem;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; } th { white-space: nowrap; }
td:last-child { font-family: ui-monospace, monospace; font-size: .8rem; }
img { max-width: 100%; border: 1px solid #d5dbdd; border-radius: 6px; } figure { margin: 1.5rem 0; }
"""


def row(finding: dict[str, Any], say: Callable[..., str]) -> tuple[str, ...]:
    """One finding in the order of ``COLUMNS``."""
    index = "" if finding["index"] is None else f" {finding['index'] + 1}"
    place = finding["quote"] if finding["span"] else say("whole")
    return (
        say(finding["kind"]),
        f"{finding['field'] or ''}{index}",
        place or "",
        finding["message"],
        finding["rule"],
    )


def rows(findings: Iterable[dict[str, Any]], say: Callable[..., str]) -> list[tuple[str, ...]]:
    """One row a fault; the regions of one picture, which say the same, are one."""
    return list(dict.fromkeys(row(finding, say) for finding in findings))


def lines(findings: Iterable[dict[str, Any]], say: Callable[..., str]) -> list[str]:
    """The findings for a terminal, two lines each: wide text does not fit columns."""
    told = []
    for kind, field, place, message, rule in rows(findings, say):
        told += [f"  {kind:11} {field}: {place}", f"              {message}  [{rule}]"]
    return told


def write(folder: Path, acts: Iterable[Act], locale: str, say: Callable[..., str]) -> Path:
    """Write the report into ``folder``; the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(html(acts, locale, say), "utf-8", newline="\n")
    return page


def html(acts: Iterable[Act], locale: str, say: Callable[..., str]) -> str:
    """The whole report; pictures are inside."""
    title = escape(say("title"))
    language = "zh-CN" if locale == "zh" else locale
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        + "".join(_act(act, say) for act in acts)
        + "</body></html>\n"
    )


def _act(act: Act, say: Callable[..., str]) -> str:
    heads = "".join(f'<th scope="col">{escape(say(column))}</th>' for column in COLUMNS)
    told = rows(act.findings, say)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n" for cells in told
    )
    figures = "".join(_figure(step.caption, step.picture) for step in act.steps)
    return (
        f"<h2>{escape(act.url)}</h2>\n{figures}<h3>{escape(say('findings'))} ({len(told)})</h3>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{body}</tbody></table>\n"
    )


def _figure(caption: str, picture: Path | None) -> str:
    if picture is None:
        return f"<p>{escape(caption)}</p>\n"
    content = base64.b64encode(picture.read_bytes()).decode()
    image = f'<img alt="{escape(caption)}" src="data:image/png;base64,{content}">'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>\n"
