"""A question that a learner is asked, and what was answered."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from agent.wire_lesson import Answered, Question

if TYPE_CHECKING:
    from agent.lessons.quiz import Posed


@dataclass(slots=True)
class Asked:
    """One question at one page."""

    posed: "Posed"
    at: datetime
    verdicts: OrderedDict[str, Answered] = field(default_factory=OrderedDict)
    """By the id of the answer: the same message gets the same verdict."""

    @property
    def question(self) -> Question:
        """As the page shows it."""
        return self.posed.question

    @property
    def ended(self) -> Answered | None:
        """The verdict after which there is nothing more to answer."""
        return next((verdict for verdict in self.verdicts.values() if verdict.right or verdict.words), None)
