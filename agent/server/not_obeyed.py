"""Refusing a message about a lesson: one exception, told to whoever sent it."""

from collections.abc import Callable
from typing import Literal

Code = Literal["changed", "nothing-to-find", "store", "failed", "busy"]
Refuse = Callable[[Code, str], None]


class NotObeyedError(Exception):
    """A message cannot be obeyed, and nothing has changed. The text says what was expected."""

    def __init__(self, *, code: Code, words: str) -> None:
        super().__init__(words)
        self.code = code


GONE = "the page's text is another now: that finding is not there any more"
