/** What is no problem on this listing, as somebody said, and taking it back. */

import { byId, element, text } from "../shared/words.js";

/** @type {string} */
let drawn = "";

/**
 * @param {readonly Wire.WaivedHere[]} waived
 * @param {(id: string) => void} undo
 */
export function drawWaived(waived, undo) {
  const box = byId("waived", HTMLDetailsElement);
  box.hidden = waived.length === 0;
  const from = JSON.stringify([waived, document.documentElement.lang]);
  if (from === drawn) {
    return;
  }
  drawn = from;
  const focused = document.activeElement?.closest("#waived li")?.getAttribute("data-id");
  sayProblem("");
  byId("waived-count", HTMLElement).textContent = String(waived.length);
  const over = waived.filter(({ expired }) => expired).length;
  const expired = byId("waived-over", HTMLElement);
  expired.hidden = over === 0;
  expired.textContent = text("waived_over", over);
  byId("waived-list", HTMLUListElement).replaceChildren(...waived.map((entry) => row(entry, undo)));
  if (focused) {
    /** @type {HTMLElement | null} */ (box.querySelector(`li[data-id="${CSS.escape(focused)}"] button`) ?? box.querySelector("summary"))?.focus();
  }
}

/** @param {string} words  why one could not be taken back; empty: nothing went wrong */
export function sayProblem(words) {
  const problem = byId("waived-problem", HTMLParagraphElement);
  problem.textContent = words;
  problem.hidden = words === "";
}

/**
 * @param {Wire.WaivedHere} entry
 * @param {(id: string) => void} undo
 * @returns {HTMLLIElement}
 */
function row({ id, rule, title, reach, reason, author, until, expired }, undo) {
  const made = element("li", expired ? "waived expired" : "waived");
  made.setAttribute("data-id", id);
  const button = element("button", "button", text("waived_undo"));
  button.type = "button";
  button.setAttribute("aria-label", text("waived_undo_of", title));
  button.addEventListener("click", (event) => event.isTrusted && undo(id));
  made.append(
    element("b", "", title),
    element("span", "small", reach),
    element("span", "small", text("waived_reason", reason)),
    element("span", "small term", termOf(author, until, expired)),
    element("span", "trust", rule),
    button,
  );
  return made;
}

/**
 * @param {string} author
 * @param {string | null} until
 * @param {boolean} expired
 * @returns {string}
 */
function termOf(author, until, expired) {
  if (until === null) {
    return text("waived_by", author);
  }
  return expired ? text("waived_by_expired", author, until) : text("waived_by_until", author, until);
}
