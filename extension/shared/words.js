/** The words of the extension's own pages, in the language the worker chose, and small elements. */

import { format } from "../background/locale.js";

/** @type {Messages.Strings} */
let strings = {};
const LANGUAGES = Object.freeze({ zh: "zh-CN", ja: "ja", en: "en" });

/**
 * @param {string} key
 * @param {...(string | number)} values
 * @returns {string}
 */
export function text(key, ...values) {
  return format(strings[key] ?? key, values);
}

/**
 * Puts a language in force and writes every text the page's HTML names by `data-text`,
 * `data-label` or `data-placeholder`.
 * @param {Messages.State} state
 * @param {string} title  key of the page's title
 */
export function speak(state, title) {
  strings = state.strings;
  document.documentElement.lang = LANGUAGES[state.locale];
  document.title = text(title);
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = text(element.getAttribute("data-text") ?? "");
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.getAttribute("data-label") ?? ""));
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.setAttribute("placeholder", text(element.getAttribute("data-placeholder") ?? ""));
  }
  document.body.hidden = false;
}

/**
 * @param {string} id
 * @template {HTMLElement} T
 * @param {new () => T} kind
 * @returns {T}  throws when the page has no such element
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new TypeError(`${id} is not a ${kind.name}`);
  }
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {...(Node | string)} children  strings become text
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className !== "") {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/** 16 × 16 outlines; their shapes tell the kinds apart without colour. @type {Record<string, string>} */
const SIGNS = {
  error: "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM8 4.6v4M8 11.2v.2",
  warning: "M8 1.8 15 14H1zM8 6v4M8 11.9v.2",
  info: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 7.3v4M8 4.8v.2",
  incomplete: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.2M8 11.3v.2",
  failed: "M2 2l12 12M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
  pass: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5 8.2l2.1 2.1L11 6",
  inapplicable: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5 8h6",
};

/**
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[name] ?? "");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `sign ${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/**
 * @param {Messages.ConnectionState} state
 * @returns {{ title: string, remedy: string }}
 */
export function wordsOfState(state) {
  const name = state.replaceAll("-", "_");
  return { title: text(`state_${name}`), remedy: state === "ready" ? "" : text(`remedy_${name}`) };
}

/**
 * A field's name, with its number where a field holds several texts or pictures.
 * @param {Wire.WireTarget} target
 * @returns {string}
 */
export function placeName(target) {
  if (target.field === null) {
    return text("field_page");
  }
  const name = text(`field_${target.field}`);
  return target.index === null ? name : text("field_numbered", name, target.index + 1);
}
