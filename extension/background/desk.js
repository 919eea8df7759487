/** The extension's own pages, side panel and options: what they ask for and what they are shown. */

import { loadPairing } from "./keys.js";
import { readOptionsMessage, readPanelMessage } from "./page-messages.js";
import { testConnection } from "./self-test.js";

/**
 * What the desk uses of the hub.
 * @typedef {object} Office
 * @property {import("./connection.js").Connection} connection
 * @property {Promise<void>} ready
 * @property {() => Messages.State} state
 * @property {(tab: number) => Messages.PageState} pageState
 * @property {(tab: number, message: Messages.ToPage) => void} tell
 * @property {(message: Messages.Set) => Promise<void>} set
 * @property {(tab: number, message: Messages.WaiverAsk | Messages.Unwaive) => Promise<Messages.WaiverAnswer>} waiver
 * @property {() => void} left  the options page was closed
 */

export class Desk {
  /** Panels, and the tab each one watches. @type {Map<chrome.runtime.Port, number | null>} */
  #panels = new Map();
  /** @type {Set<chrome.runtime.Port>} */
  #options = new Set();
  /** Connection tests that wait for an answer, by the page they asked for. @type {Map<string, () => void>} */
  #tests = new Map();
  #office;

  /** @param {Office} office */
  constructor(office) {
    this.#office = office;
  }

  /** A panel alone shows what there is; only the options page sets out to find an agent. */
  get needsAgent() {
    return this.#options.size > 0;
  }

  /** @param {chrome.runtime.Port} port */
  connectPanel(port) {
    this.#panels.set(port, null);
    port.onDisconnect.addListener(() => this.#panels.delete(port));
    port.onMessage.addListener((raw) => {
      const message = readPanelMessage(raw);
      void this.#office.ready.then(() => (message === null ? undefined : this.#fromPanel(port, message)));
    });
    void this.#office.ready.then(() => this.#post(port, this.#office.state()));
  }

  /** @param {chrome.runtime.Port} port */
  connectOptions(port) {
    this.#options.add(port);
    port.onDisconnect.addListener(() => {
      this.#options.delete(port);
      this.#office.left();
    });
    port.onMessage.addListener((raw) => {
      const message = readOptionsMessage(raw);
      void this.#office.ready.then(() => (message === null ? undefined : this.#fromOptions(port, message)));
    });
    void this.#office.ready.then(() => this.#tellOptions());
  }

  stateChanged() {
    const state = this.#office.state();
    for (const panel of this.#panels.keys()) {
      this.#post(panel, state);
    }
    void this.#tellOptions();
  }

  /** @param {Messages.PageState} page */
  pageChanged(page) {
    for (const [panel, watched] of this.#panels) {
      if (watched === page.tab) {
        this.#post(panel, page);
      }
    }
  }

  /** @param {string | null} page  the agent answered for it */
  answered(page) {
    this.#tests.get(page ?? "")?.();
  }

  /**
   * @param {chrome.runtime.Port} port
   * @param {Messages.FromPanel} message
   */
  async #fromPanel(port, message) {
    switch (message.type) {
      case "watch":
        this.#panels.set(port, message.tab);
        this.#post(port, this.#office.pageState(message.tab));
        break;
      case "show":
        this.#office.tell(message.tab, { type: "show", id: message.id });
        break;
      case "lesson":
        this.#office.tell(message.tab, { type: "lesson", left: message.left });
        break;
      case "step":
        this.#office.tell(message.tab, { type: "step", by: message.by });
        break;
      case "waiver-choices":
      case "waive":
      case "unwaive":
        this.#post(port, await this.#office.waiver(message.tab, message));
        break;
      case "set":
        await this.#office.set(message);
        break;
    }
  }

  /**
   * @param {chrome.runtime.Port} port
   * @param {Messages.FromOptions} message
   */
  async #fromOptions(port, message) {
    const { connection } = this.#office;
    switch (message.type) {
      case "pair": {
        const reason = await connection.pair(message.text);
        this.#post(port, { type: "pair-result", ok: reason === null, reason });
        break;
      }
      case "unpair":
        await connection.unpair();
        break;
      case "test": {
        const steps = await testConnection(connection, this.#office.state().locale, (page) =>
          new Promise((resolve) => this.#tests.set(page, () => resolve(undefined))));
        this.#tests.clear();
        this.#post(port, { type: "test-result", steps });
        break;
      }
      case "set":
        await this.#office.set(message);
        return;
    }
    await this.#tellOptions();
  }

  async #tellOptions() {
    const pairing = this.#options.size === 0 ? null : await loadPairing();
    const { link, dropped } = this.#office.connection;
    for (const port of this.#options) {
      this.#post(port, {
        ...this.#office.state(),
        agent: pairing && {
          id: pairing.agentId,
          port: link?.circumstances.port ?? null,
          version: link?.agentVersion ?? null,
          created: pairing.created,
        },
        dropped,
      });
    }
  }

  /**
   * @param {chrome.runtime.Port} port
   * @param {Messages.ToPanel | Messages.ToOptions} message
   */
  #post(port, message) {
    try {
      port.postMessage(message);
    } catch {
      // Closed in between; its onDisconnect follows.
    }
  }
}
