/** The watched page and how the trainer drives it. A command is sent in the task of its key, before anything is drawn. */

import * as direction from "./direction.js";

/** The page's own view decides again when it has not confirmed what was sent by then. */
const SETTLE_MS = 5_000;

/**
 * @typedef {"next" | "back" | "all" | "none" | "spotlight" | "still" | "point" | "up" | "down" | "earlier" | "later"} Command
 */

/**
 * @typedef {object} Links
 * @property {(message: Wire.ConsoleMessage) => boolean} send
 * @property {() => void} changed  to be drawn soon
 * @property {(about: "all-revealed" | "none-revealed" | "nothing-chosen" | "no-place" | "not-connected") => void} say
 */

export class Desk {
  /** Which page is wanted, also while it is away. @type {string | null} */
  page = null;
  /** @type {Wire.PageView | null} */
  view = null;
  /** @type {string | null} */
  chosen = null;
  /** The run that ended last on this page: its recap can be had. @type {string | null} */
  ended = null;
  /** @type {direction.Direction} */
  now = direction.START;
  /** @type {direction.Arranged} */
  these = { steps: [], others: [] };
  /** Every finding that this page had, so that one that is gone can still be named. @type {Map<string, Wire.Annotation>} */
  known = new Map();
  /** @type {readonly string[]} */
  #order = [];
  /** Timer until the view decides again; 0: nothing is on its way. */
  #settling = 0;
  #links;

  /** @param {Links} links */
  constructor(links) {
    this.#links = links;
  }

  /** @param {string | null} page */
  take(page) {
    if (page === this.page) {
      return;
    }
    this.page = page;
    this.view = null;
    this.chosen = null;
    this.ended = null;
    this.now = direction.START;
    this.these = { steps: [], others: [] };
    this.known = new Map();
    this.#order = [];
    this.#settle();
    this.#links.changed();
  }

  /** @param {Wire.PageView} view */
  heed(view) {
    if (view.page !== this.page) {
      return;
    }
    if (this.view?.run && this.view.run.id !== view.run?.id) {
      this.ended = this.view.run.id;
    }
    if (this.ended !== null && view.run?.id === this.ended) {
      this.ended = null; // it was only away
    }
    this.view = view;
    for (const annotation of view.annotations) {
      this.known.set(annotation.id, annotation);
    }
    if (this.#settling === 0) {
      this.#adopt(view);
    } else {
      this.#arrange(view, this.#order);
      this.now = direction.present(this.now, this.these);
      this.#settleIf(view);
    }
    this.#links.changed();
  }

  /** What was sent is not obeyed. */
  refused() {
    if (this.view !== null) {
      this.#adopt(this.view);
    }
    this.#links.changed();
  }

  /** @param {Command} command */
  run(command) {
    const { now, these } = this;
    const ids = direction.everything(these);
    const at = this.chosen === null ? -1 : ids.indexOf(this.chosen);
    if (command === "next") {
      const next = direction.next(now, these);
      this.chosen = next.spotlight ?? this.chosen;
      this.#go(next, { otherwise: "all-revealed" });
    } else if (command === "back") {
      const before = direction.back(now);
      this.chosen = before.revealed.at(-1) ?? this.chosen;
      this.#go(before, { otherwise: "none-revealed" });
    } else if (command === "all") {
      this.#go(direction.all(now, these), { otherwise: "all-revealed" });
    } else if (command === "none") {
      this.#go(direction.none(now), { otherwise: "none-revealed" });
    } else if (command === "still") {
      this.#go({ ...now, spotlight: null, pointer: null });
    } else if (command === "up" || command === "down") {
      const to = at === -1 ? 0 : at + (command === "up" ? -1 : 1);
      this.choose(ids[Math.min(Math.max(to, 0), ids.length - 1)] ?? null);
    } else if (this.chosen === null || at === -1) {
      this.#links.say("nothing-chosen");
    } else if (command === "spotlight") {
      this.#go(direction.spotlightOnOff(now, this.chosen));
    } else if (command === "point") {
      this.#pointAtChosen(this.chosen);
    } else {
      this.move(this.chosen, these.steps.indexOf(this.chosen) + (command === "earlier" ? -1 : 1));
    }
  }

  /** @param {string | null} id */
  choose(id) {
    this.chosen = id;
    this.#links.changed();
  }

  /**
   * Chooses the one with that number, with the spotlight on it.
   * @param {number} number
   */
  number(number) {
    const id = this.these.steps[number - 1];
    if (id !== undefined) {
      this.chosen = id;
      this.#go({ ...this.now, spotlight: id });
    }
  }

  /** @param {string} id */
  reveal(id) {
    this.chosen = id;
    this.#go(direction.revealOrHide(this.now, id));
  }

  /** @param {string} id */
  spotlight(id) {
    this.chosen = id;
    this.#go(direction.spotlightOnOff(this.now, id));
  }

  /** @param {Wire.Pointer} pointer */
  point(pointer) {
    this.#go(direction.pointOnOff(this.now, pointer));
  }

  /** @param {Wire.Mode} mode */
  turn(mode) {
    this.#go(direction.inMode(this.now, mode));
  }

  /**
   * @param {string} id  of a fault
   * @param {number} to  its place among the faults
   */
  move(id, to) {
    const { steps, others } = this.these;
    if (!steps.includes(id) || to < 0 || to >= steps.length) {
      return;
    }
    this.chosen = id;
    this.#go(this.now, { these: { steps: direction.moved(steps, id, to), others } });
  }

  /** @param {string} id */
  #pointAtChosen(id) {
    const target = this.view?.annotations.find((each) => each.id === id)?.target;
    const pointer = target ? direction.pointerAt(target) : null;
    if (pointer === null) {
      this.#links.say("no-place");
    } else {
      this.point(pointer);
    }
  }

  /**
   * @param {direction.Direction} next
   * @param {{ these?: direction.Arranged, otherwise?: "all-revealed" | "none-revealed" }} [more]  another order;
   *   what is said when there is nothing to do
   */
  #go(next, { these = this.these, otherwise } = {}) {
    const { page } = this;
    if (page === null || this.view === null) {
      return;
    }
    if (direction.same(next, this.now) && otherwise !== undefined) {
      this.#links.say(otherwise);
      return;
    }
    const { mode, revealed, spotlight, pointer } = next;
    const order = [...direction.everything(these)];
    if (!this.#links.send({ type: "direct", page, mode, order, revealed: [...revealed], spotlight, pointer })) {
      this.#links.say("not-connected");
      return;
    }
    this.now = next;
    this.these = these;
    this.#order = order;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#links.say("not-connected");
      this.refused();
    }, SETTLE_MS);
    this.#links.changed();
  }

  /** @param {Wire.PageView} view */
  #adopt(view) {
    this.#settle();
    this.#arrange(view, view.order);
    this.now = direction.told(view);
  }

  /**
   * @param {Wire.PageView} view
   * @param {readonly string[]} order
   */
  #arrange(view, order) {
    this.#order = order;
    this.these = direction.arranged(view.annotations, order);
    const ids = direction.everything(this.these);
    if (this.chosen === null || !ids.includes(this.chosen)) {
      this.chosen = ids[0] ?? null;
    }
  }

  /**
   * The page shows what was sent last.
   * @param {Wire.PageView} view
   */
  #settleIf(view) {
    const order = direction.everything(direction.arranged(view.annotations, view.order));
    if (direction.same(direction.told(view), this.now) && order.join() === direction.everything(this.these).join()) {
      this.#settle();
    }
  }

  #settle() {
    clearTimeout(this.#settling);
    this.#settling = 0;
  }
}
