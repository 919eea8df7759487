/** The console's WebSocket: says hello with the bearer, keeps itself alive, and comes back by itself. */

const PATH = "/v1/console/ws";
const UNAUTHORISED = 4401;
const REVOKED = 4403;
const PING_MS = 20_000;
const PONG_MS = 10_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;

/** @typedef {"connecting" | "ready" | "lost"} Connection */

/**
 * @typedef {object} Links
 * @property {(message: Exclude<Wire.ToConsole, Wire.Pong>) => void} heard
 * @property {(connection: Connection) => void} changed
 * @property {() => void} refused  the bearer is void: a new code is needed
 */

export class ConsoleSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Connection} */
  #connection = "connecting";
  #wait = FIRST_WAIT_MS;
  #retry = 0;
  #ping = 0;
  #pong = 0;
  #token;
  #locale;
  #links;

  /**
   * @param {string} token
   * @param {() => Wire.Locale} locale
   * @param {Links} links
   */
  constructor(token, locale, links) {
    this.#token = token;
    this.#locale = locale;
    this.#links = links;
  }

  get ready() {
    return this.#connection === "ready";
  }

  /** Connects anew; an open connection is given up. */
  open() {
    this.#drop();
    const socket = new WebSocket(`ws://${location.host}${PATH}`);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      /** @type {Wire.ConsoleHello} */
      const hello = { type: "hello", token: this.#token, locale: this.#locale() };
      socket.send(JSON.stringify(hello));
    });
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#read(data));
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#closed(code));
  }

  /** For good, or until `open`. */
  close() {
    this.#drop();
    this.#tell("lost");
  }

  /**
   * @param {Wire.ConsoleMessage} message
   * @returns {boolean}  whether it was sent
   */
  send(message) {
    if (this.#socket === null || this.#connection !== "ready" || this.#socket.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** @param {string} data */
  #read(data) {
    /** @type {Wire.ToConsole} */
    const message = JSON.parse(data);
    if (message.type === "pong") {
      clearTimeout(this.#pong);
      return;
    }
    if (message.type === "ready") {
      this.#wait = FIRST_WAIT_MS;
      clearInterval(this.#ping);
      this.#ping = setInterval(() => this.#check(), PING_MS);
      this.#tell("ready");
    }
    this.#links.heard(message);
  }

  /** A connection whose other end is gone looks open for minutes. */
  #check() {
    this.send({ type: "ping" });
    clearTimeout(this.#pong);
    this.#pong = setTimeout(() => this.#closed(0), PONG_MS);
  }

  /** @param {number} code */
  #closed(code) {
    this.#drop();
    this.#tell("lost");
    if (code === UNAUTHORISED || code === REVOKED) {
      this.#links.refused();
      return;
    }
    this.#retry = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #drop() {
    clearInterval(this.#ping);
    clearTimeout(this.#pong);
    clearTimeout(this.#retry);
    const old = this.#socket;
    this.#socket = null;
    old?.close();
  }

  /** @param {Connection} next */
  #tell(next) {
    this.#connection = next;
    this.#links.changed(next);
  }
}
