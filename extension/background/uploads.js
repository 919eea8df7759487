/**
 * Pictures that were picked on one page, judged before the site has them: each is the only picture of
 * the page's own draft, under a page id of its own, so that no verdict on the page is disturbed.
 */

import { ImageError, pictureOfPage, uploadImage } from "./images.js";
import { BUSY_WAIT_MS, MOST_BUSY_TRIES } from "./pacer.js";
import { PHASES } from "./protocol.js";

const MOST = 20;

/**
 * @typedef {object} Upload
 * @property {number} id  the page's own number
 * @property {string} slot
 * @property {string | null} digest
 * @property {number} revision
 * @property {number} rank  how far the verdict has come
 * @property {number} busyTries
 * @property {ReturnType<typeof setTimeout> | undefined} later
 */

export class Uploads {
  /** @type {Map<number, Upload>} */
  #uploads = new Map();
  #services;
  #page;
  #desk;

  /**
   * @param {Pick<import("./page-session.js").Services, "connection" | "pacer">} services
   * @param {string} page  the agent's name of the page
   * @param {object} desk
   * @param {(message: Messages.ToPage) => void} desk.post
   * @param {(images: Wire.ListingImage[]) => import("./waivers.js").Judged | null} desk.judged  the page's draft with other pictures
   */
  constructor(services, page, desk) {
    this.#services = services;
    this.#page = `${page}-upload-`;
    this.#desk = desk;
  }

  /** @param {Extract<Messages.FromPage, { type: "picked-image" }>} picked */
  async take({ id, slot, base64 }) {
    this.forget(id);
    if (this.#uploads.size >= MOST) {
      const [oldest] = this.#uploads.keys();
      this.forget(/** @type {number} */ (oldest));
    }
    /** @type {Upload} */
    const upload = { id, slot, digest: null, revision: 0, rank: -1, busyTries: 0, later: undefined };
    this.#uploads.set(id, upload);
    try {
      const picture = pictureOfPage(base64);
      const { link } = this.#services.connection;
      if (link === null) {
        throw new ImageError("agent");
      }
      upload.digest = (await uploadImage(picture, link)).digest;
    } catch (error) {
      this.#fail(upload, error instanceof ImageError ? error.problem : "agent");
      return;
    }
    this.#ask(upload);
  }

  /** @param {number} id  the site shows it now, or nobody wants to know any more */
  forget(id) {
    clearTimeout(this.#uploads.get(id)?.later);
    this.#uploads.delete(id);
  }

  close() {
    for (const id of [...this.#uploads.keys()]) {
      this.forget(id);
    }
  }

  /** The language or the shop's settings changed. */
  ask() {
    for (const upload of this.#uploads.values()) {
      this.#ask(upload);
    }
  }

  /**
   * @param {string | null} page
   * @returns {boolean}  whether an answer for `page` is one for a picture of ours
   */
  owns(page) {
    return this.#named(page) !== undefined;
  }

  /** @param {Wire.ReportMessage} report */
  takeReport(report) {
    const upload = this.#named(report.page);
    const rank = PHASES.indexOf(report.phase);
    if (upload === undefined || report.revision !== upload.revision || rank < upload.rank) {
      return;
    }
    upload.rank = rank;
    upload.busyTries = 0;
    // What is wrong with the texts is marked on the page; what a gallery lacks is not this picture's fault.
    const annotations = report.annotations.filter(({ target }) => target.field === "images" && target.index === 0);
    this.#desk.post({ type: "picked-verdict", id: upload.id, problem: null, report: { ...report, annotations } });
  }

  /** @param {Wire.ErrorMessage} error */
  takeError(error) {
    const upload = this.#named(error.page);
    if (upload === undefined || error.revision !== upload.revision) {
      return;
    }
    if (error.code === "busy" && upload.busyTries < MOST_BUSY_TRIES) {
      upload.busyTries += 1;
      upload.later = setTimeout(() => this.#ask(upload), BUSY_WAIT_MS);
    } else {
      this.#fail(upload, "agent");
    }
  }

  /** @param {Upload} upload */
  #ask(upload) {
    const { connection, pacer } = this.#services;
    clearTimeout(upload.later);
    if (upload.digest === null || this.#uploads.get(upload.id) !== upload) {
      return;
    }
    const judged = this.#desk.judged([{ slot: upload.slot, digest: upload.digest }]);
    if (connection.link === null || judged === null) {
      this.#fail(upload, "agent");
      return;
    }
    const wait = pacer.take(connection.link.limits.messages_per_second);
    if (wait > 0) {
      upload.later = setTimeout(() => this.#ask(upload), wait);
      return;
    }
    upload.revision += 1;
    upload.rank = -1;
    const page = `${this.#page}${upload.id}`;
    const sent = connection.send({ type: "audit", page, revision: upload.revision, ...judged });
    if (sent !== "sent") {
      this.#fail(upload, "agent");
    }
  }

  /**
   * @param {Upload} upload
   * @param {Messages.ImageProblem} problem
   */
  #fail(upload, problem) {
    if (this.#uploads.get(upload.id) === upload) {
      this.forget(upload.id);
      this.#desk.post({ type: "picked-verdict", id: upload.id, problem, report: null });
    }
  }

  /** @param {string | null} page */
  #named(page) {
    return page?.startsWith(this.#page) ? this.#uploads.get(Number(page.slice(this.#page.length))) : undefined;
  }
}
