"""The HTML that is written of a captured page: what adapters read stays, nothing runs, text is text."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from agent.audit.markup import _KEPT_DATA, Writer, sheet_text
from agent.audit.page_data import reduced
from agent.audit.personal import Scrubber

ADAPTERS = Path(__file__).parents[2] / "extension" / "content"


def element(tag: str, *children: Any, own: bool = False, **attributes: str) -> dict[str, Any]:  # noqa: ANN401 - a tree
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return {"t": tag, "a": named, "c": children, **({"own": True} if own else {})}


def written(*trees: Any) -> str:  # noqa: ANN401 - a tree
    return Writer(Scrubber()).html(element("div", *trees)).partition("<div>")[2].removesuffix("</div>")


def test_every_data_attribute_that_adapters_read_is_kept() -> None:
    # A practice page is not saved: its lesson is a file already.
    sites = [path for path in ADAPTERS.glob("sites/*.js") if path.name != "practice.js"]
    sources = [path.read_text("utf-8") for path in (*sites, ADAPTERS / "dom.js")]
    read = {name for source in sources for name in re.findall(r"data-[a-z-]*[a-z]", source)}
    for source in sources:
        for name in re.findall(r'dataset(?:\.|\[")(\w+)', source):
            read.add("data-" + re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name))
    assert "data-old-hires" in read
    assert read <= _KEPT_DATA


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b &amp; c", "\n\n二行", "\u00a0 x \u2028", "\"'<!--"]
)
def test_text_of_the_listing_is_the_same_when_it_is_parsed(text: str) -> None:
    html = written(
        element("textarea", text, own=True), element("kat-input", own=True, name="title", value=text)
    )
    soup = BeautifulSoup(html, "html.parser")
    area, host = soup.find("textarea"), soup.find("kat-input")
    assert area is not None
    assert host is not None
    # The first line break of a textarea is dropped by browsers, not by this parser.
    assert area.text.removeprefix("\n" if text.startswith("\n") else "") == text
    assert host["value"] == text


def test_what_runs_or_leads_elsewhere_is_not_written() -> None:
    html = written(
        element("p", "x", onclick="go()", data_state="{}", style="background: url(https://t.example/1.gif)"),
        element("form", action="https://t.example/", class_="form"),
        element("a", "more", href="https://t.example/?id=1"),
        element("img", src="https://t.example/pixel.png"),
        element("script", "go()", type=""),
        {"t": "script><b", "a": {}, "c": ["x"]},
    )
    assert "t.example" not in html
    assert html == ('<p style="background: none">x</p><form class="form"></form><a href="#">more</a><img>')


def test_only_fields_of_the_listing_keep_their_value() -> None:
    html = written(
        element("input", value="mine", own=True),
        element("input", value="typed"),
        element("input", value="typed", type="email"),
        element("input", value="1", type="radio"),
        element("input", value="secret", type="hidden", own=True),
        element("input", value="B0TENKEN01", type="hidden", id="ASIN"),
    )
    values = re.findall(r'value="([^"]*)"', html)
    assert values == ["mine", "", "", "1", "", "B0TENKEN01"]


def test_style_sheet_cannot_end_its_element_and_counts_custom_elements_as_defined() -> None:
    css = sheet_text(
        "/* me@example.com */ kat-input:not(:defined) { display: none } p::after { content: '</style>' }"
    )
    assert "example.com" not in css
    assert ":not(*)" in css
    assert "</style" not in css


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("", "var x = {'colorImages': { 'initial': [1, {broken"),
        ("", "'colorImages': { 'initial': [" + "[" * 100_000),
        ("application/ld+json", "{"),
        ("application/ld+json", "[" * 100_000),
        ("application/ld+json", '{"@type": "Person", "name": "Hanako"}'),
    ],
)
def test_data_that_is_no_listing_is_dropped(kind: str, text: str) -> None:
    assert reduced(kind, text, str) == ""
