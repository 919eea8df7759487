/**
 * One try at one port: is anything there, does it know our key, does it accept ours.
 * Until the agent has proved the key it is told a random number and nothing else.
 */

import { CLOSE_CODES, PROTOCOL } from "./constants.js";
import { agentProves, clientProof } from "./keys.js";
import { randomBytes, toBase64url } from "./protocol.js";

const PROBE_MS = 1_500;
const STEP_MS = 3_000;
/** Said to a program that could not prove the key. */
const IMPOSTOR_CLOSE = 4403;
const B32 = /^[A-Za-z0-9_-]{43}$/;
const B16 = /^[A-Za-z0-9_-]{22}$/;

/** Why a try ended, as the state to show. */
export class Refusal extends Error {
  /** @param {Messages.ConnectionState} state */
  constructor(state) {
    super(state);
    this.state = state;
  }
}

/**
 * @typedef {object} Link
 * @property {WebSocket} socket
 * @property {import("./protocol.js").Circumstances} circumstances
 * @property {string} token  bearer of the HTTP routes
 * @property {string} agentVersion
 * @property {Wire.Limits} limits
 */

/**
 * `"free"` when nothing listens. Asked over HTTP first because Chromium slows a worker's
 * WebSockets down by seconds after a few refused ones; plain requests are not slowed.
 * @param {number} port
 * @returns {Promise<"free" | "tenken" | "other">}  throws `Refusal` when it accepts and is silent
 */
export async function probe(port) {
  const signal = AbortSignal.timeout(PROBE_MS);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
      cache: "no-store", credentials: "omit", redirect: "error", signal,
    });
    await answer.body?.cancel();
    return answer.ok ? "tenken" : "other";
  } catch {
    if (signal.aborted) {
      throw new Refusal("not-answering");
    }
    return "free";
  }
}

/**
 * Opens a socket and proves the key both ways.
 * @param {number} port
 * @param {CryptoKey} key
 * @param {{ agentId: string, clientId: string } | null} known  `null` while pairing
 * @param {boolean} looksRight  whether the probe was answered as the agent does
 * @returns {Promise<Link>}  throws `Refusal`
 */
export async function shake(port, key, known, looksRight) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/ws`);
  const inbox = new Inbox(socket);
  try {
    await inbox.opened(looksRight ? "not-paired" : "wrong-agent");
    const nonceC = toBase64url(randomBytes(32));
    socket.send(JSON.stringify({
      type: "hello", v: PROTOCOL, client_id: known?.clientId ?? null, nonce_c: nonceC,
    }));
    const challenge = await inbox.next("challenge", {
      nonce_s: B32, agent_id: B32, client_id: B16, proof: B32,
    });
    const circumstances = {
      nonceC,
      nonceS: challenge.nonce_s,
      agentId: challenge.agent_id,
      clientId: challenge.client_id,
      origin: chrome.runtime.getURL("").slice(0, -1),
      port,
    };
    const stranger = known !== null
      && (known.agentId !== circumstances.agentId || known.clientId !== circumstances.clientId);
    if (stranger || !(await agentProves(key, challenge.proof, circumstances))) {
      throw new Refusal("wrong-agent");
    }
    const proof = toBase64url(await clientProof(key, circumstances));
    socket.send(JSON.stringify({ type: "auth", proof }));
    const ready = await inbox.next("ready", { session_token: /^[!-~]{16,256}$/, agent_version: /^[!-~]{1,64}$/ });
    return {
      socket,
      circumstances,
      token: ready.session_token,
      agentVersion: ready.agent_version,
      limits: readLimits(ready.limits),
    };
  } catch (error) {
    if (socket.readyState < WebSocket.CLOSING) {
      const impostor = error instanceof Refusal && error.state === "wrong-agent";
      socket.close(impostor ? IMPOSTOR_CLOSE : 1000);
    }
    throw error;
  } finally {
    inbox.close();
  }
}

/**
 * @param {number} code
 * @returns {Messages.ConnectionState}
 */
export function stateOfClose(code) {
  switch (code) {
    case CLOSE_CODES.UNAUTHORISED:
    case CLOSE_CODES.REVOKED:
      return "not-paired";
    case CLOSE_CODES.VERSION:
      return "version";
    case CLOSE_CODES.RATE:
    case CLOSE_CODES.BUSY:
      return "not-answering";
    default:
      return "not-running";
  }
}

/**
 * @param {unknown} value
 * @returns {Wire.Limits}  the agent's numbers, or cautious ones
 */
function readLimits(value) {
  const given = /** @type {Record<string, unknown>} */ (value ?? {});
  const number = (/** @type {string} */ name, /** @type {number} */ fallback) => {
    const found = given[name];
    return typeof found === "number" && found > 0 ? found : fallback;
  };
  return {
    message_bytes: number("message_bytes", 256 * 1024),
    image_bytes: number("image_bytes", 8 * 1024 * 1024),
    messages_per_second: number("messages_per_second", 20),
  };
}

/** What arrives on a socket during the handshake, one awaited message after the other. */
class Inbox {
  /** @type {(string | CloseEvent)[]} */
  #arrived = [];
  /** @type {(() => void) | null} */
  #wake = null;
  #done = new AbortController();

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.socket = socket;
    const { signal } = this.#done;
    const add = (/** @type {string | CloseEvent} */ item) => {
      this.#arrived.push(item);
      this.#wake?.();
    };
    socket.addEventListener("open", () => this.#wake?.(), { signal });
    socket.addEventListener("message", (event) => add(String(event.data)), { signal });
    socket.addEventListener("close", add, { signal });
  }

  /** @param {Messages.ConnectionState} refused  what a refused upgrade means */
  async opened(refused) {
    await this.#until(() => this.socket.readyState !== WebSocket.CONNECTING);
    if (this.socket.readyState !== WebSocket.OPEN) {
      throw new Refusal(refused);
    }
  }

  /**
   * @param {string} type
   * @param {Record<string, RegExp>} shape  every named member must be a string of that form
   * @returns {Promise<Record<string, any>>}
   */
  async next(type, shape) {
    await this.#until(() => this.#arrived.length > 0);
    const item = this.#arrived.shift();
    if (typeof item !== "string") {
      throw new Refusal(stateOfClose(item?.code ?? 0));
    }
    /** @type {any} */
    let message = null;
    try {
      message = item.length <= 4096 ? JSON.parse(item) : null;
    } catch {
      message = null;
    }
    const fits = message !== null && typeof message === "object" && message.type === type
      && Object.entries(shape).every(([name, form]) => typeof message[name] === "string" && form.test(message[name]));
    if (!fits) {
      throw new Refusal("wrong-agent");
    }
    return message;
  }

  close() {
    this.#done.abort();
  }

  /** @param {() => boolean} met */
  async #until(met) {
    const end = Date.now() + STEP_MS;
    while (!met()) {
      const left = end - Date.now();
      if (left <= 0) {
        throw new Refusal("not-answering");
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      });
    }
  }
}
