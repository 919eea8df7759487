/** The line of the panel or the options page to the worker, which may be stopped at any time. */

const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 1_000;

/**
 * @template Said, Heard
 */
export class WorkerPort {
  /** @type {chrome.runtime.Port | null} */
  #port = null;
  #wait = FIRST_WAIT_MS;
  #name;
  #heard;
  #opened;

  /**
   * @param {"panel" | "options"} name
   * @param {(message: Heard) => void} heard
   * @param {() => void} opened  called for each new line: the worker may be a new one
   */
  constructor(name, heard, opened) {
    this.#name = name;
    this.#heard = heard;
    this.#opened = opened;
    this.#connect();
  }

  /** @param {Said} message */
  send(message) {
    this.#port?.postMessage(message);
  }

  #connect() {
    const port = chrome.runtime.connect({ name: this.#name });
    this.#port = port;
    port.onMessage.addListener((message) => {
      this.#wait = FIRST_WAIT_MS;
      this.#heard(message);
    });
    port.onDisconnect.addListener(() => {
      this.#port = null;
      setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LAST_WAIT_MS);
    });
    // After the constructor has returned, when the page can use its line.
    queueMicrotask(() => this.#opened());
  }
}
