"""Dictionaries of prh: what they find, refuse and import, and that writing and reading agree."""

from pathlib import Path, PurePosixPath

import pytest

from agent.packs import prh, prh_writing
from agent.packs.entry import Complaints, Entry
from agent.packs.files import PackFiles, read_files
from agent.packs.loading import load
from tests.packs.packs import findings, fixed, loaded, quotes, refusal, warnings, write

HEAD = "version: 1\nrules:\n"


def one(rule: str) -> dict[str, str | bytes]:
    lines = rule.splitlines()
    return {"terms.yml": HEAD + "\n".join(["  - " + lines[0], *("    " + line for line in lines[1:])]) + "\n"}


def entries_of(path: Path) -> list[Entry]:
    files: PackFiles = read_files(path)
    complaints = Complaints()
    entries = prh.read(files, next(iter(files.texts)), complaints).entries
    assert complaints.errors == []
    return entries


@pytest.mark.parametrize(
    ("rule", "title", "expected"),
    [
        ("Norudek", "ＮＯＲＵＤＥＫ norudek Norudek NorudekX", "Norudek Norudek Norudek NorudekX"),
        ("expected: USB3", "usb３ケーブル", "USB3ケーブル"),
        ("expected: C++", "c++の本", "C++の本"),
        ("expected: デフォルト\npattern: ディフォルト", "ディフォルト値", "デフォルト値"),
        ("expected: （笑）\npattern: (笑)", "水筒(笑)", "水筒（笑）"),
        ("expected: 水筒\npatterns:\n  - すいとう\n  - 水とう", "すいとうと水とう", "水筒と水筒"),
        ("expected: サーバー\npattern: /サーバ(?!ー)/", "サーバとサーバー", "サーバーとサーバー"),
        ("expected: （$1）\npattern: /\\(([^)]+)\\)/", "(赤) (青)", "（赤） （青）"),
        ("expected: $2$1$3$0\npattern: /(a)(b)/", "ab", "ba$3$0"),
        ("expected: Kit$1\npatterns:\n  - /kit(s)?/i\n  - /set(s)?/i", "SETS kit", "Kit Kit"),
        (
            "expected: ソフトウェア\npattern: /(日経)?ソフトウエア/\nregexpMustEmpty: $1",
            "日経ソフトウエアとソフトウエア",
            "日経ソフトウエアとソフトウェア",
        ),
        ("expected: js\noptions:\n  wordBoundary: true", "altJS JS 今日JS祭り", "altJS js 今日js祭り"),
        (
            "expected: JS\npattern: /js|script/\noptions: {wordBoundary: true}",
            "js jsx script scripts",
            "JS jsx JS scripts",
        ),
        ("expected: ''\npattern: 激安", "激安水筒", "水筒"),
    ],
)
def test_it_finds_and_mends_what_prh_does(tmp_path: Path, rule: str, title: str, expected: str) -> None:
    assert fixed(loaded(tmp_path, one(rule)), title) == expected


def test_groups_of_several_patterns_are_counted_together_as_prh_does(tmp_path: Path) -> None:
    pack = loaded(tmp_path, one("expected: $1$2\npatterns:\n  - /x(a)/\n  - /y(b)/"))
    assert fixed(pack, "xa yb") == "a b"


def test_specs_are_run_and_one_that_fails_refuses_the_dictionary(tmp_path: Path) -> None:
    rule = "expected: Norudek\nspecs:\n  - from: norudek 水筒\n    to: Norudek 水筒\n"
    assert loaded(tmp_path, one(rule)).specs == 1
    said = refusal(tmp_path / "bad", one(rule.replace("to: Norudek", "to: NORUDEK")))
    assert said == (
        "SHOP/terms.yml:3: specs: expected 'NORUDEK 水筒' of 'norudek 水筒', the pattern makes 'Norudek 水筒'"
    )


def test_the_note_goes_into_the_message_and_the_rule_has_examples(tmp_path: Path) -> None:
    pack = loaded(tmp_path, one("expected: 水筒\npattern: すいとう\nprh: 漢字で書きます"))
    (finding,) = findings(pack, "すいとう")
    assert finding.data == {"quote": "すいとう", "replacement": "水筒", "note": " 漢字で書きます"}
    (bound,) = pack.ruleset.rules
    assert bound.rule.id == "shop/terms/wrong-form"
    assert [case.listing for case in bound.rule.fail] == [{"title": "⟦すいとう⟧"}]
    assert bound.rule.passes[0].listing == {"title": "水筒"}


