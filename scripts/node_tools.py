"""The type checker and axe-core, installed by npm from ``scripts/node/package-lock.json``."""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts.environment import ROOT, SetupError

NODE_FOLDER = ROOT / "scripts" / "node"
MODULES = NODE_FOLDER / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"


def has_node() -> bool:
    """Whether Node.js and npm are on the PATH."""
    return all(shutil.which(name) for name in ("node", "npm"))


def ensure_node_tools() -> None:
    """Install what the lock names, unless it is there.

    Raises:
        SetupError: npm failed; its own message was printed.

    """
    lock, stamp = NODE_FOLDER / "package-lock.json", MODULES / ".tenken-lock"
    if stamp.is_file() and stamp.read_bytes() == lock.read_bytes():
        return
    npm = shutil.which("npm")
    if npm is None:
        message = "npm is not on the PATH; install Node.js 20 or newer"
        raise SetupError(message)
    print("[set-up] npm ci in scripts/node", file=sys.stderr, flush=True)
    if subprocess.run([npm, "ci"], check=False, cwd=NODE_FOLDER, stdout=sys.stderr).returncode:
        message = f"npm ci failed in {NODE_FOLDER} (its message is above)"
        raise SetupError(message)
    shutil.copyfile(lock, stamp)


def type_check_command() -> list[str]:
    """The command that type-checks the extension."""
    checker = MODULES / "typescript" / "bin" / "tsc"
    return [shutil.which("node") or "node", str(checker), "--project", str(Path("tsconfig.json"))]
