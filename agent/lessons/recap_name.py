"""What a recap's file is called, and its forms. Imports nothing heavy."""

from datetime import datetime
from typing import Literal

from agent.wire_console import RunId

Form = Literal["html", "csv"]


def recap_name(run: RunId, started: datetime, ending: Form) -> str:
    """ASCII, another for each run of a class that began together, and nobody is named in it."""
    return f"tenken-recap-{started:%Y%m%d-%H%M}-{run[:6].strip('-_')}.{ending}"
