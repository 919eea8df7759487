/**
 * One page under edit: its newest listing, the one request on its way, and the last verdict.
 * At most one request is in flight; while it is, newer listings replace each other and wait.
 */

import { format } from "./locale.js";
import { BUSY_WAIT_MS, MOST_BUSY_TRIES } from "./pacer.js";
import { PagePictures } from "./page-pictures.js";
import { PHASES } from "./protocol.js";
import { Uploads } from "./uploads.js";

/** An answer later than this is worth a "…" on the toolbar button; sooner, it would only flicker. */
const SLOW_MS = 1_000;

/**
 * What a session uses of the worker.
 * @typedef {object} Services
 * @property {import("./connection.js").Connection} connection
 * @property {import("./gallery.js").Gallery} gallery
 * @property {import("./pacer.js").Pacer} pacer
 * @property {() => import("./settings.js").Settings} settings
 * @property {() => Messages.Strings} strings
 * @property {(session: PageSession) => void} changed
 */

export class PageSession {
  /** The agent's name for this page; new for every document, whose revisions begin anew. */
  id;
  tab;
  /** @type {Messages.ListingRead | null} */
  #latest = null;
  /** @type {Wire.ReportMessage | null} */
  #report = null;
  /** How far the verdict on the newest listing has come; -1 when the agent was asked anew. */
  #rank = -1;
  /** @type {string | null} */
  #refused = null;
  /** @type {string[]} */
  #dismissed = [];
  #blocked = false;
  /** The newest listing, or what it is judged with, has not been sent yet. */
  #dirty = false;
  /** The revision that the agent owes an answer for. @type {number | null} */
  #inFlight = null;
  #slow = false;
  #busyTries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slowTimer;
  #pictures;
  /** Pictures that were picked on this page and that the site may not have yet. */
  uploads;
  #port;
  #services;

