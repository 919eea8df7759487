"""Binding to 127.0.0.1 so that nobody else can answer in the agent's place. Never to any other address."""

import errno
import socket
import sys
from collections.abc import Callable, Sequence

HOST = "127.0.0.1"
_PROBE_SECONDS = 0.2


class PortTakenError(Exception):
    """None of the ports is free; the text names them and what to do."""


def bind(ports: Sequence[int], told_taken: Callable[[int], None]) -> socket.socket:
    """A socket bound to the first free port, for this process alone.

    Args:
        ports: in the order of preference; 0 asks the system for any free one.
        told_taken: called with each port that another program holds.

    Raises:
        PortTakenError: all are taken.

    """
    for port in ports:
        try:
            return _bind_one(port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            told_taken(port)
    names = ", ".join(str(port) for port in ports)
    what = f"port {names} is" if len(ports) == 1 else f"ports {names} are"
    message = f"{what} taken by another program: stop it, or choose another with `tenken serve --port N`"
    raise PortTakenError(message)


def _bind_one(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            _require_silence(port)
            # Only over connections that linger from an agent just stopped; never reuse_port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        bound.listen(128)
    except BaseException:
        bound.close()
        raise
    bound.setblocking(False)  # noqa: FBT003 - the name of the standard library
    return bound


def _require_silence(port: int) -> None:
    """Some systems let a specific address be bound beside somebody's 0.0.0.0, or beside reuse_port."""
    if port == 0:
        return
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_SECONDS)
        if probe.connect_ex((HOST, port)) == 0:
            raise OSError(errno.EADDRINUSE, "somebody answers there")
