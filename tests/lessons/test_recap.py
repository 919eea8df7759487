"""What a recap says of a run, what it leaves out, and that no text of a listing can do harm in it."""

import base64
import csv
import hashlib
import html
import io
import re

import pytest

from agent.groups import NAMES
from agent.lessons.recap import recap_csv, recap_html
from agent.lessons.recap_faults import faults_of, scores
from agent.lessons.recap_listing import FieldView, fields_of
from agent.lessons.recap_mask import Mask
from agent.lessons.recap_name import recap_name
from agent.lessons.run import KeyFault, Told
from agent.wire import Annotation, WireTarget
from agent.wire_parts import Locale
from tests.lessons.recaps import NAME, START, key_of, lesson, listing, picture_faults, spoken_name, told
from tests.reports.runs import HOSTILE, ruleset

LOCALES: tuple[Locale, ...] = ("ja", "zh", "en")


def only(of: Told, *faults: KeyFault) -> Told:
    return of.model_copy(update={"run": of.run.model_copy(update={"key": faults})})


def words_at(target: WireTarget, name: str = "1" * 16) -> KeyFault:
    (first, *_) = key_of(listing())
    changed = {"id": name, "target": target, "message": "ここ。", "help": "直す。"}
    return KeyFault(annotation=first.annotation.model_copy(update=changed), group="claim")


def shown(of: Told, *, texts: bool = True) -> dict[str, FieldView]:
    faults = faults_of(of, "ja", None)
    return {field.name: field for field in fields_of(of.run.listing, faults, "ja", Mask(texts))}


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))


def test_texts_are_whole_and_marked_where_the_words_stand() -> None:
    of = told()
    for field in shown(of).values():
        if field.segments:
            whole = "".join(segment.text for segment in field.segments)
            assert whole in {passage for passages in _texts(of) for passage in passages}
    title = shown(of)["商品名"]
    marked = [segment.text for segment in title.segments if segment.faults]
    assert marked == ["送料無料", "激安", "!!"], "𠮷 is two units of UTF-16 and one character"


def _texts(of: Told) -> list[tuple[str, ...]]:
    one = of.run.listing
    return [(one.title or "",), one.bullets or (), (one.description or "",)]


def test_overlapping_words_are_cut_where_they_meet_and_the_worse_state_shows() -> None:
    outer = words_at(WireTarget(field="title", start=3, end=8, quote="保温ボトル"), "1" * 16)
    inner = words_at(WireTarget(field="title", start=5, end=8, quote="ボトル"), "2" * 16)
    nothing = words_at(WireTarget(field="title", start=8, end=8, quote=""), "3" * 16)
    of = only(told(), inner, outer, nothing)
    title = shown(of)["商品名"]
    found = [(piece.text, len(piece.faults), len(piece.begins), piece.state) for piece in title.segments]
    assert found == [
        ("𠮷 ", 0, 0, None),
        ("保温", 1, 1, "missed"),
        ("ボトル", 2, 1, "missed"),
        (" 500ml 送料無料 ステンレス 激安!!", 0, 1, None),
    ]
    assert [fault.number for piece in title.segments for fault in piece.begins] == [1, 2, 3], (
        "in reading order"
    )


@pytest.mark.parametrize(
    "target",
    [
        WireTarget(field="title", start=3, end=8, quote="別の言葉だ"),
        WireTarget(field="title", start=300, end=305, quote="保温ボトル"),
        WireTarget(field="title"),
    ],
)
def test_words_that_do_not_stand_there_mark_the_field_and_no_other_words(target: WireTarget) -> None:
    title = shown(only(told(), words_at(target)))["商品名"]
    assert [len(segment.faults) for segment in title.segments] == [0]
    assert [fault.number for fault in title.pins] == [1]


def test_fields_that_are_absent_or_empty_are_told_apart() -> None:
    missing = words_at(WireTarget(field="model"))
    empty = words_at(WireTarget(field="brand"), "2" * 16)
    fields = shown(only(told(), missing, empty))
    assert (fields["型番"].note, fields["ブランド"].note) == ("not_on_page", "empty")


