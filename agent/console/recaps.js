/** Buttons that save the recap of a run, with what is to be hidden in it. */

import { button } from "./elements.js";
import { locale, text } from "./words.js";

/**
 * @param {string} run
 * @param {"html" | "csv"} as
 * @param {{ names: boolean, texts: boolean }} hide
 * @returns {string}
 */
export function recapPath(run, as, { names, texts }) {
  const query = new URLSearchParams({ as, locale: locale() });
  if (names) {
    query.set("names", "hide");
  }
  if (texts) {
    query.set("texts", "hide");
  }
  return `/v1/runs/${run}/recap?${query}`;
}

/**
 * @param {string} run
 * @param {(run: string, as: "html" | "csv") => void} save
 * @returns {HTMLButtonElement[]}
 */
export function recapButtons(run, save) {
  return [
    button(text("recap_html"), `html ${run}`, () => save(run, "html"), "button html"),
    button(text("recap_csv"), `csv ${run}`, () => save(run, "csv"), "button csv"),
  ];
}
