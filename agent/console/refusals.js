/** Why the agent did not obey, in words. */

import { text } from "./words.js";

/** @type {Readonly<Record<Wire.ConsoleRefusal["code"], import("./words.js").Key>>} */
const REFUSALS = Object.freeze({
  "bad-message": "refused_bad_message",
  gone: "refused_gone",
  changed: "refused_changed",
  "nothing-to-find": "refused_nothing_to_find",
  store: "refused_store",
  failed: "refused_failed",
});

/**
 * @param {Wire.ConsoleRefusal} refusal
 * @returns {string}  with the agent's own words where only they name the remedy
 */
export function wordsOfRefusal({ code, message }) {
  const words = text(REFUSALS[code]);
  return code === "store" || code === "failed" ? `${words} ${message}` : words;
}
