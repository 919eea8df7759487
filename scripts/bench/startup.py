"""How long until a fresh ``tenken serve`` is ready, next to a Python that only imports its libraries.

Run: ``.venv/bin/python scripts/bench/startup.py [--rounds 5]``. Each round starts the agent once with a
paired browser's key on disk, and takes two times: to the line that says it is ready, and until a client
with that key has come through the handshake. Then a bare ``import aiohttp, pydantic``, so that a busy
machine slows both. Processor time is that of the whole run, which waiting for other programs hardly adds to.
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
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's agent is compiled once, not at each start

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


def processor_seconds() -> float:
    """Processor time of the programs that were started here and have ended; 0 where it cannot be told."""
    if sys.platform == "win32":
        return 0.0
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def start_agent(folder: Path) -> tuple[float, float, float]:
    """Seconds until the agent says that it is ready, until it accepted a client, and of processor time."""
    state = folder / "state"
    directory = StateDirectory(state)
    directory.prepare()
    pairings = Pairings(directory)
    if not pairings.all():
        pairings.add(CLIENT_ID, ORIGIN, "bench", KEY)
    used = processor_seconds()
    async with aiohttp.ClientSession() as session:
        begin = time.perf_counter()
        async with running_agent(state, folder / "agent.log") as line:
            ready = time.perf_counter() - begin
            await shake(session, int(line.partition("127.0.0.1:")[2].partition(";")[0]))
            accepted = time.perf_counter() - begin
    return ready, accepted, processor_seconds() - used


async def import_libraries() -> tuple[float, float]:
    """Seconds of a Python that imports the two libraries and ends, and of its processor time."""
    used, begin = processor_seconds(), time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import aiohttp, pydantic", cwd=ROOT)
    await process.wait()
    return time.perf_counter() - begin, processor_seconds() - used


async def measure(rounds: int) -> list[float]:
    """The medians of ready, accepted, processor time, and of the bare import's time and processor time."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="tenken-bench-") as folder:
        for _ in range(rounds + 1):
            one = *await start_agent(Path(folder)), *await import_libraries()
            figures.append(one)
    # The first round fills the caches of the disk.
    return [statistics.median(column) for column in zip(*figures[1:], strict=True)]


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    ready, accepted, used, bare, bare_used = asyncio.run(measure(rounds))
    print(f"ready line                        {ready:6.3f} s   goal {GOAL_SECONDS:.1f} s")
    print(f"first handshake accepted          {accepted:6.3f} s   processor time of the run {used:.3f} s")
    print(f"bare `import aiohttp, pydantic`   {bare:6.3f} s   processor time of the run {bare_used:.3f} s")
    print(f"ratio of ready to bare import     {ready / bare:6.2f}")
    if hasattr(os, "getloadavg"):
        print(f"{rounds} rounds; load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
