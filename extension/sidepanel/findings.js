/** The list of findings: grouped, filtered, and redrawn without losing focus or opened details. */

import { element, placeName, sign, text } from "../shared/words.js";

/** More rows than this help nobody, and keep a panel of a hostile agent usable. */
const MOST_ROWS = 200;

/** @typedef {"error" | "warning" | "info" | "incomplete" | "failed"} GroupName */
/** @type {readonly GroupName[]} */
const GROUPS = Object.freeze(["error", "warning", "info", "incomplete", "failed"]);

/**
 * @param {Wire.Annotation} annotation
 * @returns {GroupName}
 */
function groupOf({ outcome, severity }) {
  if (outcome === "violation") {
    return severity;
  }
  return outcome === "error" ? "failed" : outcome;
}

/** @typedef {{ words: string, severity: string, field: string }} Filter */

/**
 * @param {Wire.Annotation} a
 * @param {Filter} filter
 * @returns {boolean}
 */
function matches(a, filter) {
  const words = filter.words.trim().toLowerCase();
  const haystack = [a.title, a.message, a.reason ?? "", a.target.quote ?? "", a.rule, placeName(a.target)];
  return (filter.severity === "" || a.severity === filter.severity)
    && (filter.field === "" || (a.target.field ?? "page") === filter.field)
    && (words === "" || haystack.join("\n").toLowerCase().includes(words));
}

export class FindingList {
  /** @type {Map<GroupName, { details: HTMLDetailsElement, list: HTMLUListElement, note: HTMLParagraphElement }>} */
  #groups = new Map();
  /** Rows by the finding's id, with what they were made of. @type {Map<string, { from: string, row: HTMLLIElement }>} */
  #rows = new Map();
  #show;
  #waiving;

  /**
   * @param {HTMLElement} root
   * @param {(id: string) => void} show  called when a finding is clicked
   * @param {Pick<import("./waiving.js").Waiving, "open" | "formOf">} waiving
   */
  constructor(root, show, waiving) {
    this.#show = show;
    this.#waiving = waiving;
    for (const name of GROUPS) {
      const details = element("details", "group");
      details.open = true;
      const list = element("ul", "");
      const note = element("p", "soft small");
      details.append(element("summary", ""), note, list);
      this.#groups.set(name, { details, list, note });
      root.append(details);
    }
  }

  /**
   * @param {readonly Wire.Annotation[]} annotations
   * @param {readonly string[]} dismissed
   * @param {Filter} filter
   * @returns {number}  how many match the filter
   */
  draw(annotations, dismissed, filter) {
    const held = document.activeElement;
    const focused = held?.closest(".finding")?.getAttribute("data-id");
    const before = this.#rows;
    this.#rows = new Map();
    let matching = 0;
    for (const [name, { details, list, note }] of this.#groups) {
      const all = annotations.filter((a) => groupOf(a) === name);
      const some = all.filter((a) => matches(a, filter));
      matching += some.length;
      const rows = some.slice(0, MOST_ROWS).map((a) => this.#row(a, name, dismissed.includes(a.id), before));
      if (rows.length !== list.children.length || rows.some((row, index) => list.children[index] !== row)) {
        list.replaceChildren(...rows);
      }
      details.hidden = some.length === 0;
      details.querySelector("summary")?.replaceChildren(
        sign(name), element("h2", "", text(`group_${name}`)), element("span", "count", String(some.length)),
      );
      const help = name === "incomplete" || name === "failed" ? text(`group_${name}_help`) : "";
      note.textContent = some.length > MOST_ROWS ? text("panel_more", some.length - MOST_ROWS) : help;
      note.hidden = note.textContent === "";
    }
    const row = focused ? this.#rows.get(focused)?.row : undefined;
    if (row && held instanceof HTMLElement && row.contains(held)) {
      held.focus();
    } else if (row && !row.contains(document.activeElement)) {
      row.querySelector("button")?.focus();
    }
    return matching;
  }

  /**
   * @param {Wire.Annotation} annotation
   * @param {GroupName} group
   * @param {boolean} dismissed
   * @param {Map<string, { from: string, row: HTMLLIElement }>} before
   * @returns {HTMLLIElement}
   */
  #row(annotation, group, dismissed, before) {
    const form = this.#waiving.formOf(annotation.id);
    const from = JSON.stringify([annotation, dismissed, document.documentElement.lang, form?.node.getAttribute("aria-labelledby")]);
    const old = before.get(annotation.id);
    const row = old?.from === from ? old.row : this.#makeRow(annotation, group, dismissed);
    const opened = old?.row.querySelector("details")?.open ?? false;
    const more = row.querySelector("details");
    if (more && opened) {
      more.open = true;
    }
    this.#rows.set(annotation.id, { from, row });
    return row;
  }

