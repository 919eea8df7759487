"""What a recap's file is called. Imports nothing heavy."""

from datetime import datetime

from agent.wire_console import RunId


def recap_name(run: RunId, started: datetime, ending: str) -> str:
    """ASCII, another for each run of a class that began together, and nobody is named in it."""
    return f"tenken-recap-{started:%Y%m%d-%H%M}-{run[:6].strip('-_')}.{ending}"