def test_every_fault_says_what_became_of_it_after_how_long_and_at_which_try() -> None:
    of = told()
    faults = faults_of(of, "ja", None)
    by_name = {fault.spoken.words.id: fault for fault in faults}
    first = by_name[of.run.key[0].annotation.id]
    assert (first.state, first.seconds, first.tries) == ("found", 20, 2)
    second = by_name[of.run.key[1].annotation.id]
    assert (second.state, second.seconds, second.tries) == ("missed", None, 0)
    page = recap_html(of, lesson(), "en")
    assert "9 / 17" in page
    assert "after 20 s" in page
    assert "attempts: 2" in page
    assert "10 min 5 s" in page


def test_a_run_without_a_hunt_has_nothing_missed_and_one_that_is_on_neither() -> None:
    assert {fault.state for fault in faults_of(told(hunted=False), "ja", None)} == {"shown"}
    assert {fault.state for fault in faults_of(told(is_over=False), "ja", None)} == {"found", "open"}
    page = recap_html(told(hunted=False), None, "en")
    assert "Missed" not in page
    assert "Faults shown" in page
    assert "Not finished yet" in recap_html(told(is_over=False), None, "en")


def test_groups_are_scored_by_faults_and_first_answers_the_weakest_first() -> None:
    of = told()
    ranked = scores(of, faults_of(of, "ja", None))
    assert sum(row.asked for row in ranked) == 17 + 2
    assert sum(row.right for row in ranked) == 9 + 1
    assert (ranked[0].group, ranked[0].right, ranked[0].asked) == ("offer", 0, 1)
    assert ranked[0].failed == ("連絡先または外部リンクがあります",)
    assert ranked[-1].right == ranked[-1].asked
    assert scores(told(hunted=False, is_over=False).model_copy(update={"answers": ()}), ()) == ()


