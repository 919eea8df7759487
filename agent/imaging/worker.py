"""The process that decodes pictures: frames of bytes on standard input, facts as JSON on standard output.

A frame is its length (8 bytes, big endian) and its content. The process ends when its input does.
"""

import contextlib
import os
import signal
import sys
from typing import BinaryIO

from agent.imaging.frames import LENGTH_BYTES
from agent.imaging.measure import measure

MEMORY_LIMIT = 1536 * 1024 * 1024
"""Address space of the process: 40 million RGBA pixels take 160 MB, three copies live at once."""


def limit_memory() -> None:
    """A picture that needs more than ``MEMORY_LIMIT`` fails; systems without such limits go without."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - POSIX only

    for limit, value in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer every frame of ``source`` with the facts of its bytes on ``sink``."""
    while len(head := source.read(LENGTH_BYTES)) == LENGTH_BYTES:
        answer = measure(source.read(int.from_bytes(head, "big"))).model_dump_json().encode()
        sink.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        sink.flush()


def main() -> None:
    """Serve standard input and output until the agent closes them."""
    # Ctrl-C reaches the whole terminal group; the agent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory()
    # Whatever a decoder library prints must not land between frames.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
