/** What the live tab and the tabs around it show: drawn as a whole from the pages, the desk and the open tab. */

import { everything } from "./direction.js";
import { byId, element, redraw } from "./elements.js";
import { FindingList } from "./findings.js";
import { ListingView } from "./listing.js";
import { PageRows } from "./pages.js";
import { recapButtons } from "./recaps.js";
import { RunBoard } from "./run.js";
import { text } from "./words.js";

/** @typedef {"live" | import("./records.js").RecordsTab} Tab */
/** @type {readonly Tab[]} */
export const TABS = Object.freeze(["live", "lessons", "runs", "progress"]);
/** @type {readonly Wire.Mode[]} */
export const MODES = Object.freeze(["normal", "hidden", "hunt"]);

/**
 * @typedef {object} Links
 * @property {(group: Wire.Group) => string} groupName
 * @property {(page: string) => void} watch
 * @property {(page: string, learner: string) => void} name
 * @property {(finding: string, kind: Wire.QuestionKind) => void} ask
 * @property {() => void} unask
 * @property {(run: string, as: "html" | "csv") => void} save
 */

export class Panels {
  #desk;
  #links;
  #rows;
  #listing;
  #findings;
  #board;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {Links} links
   */
  constructor(desk, links) {
    this.#desk = desk;
    this.#links = links;
    this.#rows = new PageRows(byId("page-list", HTMLElement), links);
    this.#listing = new ListingView(byId("texts", HTMLElement), byId("pictures", HTMLElement), desk);
    this.#findings = new FindingList(byId("steps", HTMLElement), byId("others", HTMLElement), desk, links);
    this.#board = new RunBoard(desk, { ...links, numberOf: (id) => this.#numberOf(id) });
  }

  /** Brings the chosen finding into sight. */
  follow() {
    this.#listing.follow();
    this.#findings.follow();
  }

  close() {
    this.#board.close();
  }

  /**
   * @param {readonly Wire.PageSummary[]} pages
   * @param {Tab} open
   */
  draw(pages, open) {
    for (const tab of TABS) {
      byId(tab, HTMLElement).hidden = tab !== open;
      byId(`tab-${tab}`, HTMLButtonElement).setAttribute("aria-current", String(tab === open));
    }
    const { page, view, now, these, ended } = this.#desk;
    byId("hiding", HTMLElement).hidden = !(open === "runs" || (open === "live" && ended !== null));
    this.#rows.draw(pages, page);
    byId("no-pages", HTMLElement).hidden = pages.length > 0;
    byId("page-gone", HTMLElement).hidden = page === null || pages.some((each) => each.page === page);
    byId("watched", HTMLElement).hidden = view === null;
    for (const mode of MODES) {
      byId(`mode-${mode}`, HTMLButtonElement).setAttribute("aria-pressed", String(now.mode === mode));
    }
    byId("revealed-count", HTMLElement).textContent = text("revealed_count", now.revealed.length, these.steps.length);
    byId("others-box", HTMLElement).hidden = these.others.length === 0;
    byId("no-findings", HTMLElement).hidden = these.steps.length > 0;
    byId("no-findings", HTMLElement).textContent = text(view?.phase === null ? "not_judged" : "no_findings");
    this.#drawChanged();
    this.#listing.draw((id) => this.#numberOf(id));
    this.#findings.draw();
    this.#board.draw();
    this.#drawEnd();
  }

  /** @param {string} id */
  #numberOf(id) {
    const at = everything(this.#desk.these).indexOf(id);
    return at === -1 ? null : at + 1;
  }

  /** What was shown or is to be found, and whose text is another one now. */
  #drawChanged() {
    const { view, known } = this.#desk;
    const there = new Set(view?.annotations.map(({ id }) => id));
    const meant = view === null ? [] : [...view.revealed, ...(view.spotlight === null ? [] : [view.spotlight]), ...(view.run?.key ?? [])];
    const gone = [...new Set(meant)].filter((id) => !there.has(id)).map((id) => known.get(id)?.title);
    const titles = [...new Set(gone.filter((title) => title !== undefined))];
    const words = titles.length > 0
      ? text("finding_changed", titles.map((title) => text("quoted", title)).join(text("list_separator")))
      : gone.length > 0 || view?.spotlight_state === "changed" ? text("something_changed") : "";
    const shown = byId("changed", HTMLElement);
    if (shown.textContent !== words) {
      shown.textContent = words;
    }
  }

  #drawEnd() {
    const { view, ended } = this.#desk;
    byId("finish", HTMLButtonElement).hidden = !view?.run;
    redraw(byId("run-recap", HTMLElement), ended, () => ended === null ? [] : [
      element("p", "", text("run_over")),
      element("div", "acts", ...recapButtons(ended, this.#links.save)),
    ]);
  }
}
