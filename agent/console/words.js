/** Which language the console speaks, and its words in it. */

import en from "./words-en.js";
import ja from "./words-ja.js";
import zh from "./words-zh.js";

/** @typedef {keyof typeof en} Key */

/** @type {Readonly<Record<Wire.Locale, Record<Key, string>>>} */
const TABLES = Object.freeze({ zh, ja, en });
const TAGS = Object.freeze({ zh: "zh-CN", ja: "ja", en: "en" });
const KEPT = "tenken.console.locale";

/** @type {Wire.Locale} */
let chosen = remembered() ?? preferred();

/**
 * @param {unknown} value
 * @returns {Wire.Locale | null}
 */
function known(value) {
  return value === "zh" || value === "ja" || value === "en" ? value : null;
}

function remembered() {
  return known(localStorage.getItem(KEPT));
}

/** @returns {Wire.Locale} */
function preferred() {
  for (const tag of navigator.languages) {
    const language = known(tag.slice(0, 2).toLowerCase());
    if (language !== null) {
      return language;
    }
  }
  return "en";
}

/** @returns {Wire.Locale} */
export function locale() {
  return chosen;
}

/**
 * @param {string} value
 * @returns {void}
 */
export function choose(value) {
  chosen = known(value) ?? chosen;
  localStorage.setItem(KEPT, chosen);
}

/**
 * @param {Key} key
 * @param {...(string | number)} values  put where `$1`, `$2` … stand
 * @returns {string}
 */
export function text(key, ...values) {
  return TABLES[chosen][key].replace(/\$([1-9])/g, (whole, digit) => String(values[Number(digit) - 1] ?? whole));
}

/** Writes every text that the page names by `data-text` or `data-label`. */
export function speak() {
  document.documentElement.lang = TAGS[chosen];
  document.title = text("console_title");
  for (const each of document.querySelectorAll("[data-text]")) {
    each.textContent = text(/** @type {Key} */ (each.getAttribute("data-text")));
  }
  for (const each of document.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", text(/** @type {Key} */ (each.getAttribute("data-label"))));
  }
}

/**
 * A field's name, with its number where there are several.
 * @param {{ field: Wire.ScreenField | null, index?: number | null }} place
 * @returns {string}
 */
export function placeName({ field, index }) {
  if (field === null) {
    return text("field_page");
  }
  const name = text(`field_${field}`);
  return index === null || index === undefined ? name : text("field_numbered", name, index + 1);
}

/**
 * @param {string} moment  ISO 8601
 * @returns {string}  day and time as people here write them
 */
export function when(moment) {
  return new Date(moment).toLocaleString(TAGS[chosen], { dateStyle: "medium", timeStyle: "short" });
}

/**
 * @param {Wire.Platform} platform
 * @returns {string}
 */
export function platformName(platform) {
  return text(platform === "mercari-shops" ? "platform_mercari_shops" : `platform_${platform}`);
}
