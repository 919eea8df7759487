"""Whatever stands in a pack: it is used, or refused in words; nothing else is ever raised."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from agent.packs.entry import Complaints
from agent.packs.javascript import JsExpression
from agent.packs.linear import Expression, PatternError
from agent.packs.loading import examine
from tests.packs.packs import RULE, SOURCES, findings, write

SEEDS = {
    "amazon/x.toml": RULE,
    "words.csv": 'word,replacement,message\n激安,,"a, b"\nサーバ,サーバー,\n',
    "terms.yml": (
        "imports: [deep.yml]\nrules:\n  - expected: $1\n    pattern: /サ(ー)バ(?!ー)/i\n"
        "    specs: [{from: サーバ, to: ー}]\n"
    ),
    "Style/X.yml": "extends: substitution\nmessage: '%s for %s'\nswap:\n  a+: b|c\n",
    "lexicon/x.txt": "word\n/ a+\n~ b\n",
}
PIECES = [*"[]{}()*+?|\\/^$.,:;#&!<>=-'\"%~ \n\t0aAnoサー激。😀\0\ufeff", "\\p{L}", "{1000}", "(?!", "$1"]
ALPHABET = st.sampled_from(PIECES)
relaxed = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """``text`` with some stretches replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + "".join(draw(st.lists(ALPHABET, max_size=6))) + text[end:]
    return text


@pytest.mark.parametrize("name", SEEDS)
@given(data=st.data())
@relaxed
def test_a_spoilt_file_is_used_or_refused(tmp_path: Path, name: str, data: st.DataObject) -> None:
    files: dict[str, str | bytes] = {"sources.toml": SOURCES, name: data.draw(spoilt(SEEDS[name]))}
    files |= {"deep.yml": "rules: [Norudek]"} if name == "terms.yml" else {}
    if name.startswith("lexicon"):
        files["y.toml"] = RULE.replace("[params]", '[params]\nlexicons = ["x"]')
    complaints = Complaints()
    pack = examine(write(tmp_path / "shop", files), complaints)
    assert (pack is None) is bool(complaints.errors)
    if pack is not None:
        assert {finding.outcome for finding in findings(pack, "激安サーバ aab。😀\n[]()\0")} <= {"violation"}


@pytest.mark.parametrize("name", SEEDS)
@given(content=st.binary(max_size=60))
@relaxed
def test_any_bytes_are_used_or_refused(tmp_path: Path, name: str, content: bytes) -> None:
    complaints = Complaints()
    pack = examine(write(tmp_path / "shop", {"sources.toml": SOURCES, name: content}), complaints)
    assert pack is None or not complaints.errors


@given(source=st.lists(ALPHABET, max_size=25).map("".join), flags=st.sampled_from(["", "i", "gs"]))
@settings(max_examples=500, deadline=None)
def test_any_expression_is_compiled_or_refused(source: str, flags: str) -> None:
    for compiled in (lambda: Expression(source), lambda: JsExpression(source, flags)):
        try:
            expression = compiled()
        except PatternError:
            continue
        spans = [match.span() for match in expression.finditer("aサーバ激\n a0😀")]
        assert all(0 <= start <= end <= 10 for start, end in spans)
