"""The waivers of a file that may change while the agent runs."""

from pathlib import Path

import structlog

from agent.rules.ruleset import RuleError
from agent.waivers import Waivers, read

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class WaiverFile:
    """Reads the file again when it has changed; a wrong one leaves in force what was there before.

    Raises:
        RuleError: the file is wrong from the start.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()
        self._waivers = read(path)

    def __call__(self) -> Waivers:
        """The waivers as they stand now."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._waivers = read(self._path)
            except RuleError as error:
                log.warning("waivers.kept", reason=str(error))
        return self._waivers

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