  /**
   * @param {chrome.runtime.Port} port
   * @param {number} tab
   * @param {Services} services
   */
  constructor(port, tab, services) {
    this.id = `tab-${tab}-${crypto.randomUUID().slice(0, 8)}`;
    this.tab = tab;
    this.#port = port;
    this.#services = services;
    this.#pictures = new PagePictures(services, (url) => this.post({ type: "need-image", url }));
    this.uploads = new Uploads(services, this.id, {
      post: (message) => this.post(message),
      judged: (images) => (this.#latest === null ? null : this.#judged(this.#latest, images)),
    });
  }

  /** @param {Messages.ToPage} message */
  post(message) {
    try {
      this.#port.postMessage(message);
    } catch {
      // The page went away; its port's onDisconnect follows.
    }
  }

  close() {
    clearTimeout(this.#later);
    clearTimeout(this.#slowTimer);
    this.uploads.close();
  }

  /** @param {Messages.ListingRead} listing */
  takeListing(listing) {
    this.#latest = listing;
    this.#rank = -1;
    this.#refused = null;
    this.#busyTries = 0;
    this.ask();
  }

  /** @param {Extract<Messages.FromPage, { type: "drawn" }>} drawn */
  takeDrawn({ dismissed, blocked }) {
    this.#dismissed = dismissed;
    this.#blocked = blocked ?? false;
    this.#services.changed(this);
  }

  /** The language or the shop's settings changed: what is judged by them is judged anew. */
  askAnew() {
    this.#rank = -1;
    this.uploads.ask();
    this.ask();
  }

  /** Has the newest listing judged: it, the language, the settings or the pictures changed. */
  ask() {
    this.#dirty = this.#latest !== null;
    this.#pictures.take(this.#latest?.listing.images ?? null);
    this.#pump();
    this.#services.changed(this);
  }

  /** The agent is there again and knows nothing of before. */
  connected() {
    this.#pictures.connected();
    this.#rank = -1;
    this.#settle();
    this.ask();
  }

  disconnected() {
    this.#dirty = this.#latest !== null;
    this.#settle();
    this.#services.changed(this);
  }

  /**
   * A verdict on this page; the agent sends another one of the same revision when it knows more.
   * @param {Wire.ReportMessage} report
   */
  takeReport(report) {
    if (report.revision === this.#inFlight) {
      this.#settle();
      this.#busyTries = 0;
    }
    const rank = PHASES.indexOf(report.phase);
    if (report.revision === this.#latest?.revision && rank >= this.#rank) {
      this.#rank = rank;
      this.#report = report;
      this.post({ type: "report", report });
    }
    if (report.phase === "text" && report.revision === this.#latest?.revision && !this.#dirty) {
      this.#pictures.bringForgotten();
    }
    this.#pump();
    this.#services.changed(this);
  }

  /** @param {Wire.ErrorMessage} error */
  takeError(error) {
    this.#settle();
    if (error.code === "busy" && this.#busyTries < MOST_BUSY_TRIES) {
      this.#busyTries += 1;
      this.#dirty = true;
      this.#later = setTimeout(() => this.#pump(), BUSY_WAIT_MS);
    } else if (this.#dirty) {
      this.#pump();
    } else {
      const key = `refused_${error.code.replaceAll("-", "_")}`;
      this.#refuse(format(this.#services.strings()[key] ?? "$1", [error.message]));
    }
    this.#services.changed(this);
  }

  /** @param {string} url */
  pictureSettled(url) {
    const worth = this.#pictures.worthAsking(url);
    if (worth !== null) {
      this.#dirty ||= worth;
      this.#pump();
      this.#services.changed(this);
    }
  }

  /** @param {string} url */
  picturePreviewed(url) {
    if (this.#pictures.has(url)) {
      this.#services.changed(this);
    }
  }

  /** What a waiver of this page is about; `null` before there is a listing. */
  judged() {
    return this.#latest === null ? null : this.#judged(this.#latest);
  }

  /** @returns {Messages.PageState} */
  state() {
    const listing = this.#latest?.listing;
    return {
      type: "page",
      tab: this.tab,
      report: this.#report,
      expected: this.#latest?.expected ?? [],
      found: this.#latest?.found ?? [],
      dismissed: this.#dismissed,
      blocked: this.#blocked,
      platform: listing?.platform ?? null,
      marketplace: listing?.marketplace ?? null,
      pending: this.#slow || (this.#report === null && this.#refused === null),
      refused: this.#refused,
      images: { waiting: this.#pictures.waiting(), failed: this.#pictures.failed() },
      preview: this.#pictures.preview(),
    };
  }

  #pump() {
    const { connection, pacer } = this.#services;
    if (this.#latest === null || this.#inFlight !== null || !this.#dirty || connection.link === null) {
      return;
    }
    clearTimeout(this.#later);
    const wait = pacer.take(connection.link.limits.messages_per_second);
    if (wait > 0) {
      this.#later = setTimeout(() => this.#pump(), wait);
      return;
    }
    this.#dirty = false;
    const sent = connection.send({
      type: "audit",
      page: this.id,
      revision: this.#latest.revision,
      ...this.#judged(this.#latest),
    });
    if (sent === "too-large") {
      this.#refuse(this.#services.strings().refused_too_large ?? "");
    } else {
      this.#inFlight = this.#latest.revision;
      this.#slowTimer = setTimeout(() => {
        this.#slow = true;
        this.#services.changed(this);
      }, SLOW_MS);
    }
  }

  #settle() {
    this.#inFlight = null;
    this.#slow = false;
    clearTimeout(this.#slowTimer);
  }

  /** @param {string} message */
  #refuse(message) {
    this.#refused = message;
    this.post({ type: "refused", revision: this.#latest?.revision ?? null, message });
  }

  /**
   * The listing as the agent gets it, with what it is judged by.
   * @param {Messages.ListingRead} read
   * @param {Wire.ListingImage[] | null} images
   * @returns {import("./waivers.js").Judged}
   */
  #judged({ listing, address }, images = this.#pictures.named()) {
    const { locale, mercariLink } = this.#services.settings();
    return { locale, listing: { ...listing, images, mercari_link: mercariLink }, ...(address && { address }) };
  }
}
