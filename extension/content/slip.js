// What is known of a file before the site has it, on a slip beside the file's input. It comes unasked, so it takes no focus and
// covers no control; it can be reached by keyboard and put away.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { element, button, sign } = tenken.face;

  const GAP = 8;
  const LEAST_SIDE = 8; // pixels: file inputs are often hidden behind a button of the site
  const SIDE_LASTS_MS = 1_000;

  /** @typedef {{node: HTMLElement, said: string, place: string, at: number}} Slip */

  /** @type {Map<Element, Slip>} By the input that the files came through. */
  const slips = new Map();
  /** @type {(input: Element) => void} */
  let dismiss = () => {};
  let frame = 0;

  /** @param {(input: Element) => void} onDismissed */
  function start(onDismissed) {
    dismiss = onDismissed;
  }

  /** Puts a slip away; the focus goes back to the input. @param {Element} input @param {Element} node */
  function close(input, node) {
    if (node.contains(tenken.overlay.root()?.activeElement ?? null)) /** @type {HTMLElement} */ (input).focus({ preventScroll: true });
    dismiss(input);
  }

  /** @param {string} slot */
  const slotName = (slot) => (slot === "MAIN" ? tenken.say("upload_main") : tenken.say("upload_slot", [slot]));

  /** @param {Wire.Annotation} annotation @returns {Drawing.Kind} */
  const kindOf = ({ outcome, severity }) => (outcome === "violation" ? severity : "unsure");

  /** What is said of one file in one line. @param {Drawing.Upload} upload @returns {{kind: string, text: string}} */
  function summary({ problem, report }) {
    if (problem !== null) return { kind: "unsure", text: tenken.say("upload_not_checked", [tenken.say(`image_problem_${problem.replaceAll("-", "_")}`)]) };
    if (report === null || report.phase === "text") return { kind: "unsure", text: tenken.say("upload_checking") };
    const faults = report.annotations.filter(({ outcome }) => outcome === "violation");
    const found = faults.length > 0 ? tenken.say("upload_faults", [faults.length]) : tenken.say("upload_ok");
    const waits = report.phase === "image" ? ` · ${tenken.say("upload_reading")}` : "";
    return { kind: faults[0] ? kindOf(faults[0]) : waits ? "unsure" : "good", text: found + waits };
  }

  /** @param {Drawing.Upload} upload */
  function row(upload) {
    const made = element("li", "file");
    const { kind, text } = summary(upload);
    const line = element("p", `verdict ${kind}`);
    line.append(sign(kind), element("span", "", text));
    made.append(element("b", "name", upload.file.name), element("span", "slot", slotName(upload.slot)), line);
    const told = (upload.report?.annotations ?? []).filter(({ pending }) => pending !== true);
    if (upload.report?.phase === "text" || told.length === 0) return made;
    const list = element("ol", "faults");
    for (const annotation of [...told].sort((a, b) => Number(a.outcome !== "violation") - Number(b.outcome !== "violation"))) {
      const item = element("li", kindOf(annotation));
      item.append(element("b", "", annotation.title), element("span", "", annotation.message));
      if (annotation.reason) item.append(element("span", "reason", annotation.reason));
      list.append(item);
    }
    made.append(list);
    return made;
  }

  /** @param {Element} input @param {readonly Drawing.Upload[]} uploads */
  function face(input, uploads) {
    const heading = element("header", "");
    heading.append(element("h2", "", tenken.say("upload_title")), button("icon close", tenken.say("upload_close"), "close", (_event, self) => close(input, self)));
    const list = element("ul", "files");
    list.append(...uploads.map(row));
    // Else a list longer than the slip could not be scrolled by keyboard.
    list.tabIndex = 0;
    list.setAttribute("aria-label", tenken.say("upload_title"));
    return [heading, list];
  }

  /** @param {Drawing.Upload} upload */
  const signature = ({ id, problem, report }) => [id, problem, report?.phase, report?.annotations];

  /** Shows exactly these files. @param {readonly Drawing.Upload[]} uploads */
  function draw(uploads) {
    const inputs = new Set(uploads.map(({ input }) => input));
    for (const [input, { node }] of slips) if (!inputs.has(/** @type {HTMLInputElement} */ (input))) {
      node.remove();
      slips.delete(input);
    }
    for (const input of inputs) {
      const own = uploads.filter((upload) => upload.input === input);
      const slip = slips.get(input) ?? made(input);
      const said = JSON.stringify([tenken.locale, own.map(signature)]);
      if (slip.said !== said) fill(slip, input, own, said);
      settle(input, slip);
    }
  }

  /** @param {Element} input @returns {Slip} */
  function made(input) {
    const node = element("section", "slip");
    node.setAttribute("role", "region");
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !event.isTrusted) return;
      event.preventDefault(); // else a dialog of the page closes with it
      close(input, node);
    });
    const slip = { node, said: "", place: "none", at: -Infinity };
    slips.set(input, slip);
    tenken.overlay.root()?.append(node);
    return slip;
  }

  /** @param {Slip} slip @param {Element} input @param {readonly Drawing.Upload[]} uploads @param {string} said */
  function fill(slip, input, uploads, said) {
    const held = tenken.overlay.root()?.activeElement ?? null;
    const selector = held && slip.node.contains(held) ? (held.localName === "button" ? "button" : ".files") : null;
    const scrolled = slip.node.querySelector(".files")?.scrollTop ?? 0;
    slip.said = said;
    slip.node.lang = tenken.face.language();
    slip.node.setAttribute("aria-label", tenken.say("upload_title"));
    slip.node.replaceChildren(...face(input, uploads));
    const list = slip.node.querySelector(".files");
    if (list) list.scrollTop = scrolled;
    if (selector) /** @type {HTMLElement | null} */ (slip.node.querySelector(selector))?.focus({ preventScroll: true });
    slip.at = -Infinity; // its size is another one now
    tenken.status.say("info", uploads.map((upload) => tenken.say("label_value", [upload.file.name, summary(upload).text])).join(" · "));
  }

  /** @param {Element} input @returns {DOMRect | null} The input, or the first box around it that can be seen. */
  function anchorOf(input) {
    for (let at = /** @type {Node | null} */ (input); at; at = tenken.overlay.up(at)) {
      if (!(at instanceof Element)) continue;
      if (!at.isConnected || at.matches("form, main, body, html")) return null;
      const box = at.getBoundingClientRect();
      if (Math.min(box.width, box.height) >= LEAST_SIDE) return box;
    }
    return null;
  }

  /** @param {DOMRect | null} anchor @param {{width: number, height: number}} size @returns {Record<string, DOMRect>} */
  function places(anchor, { width, height }) {
    const view = tenken.overlay.viewport();
    const beside = anchor && {
      below: new DOMRect(anchor.left, anchor.bottom + GAP, width, height),
      right: new DOMRect(anchor.right + GAP, anchor.top, width, height),
      left: new DOMRect(anchor.left - GAP - width, anchor.top, width, height),
      above: new DOMRect(anchor.left, anchor.top - GAP - height, width, height),
    };
    const left = view.left + GAP, right = view.right - GAP - width, top = view.top + GAP, bottom = view.bottom - GAP - height;
    return {
      ...beside,
      "bottom left": new DOMRect(left, bottom, width, height), "bottom right": new DOMRect(right, bottom, width, height),
      "top right": new DOMRect(right, top, width, height), "top left": new DOMRect(left, top, width, height),
    };
  }

  /**
   * Where the slip covers no control: whole, else with its faults folded. Where nothing is free only the status line tells.
   * @param {DOMRect | null} anchor @param {Slip} slip
   */
  function choose(anchor, slip) {
    slip.at = performance.now();
    for (const size of ["", " compact"]) {
      slip.node.className = `slip${size}`;
      const offered = places(anchor, slip.node.getBoundingClientRect());
      slip.place = Object.entries(offered).find(([, rect]) => tenken.overlay.free(rect))?.[0] ?? "none";
      if (slip.place !== "none") return;
    }
  }

  /** @param {Element} input @param {Slip} slip */
  function settle(input, slip) {
    if (tenken.overlay.isBehindModal(input)) return slip.node.classList.add("away");
    const anchor = anchorOf(input);
    if (performance.now() - slip.at >= SIDE_LASTS_MS) choose(anchor, slip);
    const rect = places(anchor, slip.node.getBoundingClientRect())[slip.place];
    slip.node.classList.toggle("away", !rect);
    if (rect) Object.assign(slip.node.style, { left: `${Math.round(rect.left)}px`, top: `${Math.round(rect.top)}px` });
  }

  /** Keeps the slips beside their inputs after scrolling and layout, once a frame. */
  function follow() {
    if (frame !== 0 || slips.size === 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      for (const [input, slip] of slips) settle(input, slip);
    });
  }

  tenken.slip = { start, draw, follow };
})();
