/** Which key does what. Every deed has a button, too. */

/** @typedef {import("./desk.js").Command | "mode" | "help"} Deed */

/** @type {Readonly<Record<string, Deed>>} */
export const KEYS = Object.freeze({
  ArrowRight: "next",
  ArrowLeft: "back",
  r: "all",
  h: "none",
  s: "spotlight",
  p: "point",
  Escape: "still",
  ArrowUp: "up",
  ArrowDown: "down",
  m: "mode",
  "?": "help",
});
const WITH_ALT = Object.freeze(/** @type {Record<string, Deed>} */ ({ ArrowUp: "earlier", ArrowDown: "later" }));
/** Those that send nothing: a held key must not flood the agent. */
const REPEATABLE = new Set(["up", "down"]);
const NO_TEXT = new Set(["button", "checkbox", "file", "radio"]);

/** @param {EventTarget | null} target */
function takesText(target) {
  if (target instanceof HTMLInputElement) {
    return !NO_TEXT.has(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/**
 * @param {KeyboardEvent} event
 * @returns {Deed | number | null}  a number: the finding of that number
 */
export function deedOf(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || takesText(event.target)) {
    return null;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const deed = event.altKey ? WITH_ALT[key] : /^[1-9]$/.test(key) ? Number(key) : KEYS[key];
  if (deed === undefined || (event.repeat && !(typeof deed === "string" && REPEATABLE.has(deed)))) {
    return null;
  }
  return deed;
}
