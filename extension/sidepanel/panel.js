/** The side panel: everything that was judged on the tab beside it, and what was not. */

import { byId, element, placeName, sign, speak, text, wordsOfState } from "../shared/words.js";
import { WorkerPort } from "../shared/worker-port.js";
import { FindingList } from "./findings.js";
import { drawLesson, followLessonButton } from "./lesson.js";
import { drawPreview } from "./preview.js";
import { Waiving } from "./waiving.js";

/** @type {Record<string, boolean | null>} */
const ANSWERS = Object.freeze({ yes: true, no: false, unknown: null });

/** @type {Messages.State | null} */
let state = null;
/** @type {Messages.PageState | null} */
let page = null;
/** @type {number | null} */
let tab = null;

const waiving = new Waiving({ tab: () => tab, send: (message) => port.send(message), redraw: draw });
const list = new FindingList(byId("groups", HTMLDivElement), (id) => {
  if (tab !== null) {
    port.send({ type: "show", tab, id });
  }
}, waiving);
const filter = {
  words: byId("filter-text", HTMLInputElement),
  severity: byId("filter-severity", HTMLSelectElement),
  field: byId("filter-field", HTMLSelectElement),
};
/** @type {WorkerPort<Messages.FromPanel, Messages.ToPanel>} */
const port = new WorkerPort("panel", (message) => {
  if (message.type === "state") {
    state = message;
    speak(state, "panel_title");
    waiving.heed(state);
  } else if (message.type === "waiver-answer") {
    waiving.answered(message);
  } else if (message.tab === tab) {
    page = message;
  }
  draw();
}, () => watch(tab));

/** @param {number | null} next */
function watch(next) {
  if (next !== tab) {
    page = null;
  }
  tab = next;
  if (tab !== null) {
    port.send({ type: "watch", tab });
  }
}

function draw() {
  if (state === null) {
    return;
  }
  byId("locale", HTMLSelectElement).value = state.locale;
  const shown = page !== null && page.platform !== null;
  byId("empty", HTMLElement).hidden = shown || page === null;
  byId("listing", HTMLDivElement).hidden = drawLesson(page) || !shown;
  drawConnection(state, shown);
  const where = byId("where", HTMLParagraphElement);
  where.textContent = "";
  if (page !== null && page.platform !== null) {
    where.textContent = whereText(page);
    drawLink(state);
    drawListing(page, state);
  }
}

/**
 * @param {Messages.PageState} of
 * @returns {string}
 */
function whereText(of) {
  const platform = text(`platform_${(of.platform ?? "").replaceAll("-", "_")}`);
  if (of.platform !== "amazon") {
    return platform;
  }
  const store = of.marketplace === null
    ? text("page_store_unknown")
    : text("page_store", of.marketplace.toUpperCase());
  return `${platform} · ${store}`;
}

/**
 * @param {Messages.State} of
 * @param {boolean} shown  a listing is there
 */
function drawConnection(of, shown) {
  const box = byId("connection", HTMLElement);
  // Without a listing the worker sleeps, and "connecting" would never end.
  box.hidden = of.state === "ready" || (of.state === "connecting" && !shown);
  box.classList.toggle("calm", of.state === "connecting");
  const { title, remedy } = wordsOfState(of.state);
  byId("connection-sign", HTMLSpanElement).replaceChildren(sign(of.state === "connecting" ? "incomplete" : "warning"));
  byId("connection-title", HTMLHeadingElement).textContent = title;
  byId("connection-remedy", HTMLParagraphElement).textContent = remedy;
  byId("connection-setup", HTMLButtonElement).hidden = !["not-paired", "wrong-agent", "not-running"].includes(of.state);
}

/** @param {Messages.State} of */
function drawLink(of) {
  const answer = of.mercariLink === null ? "unknown" : of.mercariLink ? "yes" : "no";
  byId("link-answer", HTMLElement).textContent = text(`link_${answer}`);
  for (const radio of document.querySelectorAll("input[name=link]")) {
    if (radio instanceof HTMLInputElement) {
      radio.checked = radio.value === answer;
    }
  }
}

/**
 * @param {Messages.PageState} of
 * @param {Messages.State} connection
 */
function drawListing(of, connection) {
  const annotations = of.report?.annotations ?? [];
  drawPreview(of.preview, of.platform);
  drawFields(annotations);
  waiving.draw(of.report?.waived ?? []);
  const matching = list.draw(annotations, of.dismissed, {
    words: filter.words.value, severity: filter.severity.value, field: filter.field.value,
  });
  byId("no-match", HTMLParagraphElement).hidden = matching > 0 || annotations.length === 0;
  const violations = annotations.filter((a) => a.outcome === "violation" && !of.dismissed.includes(a.id));
  byId("verdict", HTMLParagraphElement).textContent = verdict(of, connection, violations.length);
  const steppable = annotations.some((a) => a.target.field !== null);
  byId("previous", HTMLButtonElement).disabled = !steppable;
  byId("next", HTMLButtonElement).disabled = !steppable;
  const facts = [
    ...(of.report !== null && of.refused === null && violations.length === 0 ? [text("panel_clean_help")] : []),
    ...factsOf(of, connection),
  ].map((fact) => element("li", "", fact));
  byId("facts", HTMLUListElement).replaceChildren(...facts);
}

