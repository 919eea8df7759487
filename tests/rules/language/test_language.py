"""Texts on the stores of another language, and real text, where the language rules say nothing."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from tests.rules.language.texts import SPECIFICATIONS, STORES, TEXTS

TODAY = date(2026, 11, 22)
SHARED = Path(__file__).resolve().parents[4] / "shared"
PAGES = {
    "ms_es": "es",
    "msher_com_2": "us",
    "peb_com_B001FK81PU": "us",
    "peb_com_B07FW264WL": "us",
    "peb_couk_B076TQK2D6": "uk",
    "peb_de_B00BRMIU7A": "de",
    "peb_fr_B082QBCYY8": "fr",
    "peb_it_B085ZSV1JJ": "it",
    "soko_com_tshirt": "us",
    "ulaiman_ae": "ae",
}
"""Saved product pages and the stores they are of."""


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    """The language rules alone."""
    loaded = load()
    rules = tuple(bound for bound in loaded.rules if bound.rule.id.startswith("language/"))
    return RuleSet(rules, loaded.sources, loaded.hash)


def said(ruleset: RuleSet, listing: Listing) -> dict[str, str]:
    """What the language rules say: outcome by rule."""
    findings = run(ruleset, listing, {}, TODAY).findings
    return {
        finding.rule.removeprefix("language/"): finding.outcome
        for finding in findings
        if finding.outcome in ("violation", "incomplete", "error")
    }


def described(store: str, text: str) -> Listing:
    return Listing(platform="amazon", marketplace=store, description=text, bullets=(text[:250],))


@pytest.mark.parametrize(("store", "language"), [(s, code) for s, codes in STORES.items() for code in codes])
def test_a_text_at_home_raises_nothing(ruleset: RuleSet, store: str, language: str) -> None:
    assert said(ruleset, described(store, TEXTS[language])) == {}


@pytest.mark.parametrize(
    ("store", "language"), [(s, code) for s, codes in STORES.items() for code in TEXTS if code not in codes]
)
def test_a_text_away_from_home_is_found(ruleset: RuleSet, store: str, language: str) -> None:
    found = said(ruleset, described(store, TEXTS[language]))
    if store == "jp":
        assert found == {"foreign-script" if language == "ar" else "japanese-missing": "violation"} | (
            {"japanese-missing": "violation"} if language == "ar" and "japanese-missing" in found else {}
        )
    elif language in ("ja", "ar"):
        assert found == {"foreign-script": "violation"}
    else:
        common = language == "en" and store in ("nl", "be", "se", "pl", "tr")
        assert found == {"foreign-language": "incomplete" if common else "violation"}


@pytest.mark.parametrize(
    ("language", "store"), [("de", "de"), ("en", "us"), ("it", "it"), ("nl", "nl"), ("en", "uk")]
)
def test_a_list_of_specifications_at_home_raises_nothing(ruleset: RuleSet, language: str, store: str) -> None:
    assert said(ruleset, described(store, SPECIFICATIONS[language])) == {}


@pytest.mark.parametrize(("language", "store"), [("de", "fr"), ("en", "de"), ("it", "us"), ("nl", "de")])
def test_where_words_do_not_tell_the_model_only_raises_a_doubt(
    ruleset: RuleSet, language: str, store: str
) -> None:
    assert said(ruleset, described(store, SPECIFICATIONS[language])) in (
        {"foreign-language": "incomplete"},
        {},
    )


def test_the_model_tells_most_of_them(ruleset: RuleSet) -> None:
    asked = [("de", "fr"), ("en", "de"), ("it", "us"), ("nl", "de"), ("de", "us"), ("it", "de")]
    found = [said(ruleset, described(store, SPECIFICATIONS[code])) for code, store in asked]
    assert sum(bool(one) for one in found) >= len(asked) - 1


def test_one_bullet_that_was_left_untranslated_is_the_one_marked(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", marketplace="de", bullets=(TEXTS["de"], TEXTS["en"], TEXTS["de"]))
    findings = run(ruleset, listing, {}, TODAY).findings
    marked = [f.target.index for f in findings if f.rule == "language/foreign-language"]
    assert marked == [1]


def test_without_a_store_the_language_is_nobodys_fault(ruleset: RuleSet) -> None:
    assert said(ruleset, Listing(platform="amazon", description=TEXTS["de"])) == {}


def test_mercari_is_japanese_whoever_says_so(ruleset: RuleSet) -> None:
    listing = Listing(platform="mercari", title="ボトル", description=TEXTS["en"])
    assert said(ruleset, listing) == {"japanese-missing": "incomplete"}
    told = listing.model_copy(update={"marketplace": "jp"})
    assert said(ruleset, told) == {"japanese-missing": "violation"}


def test_ordinary_judging_does_not_load_the_model() -> None:
    """It takes a second: a text in its store's language never waits for it, nor does start-up."""
    script = f"""
import sys
from datetime import date
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing

listing = Listing(platform="amazon", marketplace="de", description={TEXTS["de"]!r})
run(load(), listing, {{}}, date(2026, 11, 22))
sys.exit("py3langid" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real text is not here")
def test_200_real_japanese_titles_raise_nothing(ruleset: RuleSet) -> None:
    path = SHARED / "csv" / "amazon_cojp_2019_titles.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        titles = [row["title"] for row in csv.DictReader(rows)]
    assert len(titles) == 200
    for title in titles:
        assert said(ruleset, Listing(platform="amazon", marketplace="jp", title=title)) == {}
        mercari = Listing(platform="mercari", marketplace="jp", title=title, description=f"{title}です。")
        assert said(ruleset, mercari) == {}


def _page(name: str) -> dict[str, object]:
    soup = BeautifulSoup(
        (SHARED / "pages" / "amazon" / f"{name}.html").read_text("utf-8", "replace"), "html.parser"
    )
    title, description = soup.select_one("#productTitle"), soup.select_one("#productDescription")
    bullets = [item.get_text(" ", strip=True) for item in soup.select("#feature-bullets span.a-list-item")]
    return {
        "title": title.get_text(strip=True) if title else None,
        "bullets": tuple(bullet for bullet in bullets if bullet)[:20],
        "description": description.get_text("\n", strip=True) if description else None,
    }


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real pages is not here")
@pytest.mark.parametrize("name", PAGES)
def test_real_pages_of_seven_stores_raise_nothing(ruleset: RuleSet, name: str) -> None:
    page = _page(name)
    assert page["title"]
    listing = Listing.model_validate({"platform": "amazon", "marketplace": PAGES[name], **page})
    assert said(ruleset, listing) == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real pages is not here")
def test_real_pages_on_another_store_are_found(ruleset: RuleSet) -> None:
    for name, store in PAGES.items():
        other = "de" if store != "de" else "fr"
        listing = Listing.model_validate({"platform": "amazon", "marketplace": other, **_page(name)})
        assert said(ruleset, listing), name


def _mercari_texts(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        name, text = value.get("name") or value.get("displayName"), value.get("description")
        if isinstance(name, str) and isinstance(text, str):
            yield name, text
        for entry in value.values():
            yield from _mercari_texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _mercari_texts(entry)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real items is not here")
def test_real_mercari_items_raise_nothing(ruleset: RuleSet) -> None:
    texts = [
        text
        for path in sorted((SHARED / "pages" / "mercari").glob("*.json"))
        for text in _mercari_texts(json.loads(path.read_text("utf-8")))
    ]
    assert texts
    for name, text in texts:
        listing = Listing(platform="mercari", marketplace="jp", title=name, description=text)
        assert said(ruleset, listing) == {}
