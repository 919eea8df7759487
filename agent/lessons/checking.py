"""Whether a lesson's key still is what the engine finds, by the rules of now."""

from agent.lessons.bed import Bed
from agent.lessons.lesson import Lesson, Planted
from agent.wire_parts import Locale


def differences(bed: Bed, lesson: Lesson, locale: Locale) -> list[str]:
    """One line for every planted fault that is not found, and for every other that is."""
    pictures = [picture.content() for picture in lesson.pictures]
    found = {one.id: one for one in bed.violations(lesson.listing, pictures, locale)}
    planted = {fault.finding: fault for fault in lesson.planted}
    gone = [f"planted, and not found: {_told(fault)}" for key, fault in planted.items() if key not in found]
    more = [
        f"found, and not planted: {one.rule} at {one.target.field or 'the page'}"
        for key, one in found.items()
        if key not in planted
    ]
    return gone + more


def _told(fault: Planted) -> str:
    quote = f" '{fault.quote}'" if fault.quote else ""
    return f"{fault.rule} at {fault.field}{quote}"
