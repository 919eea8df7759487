/** Everything behind the lock: the live lesson and the lists, wired to socket, keys and buttons. */

import { ApiError } from "./api.js";
import { Desk } from "./desk.js";
import { confirm, dialogOpen, keysOn, showHelp } from "./dialogs.js";
import { modeAfter } from "./direction.js";
import { byId } from "./elements.js";
import { deedOf } from "./keys.js";
import { MODES, Panels, TABS } from "./panels.js";
import { recapPath } from "./recaps.js";
import { Records } from "./records.js";
import { wordsOfRefusal } from "./refusals.js";
import { ConsoleSocket } from "./socket.js";
import { locale, text } from "./words.js";

/** @type {readonly import("./desk.js").Command[]} */
const STEPS = Object.freeze(["back", "next", "all", "none", "still"]);
const SAID_MS = 8_000;
export class Lesson {
  #ends = new AbortController();
  /** @type {readonly Wire.PageSummary[]} */
  #pages = [];
  /** @type {Map<string, string>} */
  #groups = new Map();
  /** What the agent was asked to send. @type {string | null} */
  #watching = null;
  /** @type {import("./panels.js").Tab} */
  #tab = "live";
  #following = false;
  #frame = 0;
  #said = 0;
  #api;
  #desk;
  #socket;
  #panels;
  #records;

  /**
   * @param {string} token
   * @param {import("./api.js").Api} api
   * @param {() => void} refused  the bearer is void
   */
  constructor(token, api, refused) {
    this.#api = api;
    this.#socket = new ConsoleSocket(token, locale, {
      heard: (message) => this.#heard(message),
      changed: () => this.#connected(),
      refused,
    });
    const desk = new Desk({
      send: (message) => this.#socket.send(message),
      changed: () => this.#soon(),
      say: (about) => this.#say(text(about === "not-connected" ? "connection_lost" : `said_${/** @type {"all_revealed"} */ (about.replaceAll("-", "_"))}`)),
    });
    this.#desk = desk;
    /** @param {string} run @param {"html" | "csv"} as */
    const save = (run, as) => void this.#save(run, as);
    this.#panels = new Panels(desk, {
      groupName: (group) => this.#groups.get(group) ?? group,
      watch: (page) => this.#watch(page),
      name: (page, learner) => this.#send({ type: "name", page, learner }),
      ask: (finding, kind) => desk.page !== null && this.#send({ type: "ask", page: desk.page, finding, kind }),
      unask: () => desk.page !== null && this.#send({ type: "unask", page: desk.page }),
      save,
    });
    /** @param {string} run */
    const held = (run) => this.#pages.some((page) => page.run === run);
    this.#records = new Records(api, { say: (words) => this.#say(words), confirm, save, held });
    this.#listen();
    this.#draw();
    this.#socket.open();
  }

  /** The language changed: findings and progress come in it from now on. */
  speak() {
    this.#socket.open();
    this.#connected();
    this.#open(this.#tab);
  }

  close() {
    this.#ends.abort();
    this.#socket.close();
    this.#panels.close();
    cancelAnimationFrame(this.#frame);
  }

  #listen() {
    const { signal } = this.#ends;
    /** @param {string} id @param {() => void} act */
    const on = (id, act) => byId(id, HTMLButtonElement).addEventListener("click", act, { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    for (const tab of TABS) {
      on(`tab-${tab}`, () => this.#open(tab));
    }
    for (const mode of MODES) {
      on(`mode-${mode}`, () => void this.#turn(mode));
    }
    for (const step of STEPS) {
      on(`step-${step}`, () => this.#desk.run(step));
    }
    on("finish", () => void this.#finish());
    const file = byId("lesson-file", HTMLInputElement);
    file.addEventListener("change", () => {
      for (const each of file.files ?? []) {
        void this.#records.add(each);
      }
      file.value = "";
    }, { signal });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const deed = dialogOpen() ? null : deedOf(event);
    if (deed === null || (deed !== "help" && (this.#tab !== "live" || !keysOn()))) {
      return;
    }
    event.preventDefault();
    if (deed === "help") {
      showHelp();
    } else if (deed === "mode") {
      void this.#turn(modeAfter(this.#desk.now.mode));
    } else {
      this.#following = true;
      if (typeof deed === "number") {
        this.#desk.number(deed);
      } else {
        this.#desk.run(deed);
      }
    }
  }

  /** @param {Exclude<Wire.ToConsole, Wire.Pong>} message */
  #heard(message) {
    if (message.type === "ready") {
      this.#groups = new Map(message.groups.map(({ id, words }) => [id, words]));
      this.#watching = null;
    } else if (message.type === "pages") {
      this.#pages = message.pages;
      this.#keepWatch();
    } else if (message.type === "view") {
      this.#desk.heed(message);
    } else if (message.type === "gone") {
      this.#watching = this.#watching === message.page ? null : this.#watching;
    } else {
      this.#say(wordsOfRefusal(message));
      this.#desk.refused();
    }
    this.#soon();
  }

  /** The page that is wanted is asked for as soon as it is there; without one, the first. */
  #keepWatch() {
    const { page } = this.#desk;
    if (page === null && this.#pages[0]) {
      this.#watch(this.#pages[0].page);
    } else if (page !== null && page !== this.#watching && this.#there(page)) {
      this.#watch(page);
    }
  }

  /** @param {string} page */
  #there(page) {
    return this.#pages.some((each) => each.page === page);
  }

  /** @param {string} page */
  #watch(page) {
    this.#desk.take(page);
    if (this.#send({ type: "watch", page })) {
      this.#watching = page;
    }
  }

  /** @param {Wire.ConsoleMessage} message */
  #send(message) {
    const sent = this.#socket.send(message);
    if (!sent) {
      this.#say(text("connection_lost"));
    }
    return sent;
  }

  /** @param {Wire.Mode} mode */
  async #turn(mode) {
    const leaving = this.#desk.now.mode === "hunt" && mode !== "hunt";
    if (!leaving || await confirm(text("leave_hunt"), text("leave"))) {
      this.#desk.turn(mode);
    }
  }

  async #finish() {
    const { page } = this.#desk;
    if (page !== null && await confirm(text("finish_question"), text("finish"))) {
      this.#send({ type: "finish", page });
    }
  }

  /**
   * @param {string} run
   * @param {"html" | "csv"} as
   */
  async #save(run, as) {
    const hide = { names: byId("hide-names", HTMLInputElement).checked, texts: byId("hide-texts", HTMLInputElement).checked };
    try {
      await this.#api.save(recapPath(run, as, hide));
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      this.#say(error.message);
    }
  }

  /** @param {import("./panels.js").Tab} tab */
  #open(tab) {
    this.#tab = tab;
    if (tab !== "live") {
      void this.#records.load(tab);
    }
    this.#draw();
  }

  /** @param {string} words */
  #say(words) {
    const said = byId("said", HTMLElement);
    said.textContent = words;
    clearTimeout(this.#said);
    this.#said = setTimeout(() => said.replaceChildren(), SAID_MS);
  }

  #connected() {
    const shown = byId("connection", HTMLElement);
    shown.textContent = text(this.#socket.ready ? "connection_ready" : "connection_lost");
    shown.classList.toggle("lost", !this.#socket.ready);
  }

  #soon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#panels.draw(this.#pages, this.#tab);
    if (this.#following) {
      this.#following = false;
      this.#panels.follow();
    }
  }
}
