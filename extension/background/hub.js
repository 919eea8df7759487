/** Brings pages, the extension's own pages and the agent together. All state dies with the worker. */

import { drawBadge } from "./badge.js";
import { Connection } from "./connection.js";
import { Desk } from "./desk.js";
import { Gallery } from "./gallery.js";
import { loadStrings } from "./locale.js";
import { Pacer } from "./pacer.js";
import { takeFromAgent, takeFromPage } from "./page-inbox.js";
import { readPageMessage } from "./page-messages.js";
import { openPanel } from "./panel-window.js";
import { PageSession } from "./page-session.js";
import { roleOf } from "./senders.js";
import { loadSettings, saveSettings } from "./settings.js";
import { answerWaiver } from "./waivers.js";

const NO_PAGE = Object.freeze(/** @type {Omit<Messages.PageState, "tab">} */ ({
  type: "page", report: null, expected: [], found: [], dismissed: [], blocked: false, lesson: { mode: "normal", left: false }, platform: null, marketplace: null,
  pending: false, refused: null, images: { waiting: 0, failed: [] }, preview: null,
}));

export class Hub {
  /** @type {Map<chrome.runtime.Port, PageSession>} */
  #pages = new Map();
  /** @type {import("./settings.js").Settings} */
  #settings = { locale: "en", mercariLink: null, author: "" };
  /** @type {Messages.Strings} */
  #strings = {};
  #connection = new Connection({
    onState: () => this.#stateChanged(),
    onConnected: () => this.#connected(),
    onMessage: (message) => this.#fromAgent(message),
  });
  #gallery = new Gallery(
    () => this.#connection.link,
    (url) => this.#each((page) => page.pictureSettled(url)),
    (url) => this.#each((page) => page.picturePreviewed(url)),
  );
  #pacer = new Pacer();
  #ready = this.#load();
  #desk = new Desk({
    connection: this.#connection,
    ready: this.#ready,
    state: () => this.#state(),
    pageState: (tab) => this.#pageState(tab),
    tell: (tab, message) => this.tell(tab, message),
    set: (message) => this.#set(message),
    waiver: (tab, message) => this.#waiver(this.#pageOf(tab), message),
    left: () => this.#updateWish(),
  });

  /** @param {chrome.runtime.Port} port */
  connect(port) {
    const role = roleOf(port);
    if (role === "page") {
      this.#connectPage(port, /** @type {number} */ (port.sender?.tab?.id));
    } else if (role === "panel") {
      this.#desk.connectPanel(port);
    } else if (role === "options") {
      this.#desk.connectOptions(port);
    } else {
      port.disconnect();
    }
    void this.#ready.then(() => this.#updateWish());
  }

  /**
   * A keyboard command or a button of the panel, for the page in a tab.
   * @param {number} tab
   * @param {Messages.ToPage} message
   */
  tell(tab, message) {
    this.#pageOf(tab)?.post(message);
  }

  async #load() {
    this.#settings = await loadSettings();
    this.#strings = await loadStrings(this.#settings.locale);
  }

  /**
   * @param {chrome.runtime.Port} port
   * @param {number} tab
   */
  #connectPage(port, tab) {
    const session = new PageSession(port, tab, {
      connection: this.#connection,
      gallery: this.#gallery,
      pacer: this.#pacer,
      settings: () => this.#settings,
      strings: () => this.#strings,
      changed: (page) => this.#pageChanged(page.tab),
    });
    this.#pages.set(port, session);
    port.onMessage.addListener((raw) => {
      const message = readPageMessage(raw);
      if (message?.type === "open-panel") {
        // At once: the browser allows it only while the click is being handled.
        openPanel(tab);
        return;
      }
      void this.#ready.then(() => message !== null && this.#fromPage(session, message));
    });
    port.onDisconnect.addListener(() => {
      session.close();
      this.#pages.delete(port);
      this.#updateWish();
      this.#pageChanged(tab);
    });
    void this.#ready.then(() => {
      session.post(this.#state());
      this.#pageChanged(tab);
    });
  }

  /**
   * @param {PageSession} session
   * @param {Messages.FromPage} message
   */
  #fromPage(session, message) {
    if (takeFromPage(session, message)) {
      return;
    }
    switch (message.type) {
      case "image-bytes":
        this.#gallery.answer(message.url, message.base64);
        break;
      case "waiver-choices":
      case "waive":
        void this.#waiver(session, message).then((answer) => session.post(answer));
        break;
    }
  }

  /** @param {Messages.FromAgent} message */
  #fromAgent(message) {
    if (message.type === "report" || message.type === "error") {
      this.#desk.answered(message.page);
    }
    this.#each((page) => takeFromAgent(page, message));
  }

  #stateChanged() {
    if (this.#connection.link === null) {
      this.#each((page) => page.disconnected());
    }
    this.#broadcast();
  }

  #connected() {
    this.#gallery.forget();
    this.#each((page) => page.connected());
  }

  /** @param {Messages.Set} message */
  async #set({ locale, mercariLink }) {
    await this.#judgeBy({
      ...this.#settings,
      locale: locale ?? this.#settings.locale,
      mercariLink: mercariLink === undefined ? this.#settings.mercariLink : mercariLink,
    });
  }

  /** @param {import("./settings.js").Settings} settings */
  async #judgeBy(settings) {
    this.#settings = settings;
    this.#strings = await loadStrings(settings.locale);
    await saveSettings(settings);
    this.#broadcast();
    this.#each((page) => page.askAnew());
  }

  /**
   * @param {PageSession | undefined} page
   * @param {Messages.WaiverAsk | Messages.Unwaive} message
   */
  async #waiver(page, message) {
    const answer = await answerWaiver(message, page?.judged() ?? null, this.#connection.link, this.#strings);
    if (answer.problem === null && message.type !== "waiver-choices") {
      // Every open page may show what is waived, or is no more.
      await this.#judgeBy({ ...this.#settings, ...(message.type === "waive" && { author: message.author }) });
    }
    return answer;
  }

  #broadcast() {
    const state = this.#state();
    this.#each((page) => {
      page.post(state);
      this.#pageChanged(page.tab);
    });
    this.#desk.stateChanged();
  }

  /** @param {number} tab */
  #pageChanged(tab) {
    const page = this.#pageOf(tab);
    const state = this.#pageState(tab);
    void drawBadge(tab, this.#connection.state, page === undefined ? null : state, this.#strings);
    this.#desk.pageChanged(state);
  }

  /** @returns {Messages.State} */
  #state() {
    return { type: "state", state: this.#connection.state, strings: this.#strings, ...this.#settings };
  }

  /**
   * @param {number} tab
   * @returns {Messages.PageState}
   */
  #pageState(tab) {
    return this.#pageOf(tab)?.state() ?? { ...NO_PAGE, tab };
  }

  /** @param {number} tab */
  #pageOf(tab) {
    return [...this.#pages.values()].findLast((page) => page.tab === tab);
  }

  /** @param {(page: PageSession) => void} act */
  #each(act) {
    for (const page of [...this.#pages.values()]) {
      act(page);
    }
  }

  /** The agent is held while a listing or the options page is open. */
  #updateWish() {
    this.#connection.want(this.#pages.size > 0 || this.#desk.needsAgent);
  }
}
