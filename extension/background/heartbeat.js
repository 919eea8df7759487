/**
 * Tells a slow agent from a hung one. Every 20 s a `ping` keeps the worker alive (Chromium counts
 * messages, Firefox extension calls); while an answer is due, silence of 2 s means "not answering".
 */

import { KEEPALIVE_SECONDS } from "./constants.js";

const ASK_MS = 1_000;
const SILENCE_MS = 2_000;
/** An agent that answers pings and yet owes a report for this long is not working either. */
const OVERDUE_MS = 10_000;
const LOST_MS = 30_000;

/**
 * @typedef {object} Reactions
 * @property {() => void} ping       send one
 * @property {() => void} silent     nothing heard although something is due
 * @property {() => void} answering  heard again
 * @property {() => void} lost       silent for so long that a new socket is worth a try
 */

export class Heartbeat {
  /** What is due and since when (ms), by page or "pong". @type {Map<string, number>} */
  #due = new Map();
  /** @type {ReturnType<typeof setTimeout>[]} */
  #timers = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #beat;
  #reactions;

  /** @param {Reactions} reactions */
  constructor(reactions) {
    this.#reactions = reactions;
  }

  start() {
    this.stop();
    this.#beat = setInterval(() => {
      void chrome.runtime.getPlatformInfo();
      this.#ping();
    }, KEEPALIVE_SECONDS * 1_000);
  }

  stop() {
    clearInterval(this.#beat);
    this.#disarm();
    this.#due.clear();
  }

  /** @param {string} name  an answer of this name is now due */
  owe(name) {
    this.#due.set(name, Date.now());
    if (this.#timers.length === 0) {
      this.#arm();
    }
  }

  /** @param {string | null} name  what arrived; `null` settles everything but a pong */
  heard(name) {
    if (name === null) {
      const pong = this.#due.get("pong");
      this.#due.clear();
      if (pong !== undefined) {
        this.#due.set("pong", pong);
      }
    } else {
      this.#due.delete(name);
    }
    this.#disarm();
    const oldest = Math.min(...this.#due.values());
    if (Date.now() - oldest > OVERDUE_MS) {
      this.#reactions.silent();
    } else {
      this.#reactions.answering();
    }
    if (this.#due.size > 0) {
      this.#arm();
    }
  }

  #ping() {
    this.#reactions.ping();
    this.owe("pong");
  }

  #arm() {
    this.#timers = [
      setTimeout(() => this.#ping(), ASK_MS),
      setTimeout(() => this.#reactions.silent(), SILENCE_MS),
      setTimeout(() => this.#reactions.lost(), LOST_MS),
    ];
  }

  #disarm() {
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#timers = [];
  }
}
