/** The findings of the watched page in the trainer's order, with what only the trainer sees. */

import { button, element, put, redraw } from "./elements.js";
import { kindOf } from "./marks.js";
import { placeName, text } from "./words.js";

const CONFIDENCES = Object.freeze({
  official: "confidence_official", seed: "confidence_seed", "third-party": "confidence_third_party", house: "confidence_house",
});
/** @type {readonly Wire.QuestionKind[]} */
const QUESTIONS = Object.freeze(["fine", "rule", "fix"]);

/**
 * @typedef {object} Links
 * @property {(finding: string, kind: Wire.QuestionKind) => void} ask
 * @property {(group: Wire.Group) => string} groupName
 */

export class FindingList {
  #steps;
  #others;
  #desk;
  #links;
  /** @type {Map<string, HTMLLIElement>} */
  #rows = new Map();
  /** @type {string | null} */
  #dragged = null;

  /**
   * @param {HTMLElement} steps  list of the faults
   * @param {HTMLElement} others  list of what a person must judge
   * @param {import("./desk.js").Desk} desk
   * @param {Links} links
   */
  constructor(steps, others, desk, links) {
    this.#steps = steps;
    this.#others = others;
    this.#desk = desk;
    this.#links = links;
  }

  draw() {
    const { these } = this.#desk;
    const held = document.activeElement;
    const before = this.#rows;
    this.#rows = new Map();
    put(this.#steps, these.steps.map((id, at) => this.#row(id, at + 1, before)));
    put(this.#others, these.others.map((id, at) => this.#row(id, these.steps.length + at + 1, before)));
    if (held instanceof HTMLElement && held !== document.activeElement && held.isConnected) {
      held.focus({ preventScroll: true });
    }
  }

  /** Brings the chosen finding into sight; the focus goes along when it was in the list. */
  follow() {
    const row = this.#desk.chosen === null ? undefined : this.#rows.get(this.#desk.chosen);
    if (!row) {
      return;
    }
    const box = row.closest("details");
    if (box) {
      box.open = true;
    }
    row.scrollIntoView({ block: "nearest" });
    const held = document.activeElement;
    if (held === document.body || held?.closest(".finding")) {
      row.querySelector("button")?.focus({ preventScroll: true });
    }
  }

  /**
   * @param {string} id
   * @param {number} number
   * @param {Map<string, HTMLLIElement>} before
   */
  #row(id, number, before) {
    const { view, now, chosen, these } = this.#desk;
    const at = view?.annotations.findIndex((each) => each.id === id) ?? -1;
    const annotation = view?.annotations[at];
    const row = before.get(id) ?? this.#newRow(id);
    this.#rows.set(id, row);
    if (view === null || annotation === undefined) {
      return row;
    }
    const open = chosen === id;
    const revealed = now.revealed.includes(id);
    const spotlit = now.spotlight === id;
    const found = view.run?.found.includes(id) ?? false;
    const group = view.groups[at];
    const movable = these.steps.includes(id);
    row.className = ["finding", open ? "chosen" : "", revealed ? "revealed" : "", spotlit ? "spotlit" : ""].filter(Boolean).join(" ");
    row.draggable = movable;
    const state = { open, revealed, spotlit, found };
    redraw(row, [annotation, number, group, movable, state, view.spotlight_state, view.question !== null], () => [
      this.#head(annotation, number, state),
      ...(open ? [this.#details(annotation, group, movable, state)] : []),
    ]);
    return row;
  }

  /** @param {string} id */
  #newRow(id) {
    const row = element("li", "finding");
    row.addEventListener("dragstart", (event) => {
      this.#dragged = id;
      event.dataTransfer?.setData("text/plain", "");
    });
    row.addEventListener("dragover", (event) => {
      if (this.#dragged !== null) {
        event.preventDefault();
      }
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (this.#dragged !== null) {
        this.#desk.move(this.#dragged, this.#desk.these.steps.indexOf(id));
      }
    });
    row.addEventListener("dragend", () => {
      this.#dragged = null;
    });
    return row;
  }

  /**
   * @param {Wire.Annotation} annotation
   * @param {number} number
   * @param {{ open: boolean, revealed: boolean, spotlit: boolean, found: boolean }} state
   */
  #head(annotation, number, { open, revealed, spotlit, found }) {
    const states = [
      placeName(annotation.target),
      ...(revealed ? [text("is_revealed")] : []),
      ...(spotlit ? [this.#spotlightWords()] : []),
      ...(found ? [text("is_found")] : []),
    ];
    const head = button("", "choose", () => this.#desk.choose(annotation.id), "choose");
    head.setAttribute("aria-expanded", String(open));
    head.append(
      element("span", `number ${kindOf(annotation)}`, String(number)),
      element("span", "title", annotation.title),
      element("span", "states", states.join(" · ")),
    );
    return head;
  }

  #spotlightWords() {
    const state = this.#desk.view?.spotlight_state;
    return text(state === "changed" ? "spotlight_changed" : state === "not-on-page" ? "spotlight_not_on_page" : "is_spotlit");
  }

  /**
   * @param {Wire.Annotation} annotation
   * @param {Wire.Group | undefined} group
   * @param {boolean} movable
   * @param {{ revealed: boolean, spotlit: boolean }} state
   */
  #details(annotation, group, movable, { revealed, spotlit }) {
    const { id, target, message, reason } = annotation;
    const desk = this.#desk;
    const details = element("div", "details");
    details.append(element("p", "message", message));
    if (target.quote) {
      details.append(element("p", "quote", target.quote));
    }
    if (reason !== null) {
      details.append(element("p", "soft", reason));
    }
    const acts = element("div", "acts",
      button(text(revealed ? "hide" : "reveal"), "reveal", () => desk.reveal(id)),
      button(text(spotlit ? "spotlight_off" : "spotlight"), "spotlight", () => desk.spotlight(id)),
    );
    if (target.field !== null) {
      const pointer = { field: target.field, index: target.index, region: target.region };
      acts.append(button(text("point"), "point", () => desk.point(pointer)));
    }
    if (movable) {
      const at = desk.these.steps.indexOf(id);
      acts.append(this.#mover("earlier", "↑", () => desk.move(id, at - 1)), this.#mover("later", "↓", () => desk.move(id, at + 1)));
    }
    details.append(acts);
    if (annotation.outcome === "violation") { // of a mere suspicion nobody can say what is right
      details.append(element("div", "acts", element("span", "soft", text("ask")),
        ...QUESTIONS.map((kind) => button(text(`ask_${kind}`), `ask ${kind}`, () => this.#links.ask(id, kind)))));
    }
    details.append(this.#notes(annotation, group));
    return details;
  }

  /**
   * @param {"earlier" | "later"} key
   * @param {string} sign
   * @param {() => void} act
   */
  #mover(key, sign, act) {
    const made = button(sign, key, act);
    made.setAttribute("aria-label", text(key));
    return made;
  }

  /**
   * @param {Wire.Annotation} annotation
   * @param {Wire.Group | undefined} group
   */
  #notes({ help, fix, sources, rule, consequence }, group) {
    const notes = element("div", "notes", element("h3", "", text("notes")));
    const facts = element("dl", "");
    /** @param {string} name @param {...(Node | string)} values */
    const fact = (name, ...values) => facts.append(element("dt", "", name), ...values.map((value) => element("dd", "", value)));
    if (help !== "") {
      notes.append(element("p", "", help));
    }
    if (consequence !== null) {
      notes.append(element("p", "", text(`consequence_${consequence}`)));
    }
    if (group) {
      fact(text("group"), this.#links.groupName(group));
    }
    if (fix !== null) {
      fact(text("fix"), fix.text === "" ? fix.label : `${fix.label} ${fix.text}`);
    }
    if (sources.length > 0) {
      fact(text("sources"), ...sources.map(sourceLine));
    }
    fact(text("rule"), rule);
    notes.append(facts);
    return notes;
  }
}

/** @param {Wire.Source} source */
function sourceLine({ title, url, confidence, seen }) {
  const words = element("span", "soft", ` (${text(/** @type {import("./words.js").Key} */ (CONFIDENCES[confidence]))} · ${text("read_on", seen)})`);
  if (url === null || !url.startsWith("https://")) {
    return element("span", "", title, words);
  }
  const link = element("a", "", title);
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return element("span", "", link, words);
}
