// One line that says what the marks cannot: not connected, fields missing, pictures pending. Shown only over free ground.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const MARGIN = 12;
  const NOTICE_MS = 6_000; // an outcome ("fixed") stays long enough to be read

  /** @type {HTMLElement | null} */
  let pill = null;
  /** @type {HTMLElement | null} */
  let words = null;
  /** @type {HTMLButtonElement | null} */
  let action = null;
  /** @type {Drawing.Standing | null} */
  let lasting = null;
  /** @type {{kind: Drawing.Kind, text: string, until: number} | null} */
  let notice = null;

  function start() {
    pill = tenken.face.element("div", "pill quiet");
    pill.setAttribute("role", "status"); // polite: it never interrupts typing
    words = tenken.face.element("span", "words", "");
    action = tenken.face.button("act", "", null, () => lasting?.action?.act());
    action.hidden = true;
    pill.append(tenken.face.element("span", "sign"), words, action);
    tenken.overlay.root()?.append(pill);
  }

  /** What holds until further notice; `null` when all is well. @param {Drawing.Standing | null} state */
  function show(state) {
    lasting = state;
    draw();
  }

  /** Says something once, for a moment. @param {Drawing.Kind} kind @param {string} text */
  function say(kind, text) {
    notice = { kind, text, until: performance.now() + NOTICE_MS };
    draw();
  }

  /** @param {number} width @param {number} height @returns {DOMRect | null} The first place where the line covers no control. */
  function freePlace(width, height) {
    const view = tenken.overlay.viewport();
    const left = view.left + MARGIN, right = view.right - MARGIN - width, centre = view.left + (view.width - width) / 2;
    const top = view.top + MARGIN, bottom = view.bottom - MARGIN - height, middle = view.top + (view.height - height) / 2;
    const places = [
      [right, bottom], [left, bottom], [right, top], [left, top], [centre, bottom], [centre, top], [right, middle], [left, middle],
    ];
    for (const [x = 0, y = 0] of places) {
      const rect = new DOMRect(x, y, width, height);
      if (tenken.overlay.free(rect)) return rect;
    }
    return null;
  }

  /** Draws the newest line where it is free; where nothing is, a dot; else only the screen reader has it. */
  function draw() {
    if (!pill || !words || !action) return;
    if (notice && performance.now() > notice.until) notice = null;
    const state = notice ?? lasting;
    pill.lang = tenken.face.language();
    if (words.textContent !== (state?.text ?? "")) words.textContent = state?.text ?? "";
    const label = notice ? "" : (lasting?.action?.label ?? "");
    if (action.textContent !== label) action.textContent = label;
    action.hidden = label === "";
    if (!state) {
      pill.className = "pill quiet";
      return;
    }
    for (const size of ["", " compact"]) {
      pill.className = `pill ${state.kind}${size}`;
      action.hidden = label === "" || size !== "";
      const { width, height } = pill.getBoundingClientRect();
      const place = freePlace(width, height);
      if (!place) continue;
      Object.assign(pill.style, { left: `${place.left}px`, top: `${place.top}px` });
      return;
    }
    action.hidden = true; // out of sight it must not take the focus; the panel has the same button
    pill.className = "pill quiet";
  }

  tenken.status = { start, show, say, draw };
})();