def test_beyond_prh_an_entry_may_say_where_and_how_grave(tmp_path: Path) -> None:
    pack = loaded(
        tmp_path, one("expected: 水筒\npattern: すいとう\nseverity: error\nfield: title\nplatform: mercari")
    )
    (bound,) = pack.ruleset.rules
    assert bound.rule.id == "shop/terms/wrong-form-error-mercari-title"
    assert (bound.rule.severity, bound.rule.fields) == ("error", ("title",))
    assert bound.rule.applies.platforms == ("mercari",)
    (said,) = warnings(tmp_path / "odd", one("expected: 水筒\npattern: すいとう\nseverity: high"))
    assert said == "SHOP/terms.yml:3: severity 'high', expected one of error, warning, info; left aside"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("pattern: x", "SHOP/terms.yml:3: expected a rule with 'expected'"),
        ("expected: x\npattern: ''", "SHOP/terms.yml:4: pattern: expected a pattern that is not empty"),
        ("expected: x\npatterns: []", "patterns: expected a pattern"),
        ("expected: x\npattern: /(?<!ま)で/", "SHOP/terms.yml:3: pattern, character 1: look-behind, (?<!,"),
        ("expected: x\npattern: /(a)\\1/", "SHOP/terms.yml:3: pattern, character 4: a back-reference"),
        ("expected: x\npattern: a\nregexpMustEmpty: 1", "expected quotes, '1'"),
        (
            "expected: x\npattern: a\nregexpMustEmpty: first",
            "regexpMustEmpty: expected the number of a group",
        ),
        ("expected: x\npattern: a\nregexpMustEmpty: $2", "regexpMustEmpty: $2, expected one of 0 groups"),
        ("expected: x\noptions: {wordBoundary: yes}", "wordBoundary: expected true or false"),
        ("expected: x\nspecs: [{from: a}]", "SHOP/terms.yml:4: specs: expected 'from' and 'to'"),
        ("expected: x\nspecs: {from: a}", "SHOP/terms.yml:4: specs: expected a list"),
        ("[a]", "SHOP/terms.yml:3: a rule: expected a table"),
        (f"expected: {'x' * 201}\npattern: a", "the word has 201 characters, expected at most 200"),
    ],
)
def test_a_wrong_entry_is_refused_at_its_line(tmp_path: Path, rule: str, expected: str) -> None:
    assert expected in refusal(tmp_path, one(rule))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 2\nrules: []", "SHOP/terms.yml:1: version: expected 1"),
        ("rules: {a: b}", "rules: expected a list"),
        ("- expected: a", "SHOP/terms.yml:1: expected a dictionary of prh, with 'rules', or a rule of Vale"),
        ("other: a", "expected a dictionary of prh"),
    ],
)
def test_what_is_no_dictionary_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, {"terms.yml": text})


def test_every_wrong_entry_is_told_of_and_a_misspelt_key_warned_of(tmp_path: Path) -> None:
    two = HEAD + "  - pattern: a\n  - expected: b\n    pattern: '/(/'\n"
    assert "(1 more; `tenken packs check` lists them)" in refusal(tmp_path, {"terms.yml": two})
    typo = one("expected: Norudek\npatern: a\nreviewer: me")
    assert warnings(tmp_path / "typo", typo) == [
        "SHOP/terms.yml:4: 'patern' says nothing to prh; is 'pattern' meant?"
    ]


IMPORTS: dict[str, str | bytes] = {
    "main.yml": (
        "imports:\n  - more/a.yml\n  - path: ./more/b.yml\n"
        "    ignoreRules:\n      - expected: ビー\n      - /[CcＣｃ]/gmu\n      - pattern: /でぃー/gmu\n"
        "rules:\n  - expected: エー\n    pattern: えー\n"
    ),
    "more/a.yml": (
        "imports: ../deep.yml\n"
        "rules:\n  - {expected: エー, pattern: あー}\n  - {expected: エフ, pattern: えふ}\n"
    ),
    "more/b.yml": (
        "rules:\n  - {expected: ビー, pattern: びー}\n  - expected: C\n  - {expected: D, pattern: /でぃー/}\n"
    ),
    "deep.yml": "rules:\n  - {expected: ゼット, pattern: ぜっと}\n",
}


