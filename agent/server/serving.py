"""Running the agent from start to stop."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from agent import __version__, catalogue, shop
from agent.bound import RuleSet
from agent.imaging.pool import ImagePool
from agent.imaging.store import FactStore, default_path
from agent.server import binding, connection, handshake, lesson_desk
from agent.server.app import create_app
from agent.server.instance import announced, only_instance
from agent.server.judging import EngineJudge
from agent.server.pairing import Pairings
from agent.server.settings import Settings
from agent.server.state import StateDirectory
from agent.server.waiver_desk import WaiverDesk
from agent.server.waiving import WaiverFile
from agent.waivers import Waivers
from agent.wire import PORTS

if TYPE_CHECKING:  # what reads packs is imported only where there are some
    from agent.server.reloading import Reloader

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def serve(  # noqa: PLR0913, PLR0917 - what an agent is started with
    state: StateDirectory,
    port: int | None,
    say: Callable[[str], None],
    packs: "Callable[[RuleSet], Reloader] | None" = None,
    settings: Path | None = None,
    waivers: Path | None = None,
    store: str | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        state: the agent's directory; must be private.
        port: the only port to try; ``None`` tries those that the extension knows, in order.
        say: told once in one line that the agent is ready and where.
        packs: adds users' rules to ours, and goes on doing so when their files change.
        settings: the shop's settings, as ``agent/shop.py`` says.
        waivers: what is no problem here, as ``agent/waivers.py`` says; read again when it changes.
        store: URL of the database of lessons; ``None``: a file in the agent's directory.

    Raises:
        StateError: the directory or a key file cannot be used.
        AlreadyRunningError: another agent holds the directory.
        PortTakenError: no port is free.
        RuleError: a rule file, a pack, the settings or the waivers are wrong.

    """
    state.prepare()
    with only_instance(state):
        # Before the slow part, so that a wrong key file or a taken port is told at once.
        pairings = Pairings(state)
        ports = PORTS if port is None else (port,)
        with binding.bind(ports, lambda taken: log.warning("port.taken", port=taken)) as bound:
            ruleset = catalogue.load()
            reloader = None if packs is None else packs(ruleset)
            ruleset = ruleset if reloader is None else reloader.ruleset
            wanted = shop.load(settings, ruleset)
            known = Waivers if waivers is None else WaiverFile(waivers)
            judge = EngineJudge(ruleset, _today, wanted, known)
            desk = None if waivers is None else WaiverDesk(waivers, judge.find, _today)
            gc.freeze()  # modules and rules stay: a collection that walks them holds up a verdict for 50 ms
            with contextlib.closing(judge):
                asyncio.run(_serve(state, pairings, judge, desk, reloader, store, bound, say))


async def _serve(  # noqa: PLR0913, PLR0917 - the parts of the agent
    state: StateDirectory,
    pairings: Pairings,
    judge: EngineJudge,
    desk: WaiverDesk | None,
    reloader: "Reloader | None",
    store: str | None,
    bound: socket.socket,
    say: Callable[[str], None],
) -> None:
    port = bound.getsockname()[1]
    token = handshake.new_nonce()
    app = create_app(
        Settings(
            port=port,
            cli_token=token,
            pairings=pairings,
            judge=judge,
            images=_images,
            waivers=desk,
            rules=lambda: judge.ruleset,
            lessons=lesson_desk.desk(store, state.path),
        )
    )
    if reloader is not None:
        app.cleanup_ctx.append(reloader.watching(judge))
    with _stop_signal() as stop:
        runner = await connection.start(app, bound)
        try:
            with announced(state, port, token):
                log.info("agent.ready", port=port, version=__version__)
                unpaired = "" if pairings.all() else "; pair a browser with `tenken pair`"
                say(f"Tenken agent is ready on 127.0.0.1:{port}{unpaired}")
                judge.prepare()
                await stop.wait()
        finally:
            await runner.cleanup()
            log.info("agent.stopped", port=port)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _images() -> ImagePool:
    store = FactStore(default_path(), lambda line: log.warning("cache.unusable", reason=line))
    return ImagePool(store=store, tell=lambda line: log.warning("picture.failed", reason=line))


@contextlib.contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    """An event that SIGINT or SIGTERM sets; on Windows Ctrl-C cancels the running task instead."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    kinds = (signal.SIGINT, signal.SIGTERM)
    with contextlib.suppress(NotImplementedError):
        for kind in kinds:
            loop.add_signal_handler(kind, stop.set)
    try:
        yield stop
    finally:
        with contextlib.suppress(NotImplementedError):
            for kind in kinds:
                loop.remove_signal_handler(kind)
