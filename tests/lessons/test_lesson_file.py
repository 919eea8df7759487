"""Lesson files: what is written is read again, and what is damaged, newer or hostile is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.lessons.lesson import MOST_BYTES, Lesson, LessonError, completed, lesson_bytes, read_lesson
from agent.lessons.planting import plant
from agent.listing import Listing, ListingImage
from tests.lessons.beds import bed


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    rules = ["mercari/outside-contact", "mercari/medicine", "image/images-few-mercari"]
    return plant(bed(), "mercari", rules, 3, 4, "ja").lesson


def test_a_lesson_is_read_as_it_was_written(lesson: Lesson) -> None:
    assert read_lesson(lesson_bytes(lesson)) == lesson


def altered(lesson: Lesson, change: Callable[[dict[str, Any]], object]) -> bytes:
    said = json.loads(lesson_bytes(lesson))
    change(said)
    return json.dumps(said).encode()


def set_to(*keys: str | int, value: object) -> Callable[[dict[str, Any]], object]:
    def change(said: Any) -> None:  # noqa: ANN401 - JSON
        *way, last = keys
        for key in way:
            said = said[key]
        said[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (set_to("version", value=2), "update Tenken"),
        (set_to("version", value="1"), "tenken lesson new"),
        (set_to("site", value="amazon"), "expected a listing of site"),
        (set_to("id", value="../../etc/passwd"), "id:"),
        (set_to("title", value="a\nb"), "title:"),
        (set_to("title", value="\u202etxt"), "title:"),
        (set_to("planted", value=[]), "planted:"),
        (set_to("planted", 0, "finding", value="<b>"), "planted.0.finding:"),
        (set_to("pictures", 0, "base64", value="AAAA"), "image/jpeg"),
        (set_to("pictures", 0, "media_type", value="image/svg+xml"), "pictures.0.media_type:"),
        (set_to("pictures", value=[]), "one picture for each image"),
        (set_to("listing", "images", 0, "digest", value="0" * 64), "one picture for each image"),
        (set_to("listing", "title", value="x" * 60_000), "listing.title:"),
        (set_to("script", value="alert(1)"), "script:"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(
    lesson: Lesson, change: Callable[[dict[str, Any]], object], expected: str
) -> None:
    with pytest.raises(LessonError, match=expected) as refusal:
        read_lesson(altered(lesson, change))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"null", b'{"version": 1}', b"[" * 100_000, b"{" + b" " * 10]
)
def test_what_is_no_lesson_is_refused(content: bytes) -> None:
    with pytest.raises(LessonError):
        read_lesson(content)


def test_a_file_cut_short_is_refused(lesson: Lesson) -> None:
    content = lesson_bytes(lesson)
    with pytest.raises(LessonError, match="tenken lesson new"):
        read_lesson(content[: len(content) // 2])


def test_a_file_that_is_too_large_is_not_even_parsed() -> None:
    with pytest.raises(LessonError, match=str(MOST_BYTES)):
        read_lesson(b" " * (MOST_BYTES + 1))


def test_what_the_page_says_goes_before_and_what_it_cannot_say_is_laid_under(lesson: Lesson) -> None:
    first = (lesson.listing.images or ())[0]
    read = Listing(
        platform="mercari",
        page="public",
        title="",
        description="書き換えた",
        images=(ListingImage(slot="MAIN", digest=first.digest),),
    )
    whole = completed(lesson, read)
    assert (whole.title, whole.description) == ("", "書き換えた")
    assert whole.category == lesson.listing.category
    assert (whole.page, whole.marketplace) == (lesson.listing.page, lesson.listing.marketplace)
    assert whole.mercari_link == lesson.listing.mercari_link
    assert whole.context == lesson.listing.context
    assert len(whole.images or ()) == 1


def test_a_page_read_as_it_was_made_is_the_lessons_listing(lesson: Lesson) -> None:
    assert completed(lesson, lesson.listing) == lesson.listing


def test_a_field_that_neither_has_stays_absent(lesson: Lesson) -> None:
    whole = completed(lesson, Listing(platform="mercari"))
    assert whole.search_terms is None
    assert whole.title == lesson.listing.title