def test_the_page_says_what_to_practise_next_and_that_nothing_is_left() -> None:
    page = recap_html(told(), None, "en", rules=ruleset())
    begin = page.index("What to practise next")
    assert NAMES["offer"].en in page[begin : page.index("The listing")]
    key = told().run.key[:1]
    done = only(told(), *key).model_copy(update={"answers": ()})
    assert "All of it was right." in recap_html(done, None, "en")
    nothing = only(told(hunted=False), *key).model_copy(update={"answers": ()})
    assert "Nothing is on record yet." in recap_html(nothing, None, "en")
    assert "There was nothing to be found." in recap_html(only(told()), None, "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_with_the_rules_everything_but_the_listing_is_in_the_language_asked_for(locale: Locale) -> None:
    texts_only = only(told(), *key_of(listing()))
    faults = faults_of(texts_only, locale, ruleset())
    assert {fault.spoken.language for fault in faults} == {locale}
    assert {fault.spoken.message_language for fault in faults} == {locale}
    title = {
        "ja": "商品名に宣伝の言葉があります",
        "zh": "商品名称中有促销用语",
        "en": "Promotional phrase in the title",
    }
    assert title[locale] in recap_html(texts_only, None, locale, rules=ruleset())
    assert title[locale] in recap_csv(texts_only, locale, rules=ruleset())


def test_what_cannot_be_said_in_the_language_says_in_which_it_is() -> None:
    of = only(told(), *picture_faults())
    kept = faults_of(of, "en", ruleset())[0].spoken
    assert (kept.language, kept.message_language) == ("en", "ja"), "only the picture would tell its numbers"
    page = recap_html(of, None, "en")
    assert '<p lang="ja">この画像は決まりに合っていません。</p>' in page
    assert f'<html lang="{"en"}">' in page


def test_pictures_of_a_lesson_are_shown_with_boxes_and_others_as_empty_frames() -> None:
    page = recap_html(told(), lesson(), "en")
    assert page.count("<img ") == 1
    assert page.count('class="area"') == 2
    assert page.count("<circle ") == 2
    assert page.count("frame empty") == 1
    without = recap_html(told(), None, "en")
    assert without.count("<img ") == 0
    assert without.count("frame empty") == 2


def test_the_file_runs_nothing_loads_nothing_and_allows_only_its_own_style() -> None:
    page = recap_html(told(), lesson(), "ja")
    policy = re.search(r'content="(default-src[^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert html.unescape(policy[1]) == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"<script|<iframe|<link|<object| style=| on[a-z]+=|@import|url\(", page)
    assert re.findall(r'(?:src|href)="(?!data:image/jpeg;base64,|#fault-|https://)[^"]*', page) == []


def canary() -> Told:
    """Private texts wherever a run has some."""
    of = listing(
        title="CANARY 送料無料 激安",
        bullets=("CANARY <b>業界最安</b>",),
        description="CANARY 03-1234-5678 www.canary.example",
        brand="CANARY",
        sku="CANARY-1",
    )
    return told(of, learner="CANARY-NAME", title="CANARY 送料無料", lesson=None)


@pytest.mark.parametrize("rules", [None, ruleset()])
def test_masked_texts_are_nowhere_and_as_long_as_before(rules: object) -> None:
    of = canary()
    said = of.model_copy(
        update={
            "attempts": tuple(one.model_copy(update={"quote": "CANARY"}) for one in of.attempts),
            "answers": tuple(one.model_copy(update={"answer": "CANARY"}) for one in of.answers),
        }
    )
    page = recap_html(said, lesson(), "en", names=False, texts=False, rules=rules)  # type: ignore[arg-type]
    table = recap_csv(said, "en", names=False, texts=False, rules=rules)  # type: ignore[arg-type]
    for text in (page, table):
        for private in ("CANARY", "送料無料", "業界最安", "5678", "canary.example", "<img"):
            assert private not in text
    assert "▒" * 6 in table
    fields = shown(said, texts=False)
    assert "".join(segment.text for segment in fields["商品名"].segments) == "▒" * len("CANARY 送料無料 激安")


@pytest.mark.parametrize("texts", [True, False])
def test_a_hidden_name_is_nowhere(texts: bool) -> None:  # noqa: FBT001 - a parameter
    of = told()
    assert NAME in recap_html(of, None, "ja", texts=texts)
    assert NAME in recap_csv(of, "ja", texts=texts)
    assert NAME not in recap_html(of, None, "ja", names=False, texts=texts)
    assert NAME not in recap_csv(of, "ja", names=False, texts=texts)


def test_a_files_name_is_plain_in_any_folder_and_on_any_command_line() -> None:
    name = recap_name("-_Ab-_" + "x" * 16, START, "html")
    assert re.fullmatch(r"tenken-recap-20261122-0930-Ab\.html", name)


def test_r05_no_cell_is_a_formula_or_a_second_row() -> None:
    for text in (*HOSTILE, "=1+1", "+1", "-1", "@A1", "\tx", "\r=1", "　＝1"):
        of = told(listing(title=f"{text} 送料無料", bullets=(text,)), learner=spoken_name(text), title=text)
        attempts = tuple(one.model_copy(update={"quote": text}) for one in of.attempts)
        table = rows(recap_csv(of.model_copy(update={"attempts": attempts}), "ja"))
        assert len(table) == len(of.run.key) + len(of.attempts) + len(of.answers)
        for cell in (cell for row in table for cell in row.values()):
            assert not re.match(r"[ \u3000]*[=+\-@\t\r\n＝＋－＠]", cell), cell
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", cell)


def test_the_table_has_a_row_for_each_fault_attempt_and_answer() -> None:
    of = told()
    table = rows(recap_csv(of, "en", rules=ruleset()))
    kinds = [row["kind"] for row in table]
    assert kinds.count("fault") == 17
    assert kinds.count("attempt") == len(of.attempts)
    assert [kind for kind in kinds if kind.startswith("answer")] == [
        "answer-fix",
        "answer-fix",
        "answer-rule",
    ]
    promotional = next(row for row in table if row["quote"] == "送料無料" and row["kind"] == "fault")
    assert promotional["place"] == "Title"
    assert promotional["confidence"] == "Platform’s own text"
    assert {row["learner"] for row in table} == {NAME}


def test_r04_control_characters_are_shown_by_a_mark() -> None:
    page = recap_html(told(listing(model="a\x00\x07\x1b]8;;x")), None, "ja")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", page)
    assert "a\ufffd\ufffd\ufffd]8;;x" in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://plain.example/", "//x", "file:///etc/passwd"]
)
def test_r02_what_is_no_plain_address_is_text(url: str) -> None:
    fault = key_of(listing())[0]
    source = fault.annotation.sources[0].model_copy(update={"url": url})
    words: Annotation = fault.annotation.model_copy(update={"sources": (source,)})
    page = recap_html(only(told(), fault.model_copy(update={"annotation": words})), None, "ja")
    assert f"({url})" in page
    assert f'href="{url}' not in page
