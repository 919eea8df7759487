/**
 * The audits of one page: at most one is on its way; while it is, newer wishes become one and wait.
 * What an audit holds, and what its verdict means, is the page's session's matter.
 */

import { BUSY_WAIT_MS, MOST_BUSY_TRIES } from "./pacer.js";

/** An answer later than this is worth a "…" on the toolbar button; sooner, it would only flicker. */
const SLOW_MS = 1_000;

/**
 * @typedef {object} Desk
 * @property {() => Wire.Audit | null} audit  of the newest listing; `null`: there is none
 * @property {() => void} tooLarge
 * @property {() => void} slow
 * @property {() => void} sent  nothing newer waits any more
 */

export class PageAudits {
  /** The agent owes an answer for longer than a person should not notice. */
  slow = false;
  /** The newest listing, or what it is judged with, has not been sent yet. */
  #dirty = false;
  /** The revision that the agent owes an answer for. @type {number | null} */
  #inFlight = null;
  #busyTries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slowTimer;
  #services;
  #desk;

  /**
   * @param {Pick<import("./page-session.js").Services, "connection" | "pacer">} services
   * @param {Desk} desk
   */
  constructor(services, desk) {
    this.#services = services;
    this.#desk = desk;
  }

  /** A newer wish is waiting: the verdict on its way will be an old one. */
  get dirty() {
    return this.#dirty;
  }

  /** The agent owes a verdict. */
  get owed() {
    return this.#inFlight !== null;
  }

  close() {
    clearTimeout(this.#later);
    clearTimeout(this.#slowTimer);
  }

  /** @param {boolean} wanted  whether there is something to judge */
  want(wanted) {
    this.#dirty = wanted;
  }

  /** A listing of its own: what came before is no reason for less patience. */
  begin() {
    this.#busyTries = 0;
  }

  /** @param {number} revision  of a verdict that arrived */
  answered(revision) {
    if (revision === this.#inFlight) {
      this.settle();
      this.#busyTries = 0;
    }
  }

  /** Nothing is owed any more: an answer came, or none will. */
  settle() {
    this.#inFlight = null;
    this.slow = false;
    clearTimeout(this.#slowTimer);
  }

  /** @returns {boolean}  whether an agent that is busy is asked again by and by */
  tryAgain() {
    if (this.#busyTries >= MOST_BUSY_TRIES) {
      return false;
    }
    this.#busyTries += 1;
    this.#dirty = true;
    this.#later = setTimeout(() => this.pump(), BUSY_WAIT_MS);
    return true;
  }

  /** Sends what waits, as soon as it may be sent. */
  pump() {
    const { connection, pacer } = this.#services;
    const audit = this.#inFlight === null && this.#dirty && connection.link !== null ? this.#desk.audit() : null;
    if (audit === null || connection.link === null) {
      return;
    }
    clearTimeout(this.#later);
    const wait = pacer.take(connection.link.limits.messages_per_second);
    if (wait > 0) {
      this.#later = setTimeout(() => this.pump(), wait);
      return;
    }
    this.#dirty = false;
    if (connection.send(audit) === "too-large") {
      this.#desk.tooLarge();
      this.#desk.sent();
      return;
    }
    this.#inFlight = audit.revision;
    this.#slowTimer = setTimeout(() => {
      this.slow = true;
      this.#desk.slow();
    }, SLOW_MS);
    this.#desk.sent();
  }
}
