"""Clocks put around the extension from outside, in the worlds of its page and of its worker.

All times are milliseconds since 1970, of the browser's one monotonic clock.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Worker

from scripts.practice.chromium import Tab

IN_PAGE = """(() => {
  const now = () => performance.timeOrigin + performance.now();
  const MOST_MS = 10_000;
  let times = {}, wanted = null, since = 0, finish = () => {};
  const bench = globalThis.tenkenBench = {reports: 0, revision: 0};
  const around = (owner, name, before, after = () => {}) => {
    const real = owner[name];
    if (typeof real !== "function") throw new Error("no function " + name + " to put a clock around");
    owner[name] = (...given) => {
      before(...given);
      const result = real(...given);
      after();
      return result;
    };
  };
  let began = 0;
  around(tenken, "extract", () => { began = now(); });
  around(tenken.link, "send", ({type, revision}) => {
    if (type !== "listing") return;
    bench.revision = revision;
    Object.assign(times, {revision, read: began, sent: now()});
  });
  around(tenken.accept, "report", ({revision}) => {
    bench.reports += 1;
    if (revision === times.revision) times.report ??= now();
  });
  around(tenken.boxes, "draw", () => {}, () => {
    if (times.report === undefined || times.drawn !== undefined) return;
    const {start, end} = wanted;
    const there = tenken.drawing.marks().some(({field, span, stale, shape}) =>
      field === "title" && !stale && shape === "text" && span.start === start && span.end === end);
    if (there !== wanted.there) return;
    times.drawn = now();
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => { times.painted = now(); finish(times); };
    requestAnimationFrame(() => port2.postMessage(null));
  });
  addEventListener("keydown", ({timeStamp}) => { times.key = performance.timeOrigin + timeStamp; }, true);
  addEventListener("input", () => { times.input = now(); });
  bench.arm = (mark) => {
    times = {};
    wanted = mark;
    bench.done = new Promise((resolve, reject) => {
      finish = resolve;
      setTimeout(() => reject(new Error("not drawn: " + JSON.stringify([mark, times]))), MOST_MS);
    });
    bench.done.catch(() => {});
  };
})()"""

IN_WORKER = """() => {
  const now = () => performance.timeOrigin + performance.now();
  const Real = globalThis.WebSocket;
  const bench = globalThis.tenkenBench = {socket: null, said: [], heard: []};
  globalThis.WebSocket = class extends Real {
    constructor(...given) {
      super(...given);
      bench.socket = this;
      this.addEventListener("message", ({data}) => bench.heard.push([now(), data]));
    }
    send(text) {
      bench.said.push([now(), text]);
      super.send(text);
    }
  };
}"""

MOVE = """(port) => new Promise((resolve, reject) => {
  const {socket} = globalThis.tenkenBench;
  const opening = indexedDB.open("tenken");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("keys", "readwrite");
    const store = transaction.objectStore("keys");
    const reading = store.get("agent");
    reading.onsuccess = () => store.put({...reading.result, port}, "agent");
    transaction.oncomplete = () => {
      opening.result.close();
      socket?.close(1000);
      resolve(null);
    };
  };
})"""

TAKE = """(revision) => {
  const {socket, said, heard} = globalThis.tenkenBench;
  const of = (list, type) => list.find(([, text]) => {
    const message = JSON.parse(text);
    return message.type === type && message.revision === revision;
  });
  const [out, audit] = of(said, "audit"), [back, report] = of(heard, "report");
  return {out, back, audit, length: report.length, port: Number(new URL(socket.url).port)};
}"""


async def put_into_page(tab: Tab) -> None:
    """Put the clocks around the content script's functions."""
    await tab.ask(IN_PAGE)


async def put_into_worker(worker: Worker) -> None:
    """Put the clocks around the sockets that the worker opens from now on."""
    await worker.evaluate(IN_WORKER)


async def move(worker: Worker, tab: Tab, port: int) -> None:
    """Have the worker leave the agent it has and find the one at ``port``; waits for its first report."""
    before = await tab.ask("tenkenBench.reports")
    await worker.evaluate(MOVE, port)
    await tab.wait(f"tenkenBench.reports > {before}", f"a report of the agent at port {port}")


async def drawn(
    tab: Tab, mark: tuple[int, int], act: Callable[[], Awaitable[None]], *, there: bool
) -> dict[str, float]:
    """Do ``act``; the times until the title is judged anew and has that mark (start, end), or has it not."""
    start, end = mark
    await tab.ask(f"tenkenBench.arm({{start: {start}, end: {end}, there: {str(there).lower()}}})")
    await act()
    times: dict[str, float] = await tab.ask("tenkenBench.done")
    return times


async def forget(worker: Worker) -> None:
    """Drop what the worker's clocks have noted so far."""
    await worker.evaluate("() => { tenkenBench.said.length = tenkenBench.heard.length = 0; }")


async def take(worker: Worker, revision: float) -> dict[str, Any]:
    """When the worker sent the audit of ``revision`` and had its report, and to which port."""
    taken: dict[str, Any] = await worker.evaluate(TAKE, revision)
    return taken
