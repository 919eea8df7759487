"""What is installed on a machine, as far as two machines have to have the same to judge the same."""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import agent

_ROOT = Path(agent.__file__).parents[1]
_PARTS = (("agent", {".py", ".js"}), ("rules", {".toml", ".txt"}), ("extension", {".js", ".json"}))


@dataclass(frozen=True, slots=True)
class Installation:
    """One machine's Tenken and Python."""

    tenken: str
    python: str
    """Major and minor version: a smaller step does not change what the libraries do."""
    digest: str
    """Of our code and rules: a checkout changes more often than its version."""

    def differs(self, other: "Installation") -> str | None:
        """What is not the same there as here, in words."""
        if self.python != other.python:
            return f"Python is {other.python} there and {self.python} here"
        if self.tenken != other.tenken:
            return f"Tenken is {other.tenken} there and {self.tenken} here"
        if self.digest != other.digest:
            return f"Tenken is {self.tenken} on both sides, but its code or its rules are not the same"
        return None


def installation() -> Installation:
    """Of this process."""
    digest = hashlib.sha256()
    for folder, kinds in _PARTS:
        for path in sorted(path for path in (_ROOT / folder).rglob("*") if path.suffix in kinds):
            # Git may write other line ends on another system.
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(_ROOT).as_posix()} {len(content)}\n".encode() + content)
    return Installation(
        tenken=agent.__version__,
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        digest=digest.hexdigest(),
    )