def test_imports_add_what_the_importing_file_does_not_have_and_does_not_ignore(tmp_path: Path) -> None:
    pack = loaded(tmp_path, IMPORTS)
    assert [bound.rule.id for bound in pack.ruleset.rules] == ["shop/main/wrong-form"]
    assert fixed(pack, "えー あー えふ びー c でぃー ぜっと") == "エー あー エフ びー c でぃー ゼット"


def test_imports_of_imports_can_be_left_out(tmp_path: Path) -> None:
    main = "imports:\n  - path: more/a.yml\n    disableImports: true\n"
    pack = loaded(tmp_path, {**IMPORTS, "main.yml": main})
    assert fixed(pack, "えふ") == "エフ"
    assert quotes(pack, "ぜっと") == []


def test_with_a_prh_yml_only_what_it_imports_counts(tmp_path: Path) -> None:
    files = {"prh.yml": "imports: [deep.yml]", **IMPORTS}
    assert fixed(loaded(tmp_path, files), "えー ぜっと") == "えー ゼット"
    assert warnings(tmp_path / "again", files) == [
        f"SHOP/{name}.yml:1: left aside: prh.yml does not import it" for name in ("main", "more/a", "more/b")
    ]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("../other.yml", "imports: '../other.yml' leads out of the pack"),
        ("a/../../other.yml", "leads out of the pack"),
        ("/etc/passwd", "leads out of the pack"),
        ("..\\other.yml", "leads out of the pack"),
        ("https://example.com/prh.yml", "leads out of the pack"),
        ("none.yml", "imports: no file 'none.yml' in the pack"),
        ("main.yml", "imports: 'main.yml' imports this file itself"),
        ("back.yml", "imports: 'back.yml' imports this file itself"),
    ],
)
def test_an_import_stays_within_the_pack_and_goes_in_no_circle(
    tmp_path: Path, target: str, expected: str
) -> None:
    write(tmp_path, {"other.yml": "rules: [a]"})
    files: dict[str, str | bytes] = {"main.yml": f"imports: ['{target}']", "back.yml": "imports: main.yml"}
    assert expected in refusal(tmp_path, files)


def test_imports_that_multiply_are_counted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"f{number}.yml": f"imports: [f{number + 1}.yml, ./f{number + 1}.yml]" for number in range(30)
    }
    assert "imports: more than 200" in refusal(tmp_path, {**files, "f30.yml": "rules: [a]"})


def test_a_single_dictionary_imports_nothing(tmp_path: Path) -> None:
    assert "name the directory (--rules DIR)" in refusal_of_file(tmp_path)


def refusal_of_file(root: Path) -> str:
    write(root, {"terms.yml": "imports: [a.yml]", "a.yml": "rules: [a]"})
    with pytest.raises(ValueError, match="imports") as error:
        load(root / "terms.yml")
    return str(error.value)


def test_what_is_written_is_read_again_as_it_was(tmp_path: Path) -> None:
    text = HEAD + (
        "  - Norudek\n"
        "  - {expected: 'no', pattern: '12:30', prh: 'a: note'}\n"
        "  - expected: （$1）\n    patterns: ['/\\(([^)]+)\\)/i', '#1']\n    regexpMustEmpty: $1\n"
        "    options: {wordBoundary: true}\n    specs: [{from: x, to: x}]\n"
        "    severity: info\n    field: title;bullets\n    platform: amazon\n"
    )
    write(tmp_path, {"terms.yml": text})
    before = entries_of(tmp_path / "terms.yml")
    written, left_out = prh_writing.write(before)
    assert left_out == []
    write(tmp_path, {"terms.yml": written})
    after = entries_of(tmp_path / "terms.yml")
    assert [_without_line(entry) for entry in after] == [_without_line(entry) for entry in before]
    assert quotes(load(tmp_path / "terms.yml"), "NORUDEK 12:30") == ["NORUDEK", "12:30"]


def _without_line(entry: Entry) -> Entry:
    return Entry(PurePosixPath() / "x", 0, *(getattr(entry, name) for name in Entry.__slots__[2:]))  # type: ignore[arg-type]
