"""Rules of Vale: the four kinds that are read, and every other thing refused by its name."""

from pathlib import Path

import pytest

from agent.listing import Listing
from tests.packs.packs import findings, fixed, loaded, quotes, refusal, warnings

EXISTENCE = (
    "extends: existence\nmessage: \"Do not write '%s'.\"\nlevel: error\nlink: https://example.com/style\n"
)
SUBSTITUTION = "extends: substitution\nmessage: \"Write '%s' instead of '%s'.\"\n"


def style(text: str, name: str = "Acme/BadWords.yml") -> dict[str, str | bytes]:
    return {name: text}


def test_existence_marks_each_token_at_word_edges(tmp_path: Path) -> None:
    pack = loaded(
        tmp_path, style(EXISTENCE + "ignorecase: true\ntokens:\n  - cheap\n  - best (?:price|deal)\n")
    )
    (bound,) = pack.ruleset.rules
    assert (bound.rule.id, bound.rule.severity) == ("shop/acme/bad-words", "error")
    assert bound.rule.title.en == "Do not write '…'."
    assert bound.rule.message.ja == "Do not write '{quote}'."
    (source,) = pack.ruleset.sources.values()
    assert (source.title, source.url) == ("BadWords.yml", "https://example.com/style")
    assert quotes(pack, "CHEAP cheaper Best Deal") == ["CHEAP", "Best Deal"]


def test_existence_without_word_edges_and_with_exceptions(tmp_path: Path) -> None:
    pack = loaded(
        tmp_path, style(EXISTENCE + "nonword: true\ntokens: ['激[安得]', '!+']\nexceptions: [激得]\n")
    )
    assert quotes(pack, "激安！激得!!") == ["激安", "!!"]


def test_japanese_has_no_word_edges(tmp_path: Path) -> None:
    assert quotes(loaded(tmp_path, style(EXISTENCE + "tokens: [激安]")), "この激安品") == ["激安"]


def test_substitution_proposes_the_right_form_unless_there_are_several(tmp_path: Path) -> None:
    pack = loaded(
        tmp_path, style(SUBSTITUTION + "swap:\n  web ?site: site\n  colour: color\n  big: large|great\n")
    )
    assert fixed(pack, "website web site colour big") == "site site color big"
    data = [finding.data for finding in findings(pack, "big")]
    assert [(entry["quote"], entry["replacement"]) for entry in data] == [("big", "large / great")]
    (bound,) = pack.ruleset.rules
    assert bound.rule.message.en == "Write '{replacement}' instead of '{quote}'."
    assert bound.rule.severity == "info"


def test_occurrence_counts_in_a_field(tmp_path: Path) -> None:
    pack = loaded(tmp_path, style("extends: occurrence\nmessage: Too many\nmax: 2\nmin: 1\ntoken: '!'"))
    bullets = Listing(platform="amazon", title="!!", bullets=("!!!", "none", "!"))
    assert [(f.target.field, f.target.index, f.data) for f in findings(pack, bullets)] == [
        ("bullets", 0, {"count": 3, "limit": 2}),
        ("bullets", 1, {"count": 0, "limit": 1}),
    ]


def test_repetition_marks_a_token_that_follows_itself(tmp_path: Path) -> None:
    text = "extends: repetition\nmessage: again %s\nalpha: true\nignorecase: true\ntokens: ['[^\\s]+']"
    pack = loaded(tmp_path, style(text))
    assert quotes(pack, "the the cup of of Of 1 1\nof") == ["the the", "of of", "of Of"]
    assert quotes(loaded(tmp_path / "max", style(text + "\nmax: 1")), "a a b b b") == ["b b b"]


def test_braces_of_a_message_are_no_placeholders(tmp_path: Path) -> None:
    text = "extends: existence\nmessage: '{x} %s {quote}'\ntokens: [a]"
    (bound,) = loaded(tmp_path, style(text)).ruleset.rules
    assert bound.rule.message.en.format(quote="a") == "{x} a {quote}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (f"extends: {kind}\nmessage: x", f"extends: '{kind}' cannot be read, expected one of existence,")
            for kind in (
                "capitalization",
                "conditional",
                "consistency",
                "metric",
                "readability",
                "script",
                "sequence",
                "spelling",
                "Style.Rule",
            )
        ),
        (EXISTENCE + "tokens: [a]\nraw: [b]", ":6: raw: cannot be read in a rule that extends existence"),
        (EXISTENCE + "tokens: [a]\naction: {name: remove}", ":6: action: cannot be read"),
        (EXISTENCE + "tokens: [a]\nvocab: false", ":6: vocab: cannot be read"),
        (EXISTENCE + "tokens+: [a]", "tokens+: cannot be read"),
        (EXISTENCE + "tokens: [a]\nscope: sentence", ":6: scope: 'sentence', expected text"),
        (EXISTENCE + "tokens: []", ":5: tokens: expected at least one"),
        (EXISTENCE, ":1: extends: a rule that extends existence needs 'tokens'"),
        (EXISTENCE + "tokens:\n  - a\n  - b(?=c)", ":7: pattern 'b(?=c)', character 2: look-ahead, (?=,"),
        (EXISTENCE + "tokens: ['']", "an empty token"),
        (EXISTENCE + "tokens: [no]", "tokens: expected quotes, 'no'"),
        (EXISTENCE + "tokens: [a]\nnonword: yes", "nonword: expected true or false"),
        ("extends: existence\ntokens: [a]", "message: expected a text with at most 1 placeholders"),
        ("extends: existence\nmessage: '%s %s'\ntokens: [a]", ":2: message: expected a text with at most 1"),
        ("extends: existence\nmessage: x\nlevel: fatal\ntokens: [a]", ":3: level: 'fatal', expected one of"),
        (SUBSTITUTION + "swap: [a]", "swap: expected a table"),
        ("extends: occurrence\nmessage: x\ntoken: a", "an occurrence needs max, min, or both"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(tmp_path: Path, text: str, expected: str) -> None:
    said = refusal(tmp_path, style(text))
    assert said.startswith("SHOP/Acme/BadWords.yml:")
    assert expected in said


def test_ascii_classes_are_warned_of(tmp_path: Path) -> None:
    (said,) = warnings(tmp_path, style(EXISTENCE + "tokens: ['\\w+屋']"))
    assert said.startswith("SHOP/Acme/BadWords.yml:5: '\\w' means ASCII only")