/**
 * @param {Messages.PageState} of
 * @param {Messages.State} connection
 * @param {number} violations
 * @returns {string}
 */
function verdict(of, connection, violations) {
  if (of.refused !== null) {
    return of.refused;
  }
  if (of.report === null) {
    return connection.state === "ready" || connection.state === "connecting" ? text("panel_checking") : "";
  }
  return violations > 0 ? text("panel_violations", violations) : text("panel_clean");
}

/**
 * What was not checked, and why: silence would read as "all is well".
 * @param {Messages.PageState} of
 * @param {Messages.State} connection
 * @returns {string[]}
 */
function factsOf(of, connection) {
  const facts = [];
  if (of.report !== null && of.pending) {
    facts.push(text("panel_checking"));
  }
  if (of.report !== null && connection.state !== "ready") {
    facts.push(text("panel_last_known"));
  }
  facts.push(text("panel_fields_found", of.found.length, of.expected.length));
  const separator = text("list_separator");
  const missing = of.expected.filter((field) => !of.found.includes(field)).map((field) => text(`field_${field}`));
  if (missing.length > 0) {
    facts.push(text("label_value", text("panel_fields_missing"), missing.join(separator)));
  }
  if (of.report !== null) {
    facts.push(text("panel_rules_quiet", of.report.passed, of.report.inapplicable));
  }
  if (of.images.waiting > 0) {
    facts.push(text("panel_images_waiting", of.images.waiting));
  }
  if (of.report?.phase === "image") {
    facts.push(text("panel_images_reading"));
  }
  if (of.images.failed.length > 0) {
    const failed = of.images.failed.map(({ slot, problem }) => `${slot} – ${text(`image_problem_${problem.replaceAll("-", "_")}`)}`);
    facts.push(text("label_value", text("panel_images_failed"), failed.join(separator)));
  }
  if (of.blocked) {
    facts.push(text("panel_blocked"));
  }
  return facts;
}

/**
 * The fields to filter by: those that have a finding.
 * @param {readonly Wire.Annotation[]} annotations
 */
function drawFields(annotations) {
  const named = new Map([["", text("panel_all_fields")]]);
  for (const { target } of annotations) {
    named.set(target.field ?? "page", placeName({ ...target, index: null }));
  }
  if (!named.has(filter.field.value)) {
    named.set(filter.field.value, text(`field_${filter.field.value}`));
  }
  const chosen = filter.field.value;
  filter.field.replaceChildren(...[...named].map(([value, name]) => new Option(name, value)));
  filter.field.value = chosen;
}

function openSetup() {
  void chrome.runtime.openOptionsPage();
}

/** @param {1 | -1} by */
function step(by) {
  if (tab !== null) {
    port.send({ type: "step", tab, by });
  }
}

followLessonButton((left) => tab !== null && port.send({ type: "lesson", tab, left }));
byId("setup", HTMLButtonElement).addEventListener("click", openSetup);
byId("connection-setup", HTMLButtonElement).addEventListener("click", openSetup);
byId("previous", HTMLButtonElement).addEventListener("click", () => step(-1));
byId("next", HTMLButtonElement).addEventListener("click", () => step(1));
byId("locale", HTMLSelectElement).addEventListener("change", (event) => {
  const { value } = /** @type {HTMLSelectElement} */ (event.target);
  port.send({ type: "set", locale: /** @type {Messages.Locale} */ (value) });
});
byId("link", HTMLDetailsElement).addEventListener("change", (event) => {
  const { value } = /** @type {HTMLInputElement} */ (event.target);
  port.send({ type: "set", mercariLink: ANSWERS[value] ?? null });
});
for (const control of Object.values(filter)) {
  control.addEventListener("input", draw);
}

// A panel opened in a tab of its own names the page it belongs to.
const named = new URLSearchParams(location.search).get("tab");
if (named !== null && /^\d+$/.test(named)) {
  watch(Number(named));
} else {
  const [active] = await chrome.tabs.query({ active: true, currentWindow: true });
  const { id: ours } = await chrome.windows.getCurrent();
  chrome.tabs.onActivated.addListener(({ tabId, windowId }) => windowId === ours && watch(tabId));
  watch(active?.id ?? null);
}