  /**
   * @param {Wire.Annotation} a
   * @param {GroupName} group
   * @param {boolean} dismissed
   * @returns {HTMLLIElement}
   */
  #makeRow(a, group, dismissed) {
    const body = element("span", "body", element("b", "", a.title));
    if (a.message !== "") {
      body.append(element("span", "", a.message));
    }
    if (a.target.quote) {
      body.append(element("span", "quote small", a.target.quote));
    }
    const place = placeName(a.target);
    body.append(element("span", "soft small", dismissed ? `${place} · ${text("panel_dismissed")}` : place));
    if (a.reason !== null) {
      body.append(element("span", "small", text("label_value", text("detail_reason"), a.reason)));
    }
    if (a.lapsed) {
      body.append(element("span", "lapsed small", a.lapsed));
    }
    if (a.consequence !== null && a.outcome === "violation") {
      body.append(element("span", "consequence", text(`consequence_${a.consequence}`)));
    }
    const row = element("li", dismissed ? "finding dismissed" : "finding");
    row.setAttribute("data-id", a.id);
    if (a.target.field === null) {
      row.append(element("div", "show plain", sign(group), body));
    } else {
      const button = element("button", "show", sign(group), body);
      button.type = "button";
      button.title = text("panel_show", placeName(a.target));
      button.addEventListener("click", (event) => event.isTrusted && this.#show(a.id));
      row.append(button);
    }
    row.append(moreOf(a));
    const form = this.#waiving.formOf(a.id);
    if (form) {
      row.append(form.node, form.buttons);
    } else if (group !== "failed") {
      const waive = element("button", "waive", text("card_waive"));
      waive.type = "button";
      waive.setAttribute("aria-label", text("label_value", text("card_waive"), a.title));
      waive.addEventListener("click", (event) => event.isTrusted && this.#waiving.open(a.id));
      row.append(waive);
    }
    return row;
  }
}

/**
 * @param {Wire.Annotation} a
 * @returns {HTMLDetailsElement}
 */
function moreOf(a) {
  const inner = element("div", "");
  if (a.help !== "") {
    inner.append(element("p", "", a.help));
  }
  if (a.fix !== null) {
    const value = a.fix.text === "" ? a.fix.label : text("label_value", a.fix.label, a.fix.text);
    inner.append(element("dl", "", element("dt", "", text("detail_suggestion")), element("dd", "", value)));
  }
  if (a.sources.length > 0) {
    const list = element("dd", "");
    for (const source of a.sources) {
      list.append(element("p", "", titleOf(source), " ", element("span", "trust", [
        text(`confidence_${source.confidence.replaceAll("-", "_")}`), text("detail_read", source.seen),
      ].join(" · "))));
    }
    inner.append(element("dl", "", element("dt", "", text("detail_sources")), list));
  }
  inner.append(element("p", "trust", text("detail_rule", a.rule)));
  return element("details", "more", element("summary", "", text("detail_why")), inner);
}

/**
 * @param {Wire.Source} source
 * @returns {HTMLElement}
 */
function titleOf({ title, url }) {
  if (url === null) {
    return element("span", "", title);
  }
  const link = element("a", "", title);
  // The worker lets only https: addresses through.
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}
