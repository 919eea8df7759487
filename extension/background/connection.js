/**
 * The only conversation with the agent: one WebSocket, held while somebody wants it.
 * Finds the agent again by itself; says in one word how things stand.
 */

import { findAndPair, findAnyAgent, findPaired } from "./finder.js";
import { Refusal, stateOfClose } from "./handshake.js";
import { forgetPairing, loadPairing, pairingKeys } from "./keys.js";
import { readPairingString } from "./pairing-string.js";
import { Heartbeat } from "./heartbeat.js";
import { readAgentMessage } from "./agent-messages.js";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 3_000;
/** Tries at the short interval before it grows: a minute, in which most agents are restarted. */
const QUICK_TRIES = 60;
/** Another program on the port, a refused key, another version: only a person can change that. */
const HOPELESS_RETRY_MS = 10_000;
const IDLE_MS = 10_000;

/**
 * @typedef {object} Listener
 * @property {(state: Messages.ConnectionState) => void} onState
 * @property {() => void} onConnected  a new link: what was asked on an older one has no answer
 * @property {(message: Messages.FromAgent) => void} onMessage
 */

export class Connection {
  /** @type {Messages.ConnectionState} */
  state = "connecting";
  /** Messages of the agent that were not of the closed set. */
  dropped = 0;
  /** @type {import("./handshake.js").Link | null} */
  #link = null;
  #wanted = false;
  #searching = false;
  #tries = 0;
  /** @type {(() => void) | null} */
  #skipWait = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  #heartbeat;
  #listener;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#heartbeat = new Heartbeat({
      ping: () => this.#link?.socket.send('{"type":"ping"}'),
      silent: () => this.#setState("not-answering"),
      answering: () => this.#setState("ready"),
      lost: () => this.#drop("not-answering"),
    });
  }

  /** What the handshake told, or `null` while there is no connection. */
  get link() {
    return this.#link;
  }

  /**
   * Holds the connection, or lets it sleep: it is closed when nobody wanted it for 10 s.
   * @param {boolean} wanted
   */
  want(wanted) {
    clearTimeout(this.#idle);
    this.#wanted = wanted;
    if (wanted) {
      void this.#search();
    } else {
      this.#idle = setTimeout(() => this.#drop("connecting"), IDLE_MS);
    }
  }

  /**
   * @param {Messages.ToAgent} message
   * @returns {"sent" | "down" | "too-large"}
   */
  send(message) {
    if (this.#link === null) {
      return "down";
    }
    const text = JSON.stringify(message);
    if (new TextEncoder().encode(text).length > this.#link.limits.message_bytes) {
      return "too-large";
    }
    this.#link.socket.send(text);
    if (message.type === "audit") {
      this.#heartbeat.owe(message.page);
    }
    return "sent";
  }

  /**
   * Pairs with the string of `tenken pair`. Nothing is sent for one that is mistyped.
   * @param {string} text
   * @returns {Promise<Messages.PairReason | null>}  `null` when paired
   */
  async pair(text) {
    const digits = readPairingString(text);
    if (digits === null) {
      return "check-character";
    }
    try {
      this.#adopt(await findAndPair(await pairingKeys(digits)));
      return null;
    } catch (error) {
      const state = error instanceof Refusal ? error.state : "not-running";
      if (state === "not-paired") {
        return "wrong-string";
      }
      return state === "wrong-agent" || state === "version" ? state : "not-running";
    }
  }

  /** Forgets the agent. */
  async unpair() {
    await forgetPairing();
    this.#drop("not-paired");
    this.retry();
  }

  /** Tries again now instead of after the wait. */
  retry() {
    this.#tries = 0;
    this.#skipWait?.();
    void this.#search();
  }

  async #search() {
    if (this.#searching) {
      return;
    }
    this.#searching = true;
    try {
      while (this.#wanted && this.#link === null) {
        const state = await this.#attempt();
        if (this.#link !== null || !this.#wanted) {
          break;
        }
        this.#setState(state);
        this.#tries += 1;
        await this.#wait(state);
      }
    } finally {
      this.#searching = false;
    }
  }

  /** @returns {Promise<Messages.ConnectionState>} */
  async #attempt() {
    try {
      // An extension call counts as activity: the worker is not stopped between two tries.
      await chrome.runtime.getPlatformInfo();
      const pairing = await loadPairing();
      if (pairing === null) {
        await findAnyAgent();
        return "not-paired";
      }
      const link = await findPaired(pairing);
      if (this.#link === null) {
        this.#adopt(link);
      } else {
        link.socket.close();
      }
      return "ready";
    } catch (error) {
      return error instanceof Refusal ? error.state : "not-running";
    }
  }

  /** @param {Messages.ConnectionState} state */
  async #wait(state) {
    const paired = (await loadPairing()) !== null;
    const growth = this.#tries > QUICK_TRIES ? this.#tries - QUICK_TRIES : 0;
    const hopeless = state === "wrong-agent" || state === "version" || (state === "not-paired" && paired);
    const delay = hopeless
      ? HOPELESS_RETRY_MS
      : Math.min(FIRST_RETRY_MS + growth * 200, LAST_RETRY_MS);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#skipWait = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
    this.#skipWait = null;
  }

  /** @param {import("./handshake.js").Link} link */
  #adopt(link) {
    const before = this.#link;
    this.#link = link;
    this.#tries = 0;
    before?.socket.close(1000);
    const { socket } = link;
    socket.addEventListener("message", (event) => this.#receive(String(event.data)));
    socket.addEventListener("close", (event) => {
      if (this.#link === link) {
        this.#drop(stateOfClose(event.code));
        void this.#search();
      }
    });
    if (socket.readyState !== WebSocket.OPEN) {
      this.#drop("not-running");
      return;
    }
    this.#heartbeat.start();
    this.#setState("ready");
    this.#listener.onConnected();
    if (!this.#wanted) {
      this.want(false);
    }
  }

  /** @param {string} text */
  #receive(text) {
    const message = readAgentMessage(text);
    if (message === null) {
      this.dropped += 1;
      return;
    }
    this.#heartbeat.heard(message.type === "report" || message.type === "error" ? message.page : message.type);
    if (message.type !== "pong") {
      this.#listener.onMessage(message);
    }
  }

  /** @param {Messages.ConnectionState} state  what to show from now on */
  #drop(state) {
    const link = this.#link;
    this.#link = null;
    this.#heartbeat.stop();
    if (link !== null && link.socket.readyState < WebSocket.CLOSING) {
      link.socket.close(1000);
    }
    this.#setState(state);
    if (this.#wanted && link !== null) {
      void this.#search();
    }
  }

  /** @param {Messages.ConnectionState} state */
  #setState(state) {
    if (this.state !== state) {
      this.state = state;
      this.#listener.onState(state);
    }
  }
}
