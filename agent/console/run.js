/** The run on the watched page: score, time, attempts and answers as they come; afterwards its recap. */

import { button, byId, clock, element, redraw } from "./elements.js";
import { placeName, text } from "./words.js";

const MOST_ROWS = 100;
/** @type {Readonly<Record<Wire.AttemptVerdict, import("./words.js").Key>>} */
const VERDICTS = Object.freeze({
  found: "verdict_found",
  "already-found": "verdict_already_found",
  "wrong-reason": "verdict_wrong_reason",
  "wrong-place": "verdict_wrong_place",
  "too-late": "verdict_too_late",
});

/**
 * @typedef {object} Links
 * @property {(group: Wire.Group) => string} groupName
 * @property {(id: string) => number | null} numberOf
 * @property {() => void} unask
 */

export class RunBoard {
  #desk;
  #links;
  #timer;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {Links} links
   */
  constructor(desk, links) {
    this.#desk = desk;
    this.#links = links;
    this.#timer = setInterval(() => this.#tick(), 1_000);
  }

  close() {
    clearInterval(this.#timer);
  }

  draw() {
    const { view } = this.#desk;
    const run = view?.run ?? null;
    this.#tick();
    byId("run-score", HTMLElement).textContent = run === null ? "" : text("score", run.found.length, run.key.length, wrong(run));
    redraw(byId("run-told", HTMLElement), [run, view?.question, run && this.#desk.these.steps, this.#links.groupName("claim"), view?.annotations.map(({ title }) => title)], () => [
      ...(view?.question ? [this.#question(view.question)] : []),
      ...(run ? this.#told(run) : [element("p", "soft", text("no_run"))]),
    ]);
  }

  #tick() {
    const started = this.#desk.view?.run?.started;
    byId("run-time", HTMLElement).textContent = started === undefined ? "" : clock((Date.now() - Date.parse(started)) / 1_000);
  }

  /** @param {Wire.Question} question */
  #question({ prompt, text: passage }) {
    return element("div", "question",
      element("p", "", element("b", "", text("question_open")), ` ${prompt}`),
      ...(passage === "" ? [] : [element("p", "quote", passage)]),
      button(text("unask"), "unask", this.#links.unask));
  }

  /** @param {Wire.RunView} run */
  #told(run) {
    const shown = [];
    if (run.attempts.length > 0) {
      const rows = run.attempts.slice(-MOST_ROWS).reverse().map((attempt) => [
        clock(attempt.seconds),
        `${placeName(attempt.place)}${attempt.quote === "" ? "" : `: ${attempt.quote}`}`,
        this.#links.groupName(attempt.reason),
        this.#verdict(attempt),
      ]);
      shown.push(table(text("attempts"), [text("time"), text("place"), text("reason"), text("verdict")], rows));
    }
    if (run.answers.length > 0) {
      const rows = run.answers.slice(-MOST_ROWS).reverse().map((answer) => [
        clock(answer.seconds),
        this.#named(answer.finding),
        text(`ask_${answer.kind}`),
        text(answer.right ? "answer_right" : "answer_wrong"),
        String(answer.tries),
      ]);
      const heads = [text("time"), text("finding"), text("question"), text("verdict"), text("tries")];
      shown.push(table(text("answers"), heads, rows));
    }
    return shown;
  }

  /** @param {Wire.AttemptView} attempt */
  #verdict({ verdict, finding }) {
    const words = text(VERDICTS[verdict]);
    return finding === null ? words : `${words} – ${this.#named(finding)}`;
  }

  /** @param {string} id */
  #named(id) {
    const number = this.#links.numberOf(id);
    const title = this.#desk.known.get(id)?.title ?? "";
    return number === null ? title : `${number} ${title}`;
  }
}

/** @param {Wire.RunView} run */
function wrong({ attempts }) {
  return attempts.filter(({ verdict }) => verdict === "wrong-place" || verdict === "wrong-reason").length;
}

/**
 * @param {string} caption
 * @param {readonly string[]} heads
 * @param {readonly (readonly (string | Node)[])[]} rows
 * @returns {HTMLDivElement}  may be scrolled sideways
 */
export function table(caption, heads, rows) {
  const head = element("tr", "", ...heads.map((words) => {
    const cell = element("th", "", words);
    cell.scope = "col";
    return cell;
  }));
  const body = rows.map((cells) => element("tr", "", ...cells.map((cell) => element("td", "", cell))));
  const made = element("table", "", element("caption", "", caption), element("thead", "", head), element("tbody", "", ...body));
  return element("div", "wide", made);
}
