"""Runs to make recaps of: real rules on a small listing with a picture, and what a learner did with them."""

import base64
import hashlib
import io
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from PIL import Image, ImageDraw

from agent.annotate import annotate
from agent.engine import run as judge
from agent.groups import group_of
from agent.lessons.lesson import Lesson, LessonPicture, Planted
from agent.lessons.run import AnswerRecord, AttemptRecord, KeyFault, Run, Told
from agent.listing import Listing, ListingImage
from agent.picture import Region
from agent.wire import Annotation, WireTarget
from agent.wire_lesson import AttemptPlace, AttemptVerdict, QuestionKind
from agent.wire_parts import Locale
from tests.reports.runs import ruleset

START = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
NAME = "山田 花子"


@cache
def jpeg() -> bytes:
    picture = Image.new("RGB", (500, 400), (236, 236, 236))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((190, 90, 310, 360), 30, (60, 110, 150))
    draw.rectangle((215, 50, 285, 100), (40, 60, 70))
    draw.text((20, 20), "SALE 50%", (200, 20, 20), font_size=48)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=90)
    return made.getvalue()


def listing(**fields: object) -> Listing:
    digest = hashlib.sha256(jpeg()).hexdigest()
    usual: dict[str, object] = {
        "platform": "amazon",
        "marketplace": "jp",
        "page": "edit",
        "mercari_link": False,
        "title": "𠮷 保温ボトル 500ml 送料無料 ステンレス 激安!!",
        "bullets": ("軽くて持ち運びに便利です。", "<b>業界最安</b>の価格でお届けします。"),
        "description": "保温も保冷もできるボトルです。\n詳しくは www.example.com へ。\n送料無料です。",
        "brand": "",
        "images": (ListingImage(slot="MAIN", digest=digest), ListingImage(slot="PT01")),
    }
    return Listing.model_validate(usual | fields)


def picture_faults() -> list[KeyFault]:
    badge = Region(x=0.03, y=0.03, width=0.5, height=0.16)
    grey = Region(x=0, y=0, width=1, height=1)
    areas = (Region(x=0, y=0.5, width=0.3, height=0.5), Region(x=0.7, y=0.5, width=0.3, height=0.5))
    return [
        _picture_fault("f" * 16, "image/main-image-text", WireTarget(field="images", index=0, region=badge)),
        _picture_fault(
            "e" * 16,
            "image/main-image-not-white",
            WireTarget(field="images", index=0, region=grey, areas=areas),
        ),
        _picture_fault("d" * 16, "image/main-image-too-small", WireTarget(field="images", index=1)),
    ]


def _picture_fault(name: str, rule: str, target: WireTarget) -> KeyFault:
    words = Annotation(
        id=name,
        rule=rule,
        outcome="violation",
        severity="error",
        target=target,
        title="画像の決まり",
        message="この画像は決まりに合っていません。",
        help="白い背景の、文字のない写真に替えてください。",
        reason=None,
        consequence=None,
        sources=(),
        fix=None,
    )
    return KeyFault(annotation=words, group="picture")


def key_of(of: Listing, locale: Locale = "ja") -> tuple[KeyFault, ...]:
    rules = ruleset()
    found = annotate(judge(rules, of, {}, TODAY), rules, of, locale)
    texts = [one for one in found if one.outcome == "violation"]
    groups = {bound.rule.id: group_of(bound.rule) for bound in rules.rules}
    return tuple(KeyFault(annotation=one, group=groups[one.rule]) for one in texts)


def lesson(of: Listing | None = None) -> Lesson:
    shown = of or listing()
    first = (shown.images or ())[:1]
    picture = LessonPicture(slot="MAIN", media_type="image/jpeg", base64=base64.b64encode(jpeg()).decode())
    return Lesson(
        id="L" * 22,
        title="練習: 保温ボトル",
        site="amazon",
        locale="ja",
        created=START,
        ruleset="0" * 16,
        seed=1,
        listing=shown.model_copy(update={"images": first}),
        pictures=(picture,),
        planted=(Planted(rule="amazon/title-promotional", finding="0" * 16, field="title"),),
    )


def spoken_name(text: str) -> str:
    """As much of ``text`` as a learner's name can hold."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", "", text)[:64]


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def attempt(
    verdict: AttemptVerdict, seconds: float, fault: KeyFault | None = None, quote: str = "保温ボトル"
) -> AttemptRecord:
    return AttemptRecord(
        id=f"a{seconds:g}".replace(".", "-"),
        run="R" * 22,
        at=after(seconds),
        place=AttemptPlace(field="title", start=3, end=8),
        quote=quote,
        reason=fault.group if fault and verdict == "found" else "law",
        verdict=verdict,
        finding=fault.annotation.id if fault else None,
    )


def answer(  # noqa: PLR0913 - what an answer can be
    kind: QuestionKind, fault: KeyFault, *, right: bool, question: str, seconds: float = 200, text: str = "c1"
) -> AnswerRecord:
    return AnswerRecord(
        id=f"n{question}{seconds:g}",
        run="R" * 22,
        question=question,
        kind=kind,
        finding=fault.annotation.id,
        rule=fault.annotation.rule,
        group=fault.group,
        asked=after(seconds - 12),
        at=after(seconds),
        answer=text,
        right=right,
    )


def told(  # noqa: PLR0913 - what a run can be
    of: Listing | None = None,
    *,
    learner: str = NAME,
    title: str = "練習: 保温ボトル",
    lesson: str | None = "L" * 22,
    is_over: bool = True,
    hunted: bool = True,
    locale: Locale = "ja",
) -> Told:
    """A hunt in which every second fault was found, with two wrong attempts and three answers."""
    shown = of or listing()
    key = (*key_of(shown, locale), *picture_faults())
    run = Run(
        id="R" * 22,
        page="p-1",
        client="c" * 22,
        lesson=lesson,
        title=title,
        locale=locale,
        listing=shown,
        key=key,
        learner=learner,
        started=START,
        ended=after(605) if is_over else None,
    )
    found = [attempt("found", 20 + 30 * place, fault) for place, fault in enumerate(key) if place % 2 == 0]
    wrong = [attempt("wrong-place", 11, quote="保温ボトル"), attempt("wrong-reason", 16, key[0], "送料無料")]
    answers = (
        answer("fix", key[0], right=False, question="q1", seconds=400, text="保温ボトル 送料無料"),
        answer("fix", key[0], right=True, question="q1", seconds=430, text="保温ボトル"),
        answer("rule", key[1], right=True, question="q2", seconds=460),
    )
    attempts = tuple(sorted([*wrong, *found], key=lambda one: one.at)) if hunted else ()
    return Told(run=run, attempts=attempts, answers=answers, hunted=hunted)
