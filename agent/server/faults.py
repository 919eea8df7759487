"""Unexpected exceptions: the outside learns an id, the log where it broke, and neither the listing's text."""

import secrets
import traceback

import structlog

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def note_fault(error: BaseException, route: str) -> str:
    """Log an exception; the id under which the log has it."""
    fault = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"
    # An exception's text may quote the listing; at debug, where texts are allowed, it is shown.
    log.error("fault", id=fault, route=route, exception=type(error).__name__, place=place)
    log.debug("fault.trace", id=fault, trace="".join(traceback.format_exception(error)))
    return fault
