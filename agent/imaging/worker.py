"""The process that measures pictures, or reads them: their bytes on standard input, JSON on standard output.

``python -m agent.imaging.worker measure`` answers each picture with its ``ImageFacts``, ``read`` with its
``TextFacts``. Frames are those of ``agent/imaging/frames.py``; the process ends when its input does.
"""

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import BinaryIO

from agent.imaging.frames import LENGTH_BYTES, READY, STOP, STOPPED, head_of, length_in

Stop = Callable[[], bool]
"""Asked between the steps of the work: whether nobody waits for it any more."""
Work = Callable[[bytes, Stop], bytes]
"""A picture's bytes to the answer; ``STOPPED`` when it stopped."""

MEASURING_BYTES = 1536 * 1024 * 1024
"""Address space: 40 million RGBA pixels take 160 MB, three copies live at once."""
READING_BYTES = 3 * 1024 * 1024 * 1024
"""Address space: loaded libraries and models, and beyond the pixels what the detector works with."""
MEASURING_THREADS = 2
READING_THREADS = 4
"""At most; every further thread reserves address space too."""
NICENESS = 5
"""Reading takes every core for a third of a second; whoever types must not notice. A third of others' share
is left to it: with a tenth (10), it took ten seconds where every core was taken eight times over."""


def measuring() -> Work:
    """Measuring, with its libraries loaded."""
    import cv2  # noqa: PLC0415 - loaded here only

    from agent.imaging.measure import measure  # noqa: PLC0415

    cv2.setNumThreads(min(cores(), MEASURING_THREADS))
    return lambda data, _stop: measure(data).model_dump_json().encode()


def reading() -> Work:
    """Reading, with its models loaded. Raises when they are missing."""
    lower_priority()
    from agent.imaging.read import new_reader, read  # noqa: PLC0415 - loads onnxruntime
    from agent.imaging.reading import Stopped  # noqa: PLC0415

    reader = new_reader(min(cores(), READING_THREADS))

    def work(data: bytes, stop: Stop) -> bytes:
        try:
            return read(data, reader, stop).model_dump_json().encode()
        except Stopped:
            return STOPPED

    return work


KINDS: Mapping[str, tuple[int, Callable[[], Work]]] = {
    "measure": (MEASURING_BYTES, measuring),
    "read": (READING_BYTES, reading),
}


def cores() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lower_priority() -> None:
    """Let everybody else go first. Windows has no such call: there, the agent starts the process so."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.nice(NICENESS)


def limit_memory(size: int) -> None:
    """A picture that needs more address space fails; systems without such limits go without."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - POSIX only

    for limit, value in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def serve(source: BinaryIO, sink: BinaryIO, work: Work) -> None:
    """Say that all is ready, then answer every picture of ``source`` on ``sink``, in order."""
    pictures: queue.SimpleQueue[tuple[bytes, threading.Event] | None] = queue.SimpleQueue()

    def listen() -> None:
        stopped = threading.Event()
        while len(head := source.read(LENGTH_BYTES)) == LENGTH_BYTES:
            if head == STOP:
                stopped.set()
            else:
                stopped = threading.Event()
                pictures.put((source.read(length_in(head)), stopped))
        stopped.set()
        pictures.put(None)

    _say(sink, READY)
    # A thread, because the word to stop comes while a picture is in work.
    threading.Thread(target=listen, daemon=True).start()
    while (job := pictures.get()) is not None:
        data, stopped = job
        _say(sink, work(data, stopped.is_set))


def _say(sink: BinaryIO, content: bytes) -> None:
    sink.write(head_of(content) + content)
    sink.flush()


def main(kind: str, make: Callable[[], Work] | None = None) -> None:
    """Serve standard input and output until the agent closes them."""
    # Ctrl-C reaches the whole terminal group; the agent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory, usual = KINDS[kind]
    limit_memory(memory)
    # Whatever a decoder library prints must not land between frames.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink, (make or usual)())


if __name__ == "__main__":
    main(sys.argv[1])
