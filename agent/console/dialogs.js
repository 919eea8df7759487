/** The two dialogs: what the keys do, and a question before something ends. */

import { byId, element } from "./elements.js";
import { text } from "./words.js";

/** @type {readonly (readonly [string, import("./words.js").Key])[]} */
const ROWS = Object.freeze([
  ["→", "key_next"],
  ["←", "key_back"],
  ["R", "key_all"],
  ["H", "key_none"],
  ["↑ ↓", "key_choose"],
  ["Alt + ↑ ↓", "key_move"],
  ["S", "key_spotlight"],
  ["1 – 9", "key_number"],
  ["P", "key_point"],
  ["Esc", "key_still"],
  ["M", "key_mode"],
  ["?", "key_help"],
]);

const KEYS_KEPT = "tenken.console.keys";

/** Whether keys do anything but show this list: speech input may type letters by mistake. */
export function keysOn() {
  return byId("keys-on", HTMLInputElement).checked;
}

/** Once, when the page is there. */
export function listenToDialogs() {
  const keys = byId("keys-on", HTMLInputElement);
  keys.checked = localStorage.getItem(KEYS_KEPT) !== "off";
  keys.addEventListener("change", () => localStorage.setItem(KEYS_KEPT, keys.checked ? "on" : "off"));
  const help = byId("help-dialog", HTMLDialogElement);
  const question = byId("confirm-dialog", HTMLDialogElement);
  byId("help", HTMLButtonElement).addEventListener("click", showHelp);
  byId("help-close", HTMLButtonElement).addEventListener("click", () => help.close());
  byId("confirm-deed", HTMLButtonElement).addEventListener("click", () => question.close("yes"));
  byId("confirm-cancel", HTMLButtonElement).addEventListener("click", () => question.close("no"));
}

/** Whether one of them is open. */
export function dialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}

/** Shows what the keys do. */
export function showHelp() {
  byId("keys", HTMLElement).replaceChildren(...ROWS.flatMap(([key, words]) => [
    element("dt", "", element("kbd", "", key)), element("dd", "", text(words)),
  ]));
  byId("help-dialog", HTMLDialogElement).showModal();
}

/**
 * @param {string} question
 * @param {string} deed  on the button that goes on
 * @returns {Promise<boolean>}
 */
export function confirm(question, deed) {
  const dialog = byId("confirm-dialog", HTMLDialogElement);
  byId("confirm-question", HTMLElement).textContent = question;
  byId("confirm-deed", HTMLButtonElement).textContent = deed;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
