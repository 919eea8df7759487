/** The live pages: who sits where, in which mode, with which score. Rows stay while a name is being typed in them. */

import { element, put } from "./elements.js";
import { platformName, text } from "./words.js";

/** What a name may not hold: controls and changes of direction. */
const NO_NAME = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/gu;
const LONGEST_NAME = 64;

/**
 * @typedef {object} Links
 * @property {(page: string) => void} watch
 * @property {(page: string, learner: string) => void} name
 */

/**
 * @typedef {object} Row
 * @property {HTMLLIElement} item
 * @property {HTMLButtonElement} choose
 * @property {HTMLElement} title
 * @property {HTMLElement} where
 * @property {HTMLElement} score
 * @property {HTMLLabelElement} label
 * @property {HTMLElement} caption
 * @property {HTMLInputElement} learner
 */

export class PageRows {
  #root;
  #links;
  /** @type {Map<string, Row>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} root
   * @param {Links} links
   */
  constructor(root, links) {
    this.#root = root;
    this.#links = links;
  }

  /**
   * @param {readonly Wire.PageSummary[]} pages
   * @param {string | null} watched
   */
  draw(pages, watched) {
    const before = this.#rows;
    this.#rows = new Map();
    for (const page of pages) {
      const row = before.get(page.page) ?? this.#newRow(page.page);
      this.#rows.set(page.page, row);
      fill(row, page, page.page === watched);
    }
    put(this.#root, [...this.#rows.values()].map(({ item }) => item));
  }

  /**
   * @param {string} page
   * @returns {Row}
   */
  #newRow(page) {
    const title = element("span", "title");
    const where = element("span", "soft");
    const score = element("span", "score");
    const choose = element("button", "choose", title, where, score);
    choose.type = "button";
    choose.addEventListener("click", () => this.#links.watch(page));
    const learner = element("input", "");
    learner.type = "text";
    learner.maxLength = LONGEST_NAME;
    learner.autocomplete = "off";
    learner.addEventListener("change", () => {
      learner.value = learner.value.replace(NO_NAME, "").trim().slice(0, LONGEST_NAME);
      this.#links.name(page, learner.value);
    });
    const caption = element("span", "soft");
    const label = element("label", "", caption, learner);
    return { item: element("li", "page", choose, label), choose, title, where, score, label, caption, learner };
  }
}

/**
 * @param {Row} row
 * @param {Wire.PageSummary} page
 * @param {boolean} watched
 */
function fill(row, page, watched) {
  const store = page.marketplace === null ? "" : ` ${page.marketplace.toUpperCase()}`;
  const score = page.total === null
    ? text("faults_now", page.findings)
    : text("score", page.found, page.total, page.wrong);
  row.item.classList.toggle("chosen", watched);
  row.choose.setAttribute("aria-current", String(watched));
  set(row.title, `${page.number}  ${page.lesson ?? (page.title || text("no_title"))}`);
  set(row.where, `${platformName(page.platform)}${store} · ${page.browser}`);
  set(row.score, `${text(`mode_${page.mode}`)} · ${score}`);
  set(row.caption, text("learner"));
  row.learner.setAttribute("aria-label", text("learner_at", page.number));
  // What is being typed is not overwritten.
  if (document.activeElement !== row.learner && row.learner.value !== page.learner) {
    row.learner.value = page.learner;
  }
}

/**
 * @param {HTMLElement} root
 * @param {string} words
 */
function set(root, words) {
  if (root.textContent !== words) {
    root.textContent = words;
  }
}
