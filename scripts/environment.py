"""Makes the project's own Python environment, with nothing but the standard library.

Run by itself it installs Tenken for daily use. ``enter()`` is called by a script before it imports
anything else of ours: it makes ``.venv`` where needed and starts the script again inside it.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever their system calls python3
    sys.exit("error: Tenken needs Python 3.11 or newer, this is " + sys.version.split()[0])

import hashlib
import json
import os
import subprocess
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".tenken-lock"
"""Holds the fingerprint of what was installed; another lock or Python makes the environment anew."""


class SetupError(Exception):
    """The environment cannot be made; says what to do."""


def enter() -> None:
    """Go on inside the project's environment: returns there, and never returns elsewhere."""
    # A virtual environment's interpreter is a link to the system's, so the prefixes are compared.
    if Path(sys.prefix).resolve() == VENV.resolve() and _is_current():
        return
    try:
        prepare()
    except SetupError as error:
        sys.exit(f"error: {error}")
    command = [str(python()), *sys.argv]
    if os.name == "nt":
        # Windows has no exec: the shell would go on while the script still runs.
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter and arguments


def prepare() -> None:
    """Make ``.venv`` hold exactly what ``requirements.lock`` says and this checkout, if it does not yet.

    Raises:
        SetupError: something could not be made or installed.

    """
    if _is_current():
        return
    if not python().is_file():
        _say(f"making {VENV.name} with Python {sys.version.split()[0]}")
        _make()
    _say(f"installing {LOCK.name} (hashes checked)")
    # Bytecode is made when it is first needed: most of what is installed is never imported.
    _pip("install", "--quiet", "--no-compile", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK))
    _say("installing tenken from this folder")
    _pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    STAMP.write_text(_fingerprint(), "utf-8")


def python() -> Path:
    """The environment's interpreter, whether it exists or not."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def tool(name: str) -> str:
    """A command that is installed in the environment."""
    return str(python().with_name(f"{name}.exe" if os.name == "nt" else name))


def _is_current() -> bool:
    return python().is_file() and STAMP.is_file() and STAMP.read_text("utf-8") == _fingerprint()


def _fingerprint() -> str:
    # A new command or package needs a new install; settings of tools do not.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8")).get("project")
    parts = [LOCK.read_text("utf-8"), json.dumps(project, sort_keys=True), str(ROOT)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _make() -> None:
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    except (subprocess.CalledProcessError, OSError, ImportError) as error:
        message = (
            f"Python cannot make a virtual environment in {VENV} ({error}). On Debian and Ubuntu install the "
            "package python3-venv; elsewhere install Python from its own site. Then run this again."
        )
        raise SetupError(message) from error


def _pip(*arguments: str) -> None:
    command = [str(python()), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    if subprocess.run(command, check=False, cwd=ROOT).returncode:
        message = (
            "pip could not do its part (its message is above). If the network or the package index is the "
            f"reason, set it in pip's own configuration; if {VENV} is broken, delete it and run this again."
        )
        raise SetupError(message)


def _say(text: str) -> None:
    print(f"[set-up] {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Make the environment and say where the command is."""
    try:
        prepare()
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"Tenken is installed: {Path(tool('tenken')).relative_to(ROOT)} --help")
    return 0


if __name__ == "__main__":
    sys.exit(main())
