"""How long until a fresh ``tenken serve`` is ready, next to a Python that only imports its libraries.

Run: ``.venv/bin/python scripts/bench/startup.py [--rounds 5]``. Each round starts the agent once with a
paired browser's key on disk, and takes two times: to the line that says it is ready, and until a client
with that key has come through the handshake. Then a bare ``import aiohttp, pydantic``, so that a busy
machine slows both.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.server import handshake  # noqa: E402 - the checkout is the package
from agent.server.pairing import Pairings  # noqa: E402
from agent.server.state import StateDirectory  # noqa: E402
from agent.wire import Auth, Challenge, Hello, Ready  # noqa: E402
from scripts.practice.agent import running_agent  # noqa: E402

ORIGIN = "chrome-extension://" + "a" * 32
KEY = bytes(range(handshake.KEY_BYTES))
CLIENT_ID = handshake.encode(bytes(handshake.CLIENT_ID_BYTES))
GOAL_SECONDS = 1.0


async def shake(session: aiohttp.ClientSession, port: int) -> None:
    """Come through the handshake as the paired client does."""
    async with session.ws_connect(f"http://127.0.0.1:{port}/v1/ws", headers={"Origin": ORIGIN}) as socket:
        hello = Hello(v=1, client_id=CLIENT_ID, nonce_c=handshake.new_nonce())
        await socket.send_str(hello.model_dump_json())
        challenge = Challenge.model_validate_json(await socket.receive_str())
        transcript = handshake.Transcript(
            nonce_c=hello.nonce_c,
            nonce_s=challenge.nonce_s,
            agent_id=challenge.agent_id,
            client_id=CLIENT_ID,
            origin=ORIGIN,
            port=port,
        )
        await socket.send_str(Auth(proof=transcript.proof("client", KEY)).model_dump_json())
        Ready.model_validate_json(await socket.receive_str())


async def start_agent(folder: Path) -> tuple[float, float]:
    """Seconds until the agent says that it is ready, and until it has accepted a client."""
    state = folder / "state"
    directory = StateDirectory(state)
    directory.prepare()
    pairings = Pairings(directory)
    if not pairings.all():
        pairings.add(CLIENT_ID, ORIGIN, "bench", KEY)
    async with aiohttp.ClientSession() as session:
        begin = time.perf_counter()
        async with running_agent(state, folder / "agent.log") as line:
            ready = time.perf_counter() - begin
            await shake(session, int(line.partition("127.0.0.1:")[2].partition(";")[0]))
            return ready, time.perf_counter() - begin


async def import_libraries() -> float:
    """Seconds of a Python that imports the two libraries and ends."""
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import aiohttp, pydantic", cwd=ROOT)
    await process.wait()
    return time.perf_counter() - begin


async def measure(rounds: int) -> list[tuple[float, float, float]]:
    """Ready, accepted and bare import, in seconds, for each round after a first one that fills caches."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="tenken-bench-") as folder:
        for _ in range(rounds + 1):
            ready, accepted = await start_agent(Path(folder))
            figures.append((ready, accepted, await import_libraries()))
    return figures[1:]


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    figures = asyncio.run(measure(parser.parse_args().rounds))
    ready, accepted, bare = (statistics.median(column) for column in zip(*figures, strict=True))
    print(f"ready line                          {ready:6.3f} s   (goal {GOAL_SECONDS:.1f} s)")
    print(f"first handshake accepted            {accepted:6.3f} s")
    print(
        f"bare `import aiohttp, pydantic`     {bare:6.3f} s   (the agent takes {ready / bare:.1f} times as long)"
    )
    if hasattr(os, "getloadavg"):
        print(f"{len(figures)} rounds; load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
