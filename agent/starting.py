"""Starting quickly: what a program of ours does without until it is at work."""

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager


def begin() -> None:
    """Before anything large is imported.

    No collections, as in ``no_collections``, until rules are loaded or the command is done. No plug-ins of
    pydantic: none is ours, and looking for them reads the metadata of every package that is installed.
    """
    gc.disable()
    atexit.register(gc.freeze)  # the last collection, when Python ends, need not walk it either
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


@contextmanager
def no_collections() -> Iterator[None]:
    """What is loaded inside stays: collections would walk it again and again, for a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # the two make it old without a walk, so that the next collection leaves it out
        gc.enable()
