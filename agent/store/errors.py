"""Where the store is, and what goes wrong with it. Imports nothing heavy: the agent's start reads it."""

VARIABLE = "TENKEN_STORE"
"""The environment's variable for the store's URL; the file in the state directory where it is not set."""
FILE = "lessons.db"
"""The store in the agent's state directory, where no URL names another."""


class StoreError(Exception):
    """The store did not do it; the text is one line that names the file or setting and the remedy.

    What was acknowledged before is kept, and the next call tries again.
    """


class RunGoneError(StoreError):
    """The run was removed meanwhile: there is nothing to change in it, and trying again does not help."""
