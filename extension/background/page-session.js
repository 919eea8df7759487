/** One page under edit: its newest listing, the last verdict on it, and what the panel and the badge say of it. */

import { format } from "./locale.js";
import { PageAudits } from "./page-audits.js";
import { PageLesson } from "./page-lesson.js";
import { PagePictures } from "./page-pictures.js";
import { PHASES } from "./protocol.js";
import { pageId } from "./senders.js";
import { Uploads } from "./uploads.js";

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
  /** The agent's name for this page; new for every document, and the same for all of that document's workers. */
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
  #audits;
  #pictures;
  /** Pictures that were picked on this page and that the site may not have yet. */
  uploads;
  lesson;
  #port;
  #services;

  /**
   * @param {chrome.runtime.Port} port
   * @param {number} tab
   * @param {Services} services
   */
  constructor(port, tab, services) {
    this.id = pageId(port);
    this.tab = tab;
    this.#port = port;
    this.#services = services;
    this.#audits = new PageAudits(services, {
      audit: () => this.#audit(),
      tooLarge: () => this.#refuse(services.strings().refused_too_large ?? ""),
      slow: () => services.changed(this),
      sent: () => this.lesson.pump(),
    });
    this.lesson = new PageLesson(services, this.id, {
      post: (message) => this.post(message),
      changed: () => services.changed(this),
      behind: () => this.#audits.dirty,
    });
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
    this.#audits.close();
    this.lesson.gone();
    this.lesson.close();
    this.uploads.close();
  }

  /** @param {Messages.ListingRead} listing */
  takeListing(listing) {
    this.#latest = listing;
    this.#rank = -1;
    this.#refused = null;
    this.#audits.begin();
    this.ask();
  }

  /** The document shows a listing no more; the next one may be another. */
  takeNoListing() {
    this.#latest = this.#report = this.#refused = null;
    this.#audits.want(false);
    this.#pictures.take(null);
    this.lesson.gone();
    this.#services.changed(this);
  }

  /** @param {Extract<Messages.FromPage, { type: "drawn" }>} drawn */
  takeDrawn({ dismissed, blocked, mode, left }) {
    this.#dismissed = dismissed;
    this.#blocked = blocked ?? false;
    Object.assign(this.lesson, { mode: mode ?? "normal", left: left ?? false });
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
    this.#audits.want(this.#latest !== null);
    this.#pictures.take(this.#latest?.listing.images ?? null);
    this.#audits.pump();
    this.#services.changed(this);
  }

  /** The agent is there again and knows nothing of before. */
  connected() {
    this.#pictures.connected();
    this.#rank = -1;
    this.#audits.settle();
    this.lesson.connected();
    this.ask();
  }

  disconnected() {
    this.#audits.want(this.#latest !== null);
    this.#audits.settle();
    this.#services.changed(this);
  }

  /**
   * A verdict on this page; the agent sends another one of the same revision when it knows more.
   * @param {Wire.ReportMessage} report
   */
  takeReport(report) {
    this.#audits.answered(report.revision);
    const rank = PHASES.indexOf(report.phase);
    if (report.revision === this.#latest?.revision && rank >= this.#rank) {
      this.#rank = rank;
      this.#report = report;
      this.#refused = null;
      this.post({ type: "report", report, unavailable: this.#pictures.failed().length });
    }
    if (report.phase === "text" && report.revision === this.#latest?.revision && !this.#audits.dirty) {
      this.#pictures.bringForgotten();
    }
    this.#audits.pump();
    this.lesson.judged();
    if (this.#latest === null) {
      this.lesson.gone(); // the agent took the page for open again
    }
    this.#services.changed(this);
  }

  /** @param {Wire.ErrorMessage} error */
  takeError(error) {
    // Without a revision it is about no audit: the verdict on the listing stands, and one that is owed still comes.
    const isOfLesson = (error.revision === null || !this.#audits.owed) && this.lesson.refused(error);
    if (isOfLesson || error.revision === null) {
      return;
    }
    this.#audits.settle();
    if (error.code === "busy" && this.#audits.tryAgain()) {
      // Asked again by and by.
    } else if (this.#audits.dirty) {
      this.#audits.pump();
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
      this.#audits.want(worth || this.#audits.dirty);
      this.#audits.pump();
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
    const { mode, left } = this.lesson;
    return {
      type: "page",
      tab: this.tab,
      report: mode === "normal" ? this.#report : null,
      lesson: { mode, left },
      expected: this.#latest?.expected ?? [],
      found: this.#latest?.found ?? [],
      dismissed: this.#dismissed,
      blocked: this.#blocked,
      platform: listing?.platform ?? null,
      marketplace: listing?.marketplace ?? null,
      pending: this.#audits.slow || (this.#report === null && this.#refused === null),
      refused: this.#refused,
      images: { waiting: this.#pictures.waiting(), failed: this.#pictures.failed() },
      preview: this.#pictures.preview(),
    };
  }

  /** @returns {Wire.Audit | null} */
  #audit() {
    const latest = this.#latest;
    return latest && { type: "audit", page: this.id, revision: latest.revision, ...this.#judged(latest) };
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
