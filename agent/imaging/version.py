"""What facts depend on besides the picture: facts of another version are not to be trusted."""

import hashlib
from importlib import metadata
from pathlib import Path

from agent import picture

_LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow")


def version() -> str:
    """Hash of the code that measures and reads and of its libraries' versions.

    The models are in it too: the code names each by its SHA-256 and opens no other.
    """
    seen = hashlib.sha256()
    code = sorted(Path(__file__).parent.rglob("*.py"))
    for path in (Path(picture.__file__), *code):
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    for name in _LIBRARIES:
        seen.update(f"{name} {metadata.version(name)}\n".encode())
    return seen.hexdigest()[:32]
