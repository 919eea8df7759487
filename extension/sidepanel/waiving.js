/** The panel's side of "not a problem here": the card's own form in a finding's row, and taking waivers back. */

import { text } from "../shared/words.js";
import { drawWaived, sayProblem } from "./waived.js";

/** Numbers above those of the form's own questions. */
const FIRST_UNDO = 1_000_000_000;

/**
 * @typedef {object} Panel
 * @property {() => number | null} tab  the page that is shown
 * @property {(message: Messages.FromPanel) => void} send
 * @property {() => void} redraw
 */

export class Waiving {
  #panel;
  #undos = FIRST_UNDO;

  /** @param {Panel} panel */
  constructor(panel) {
    this.#panel = panel;
    // The form is a file of the content scripts, and finds its words as they do.
    tenken.say = (key, values = []) => text(key, ...values);
    tenken.waiveDesk.start({
      send: (message, key) => panel.send({ ...message, tab: Number(key.split(" ")[0]) }),
      aimed: (event) => event.isTrusted,
      closed: () => panel.redraw(),
      changed: () => {},
    });
  }

  /** @param {Messages.State} state */
  heed(state) {
    tenken.waiveDesk.heed(state);
  }

  /** @param {Messages.WaiverAnswer} answer */
  answered(answer) {
    if (answer.ask >= FIRST_UNDO) {
      sayProblem(answer.problem ?? "");
    } else {
      tenken.waiveDesk.answer(answer);
    }
  }

  /** @param {string} finding */
  open(finding) {
    const form = tenken.waiveDesk.open(this.#key(finding), finding);
    this.#panel.redraw();
    form.focus();
  }

  /**
   * @param {string} finding
   * @returns {Waiving.Form | null}  the form that is open for it on the page that is shown
   */
  formOf(finding) {
    return tenken.waiveDesk.of(this.#key(finding));
  }

  /** @param {readonly Wire.WaivedHere[]} waived */
  draw(waived) {
    drawWaived(waived, (id) => {
      const tab = this.#panel.tab();
      if (tab !== null) {
        this.#undos += 1;
        this.#panel.send({ type: "unwaive", ask: this.#undos, tab, id });
      }
    });
  }

  /** @param {string} finding */
  #key(finding) {
    return `${this.#panel.tab()} ${finding}`;
  }
}
