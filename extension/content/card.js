// The card of one finding: opening, placing beside the word, keyboard, and whether a person can see it.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const GAP = 8, MARGIN = 8, TALLEST = 460, TALLEST_FORM = 620;
  const STOPS = "button, a[href], summary, textarea, input:not([type=radio]), input[type=radio]:checked";
  const SETTLED_MS = 250; // a card that came or moved under the pointer just now is not what was aimed at

  /** @type {HTMLElement | null} */
  let card = null;
  /** @type {Drawing.CardView | null} */
  let shown = null;
  /** @type {Drawing.CardActions | null} */
  let actions = null;
  /** @type {Element | null} What had the focus before the card took it. */
  let returnTo = null;
  let shownAs = "";
  let movedAt = 0;
  /** What IntersectionObserver v2 says of occlusion, opacity and transforms; `null` before its first word. @type {boolean | null} */
  let uncovered = null;
  /** @type {IntersectionObserver | null} */
  let watcher = null;

  /** @param {Drawing.CardActions} handlers */
  function start(handlers) {
    actions = handlers;
    card = tenken.face.element("div", "card");
    card.hidden = true;
    card.tabIndex = -1;
    for (const [name, value] of Object.entries({ role: "dialog", "aria-modal": "false", "aria-labelledby": "title", "aria-describedby": "message" }))
      card.setAttribute(name, value);
    card.addEventListener("keydown", onKey);
    tenken.overlay.root()?.append(card);
  }

  function watch() {
    if (!card || watcher) return;
    uncovered = null;
    const options = /** @type {IntersectionObserverInit} */ ({ trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] });
    watcher = new IntersectionObserver((entries) => {
      const entry = /** @type {{isVisible?: boolean} | undefined} */ (entries.at(-1));
      uncovered = entry?.isVisible ?? true; // Firefox has no version 2
    }, options);
    watcher.observe(card);
  }

  /** @param {Drawing.CardView} view Everything that the card's face depends on. */
  const signature = ({ mark, position, count, editable, note, form }) =>
    // While a form is filled in nothing is built again: what is being typed would be cut off.
    JSON.stringify(form ? [mark.annotation.id, tenken.locale] : [mark.annotation, mark.stale, mark.place === null, position, count, editable, note, tenken.locale]);

  /**
   * Opens the card, or shows another finding in it.
   * @param {Drawing.CardView} view @param {{focus: boolean}} options `focus`: opened by keyboard, so the focus moves into it.
   * @returns {() => void} Moves the focus; to be called once the card stands where it can be focused.
   */
  function open(view, { focus }) {
    if (!card || !actions) return () => {};
    const before = shown?.mark.annotation.id;
    const inside = hasFocus();
    const held = tenken.overlay.root()?.activeElement ?? null;
    shown = view;
    const now = signature(view);
    if (now !== shownAs || card.hidden) {
      const open = before === view.mark.annotation.id && (card.querySelector("details")?.open ?? false);
      card.className = `card ${view.mark.kind}`;
      card.lang = tenken.face.language();
      card.replaceChildren(...tenken.face.build(view, actions));
      const why = card.querySelector("details");
      if (why) why.open = open;
      shownAs = now;
    }
    if (card.hidden || before !== view.mark.annotation.id) movedAt = performance.now();
    card.hidden = false;
    watch();
    follow();
    if (focus && !inside) returnTo = tenken.typing.focused();
    const part = card;
    return () => {
      if ((!focus && !inside) || hasFocus()) return;
      const same = inside ? (part.contains(held) ? held : Array.from(part.querySelectorAll("button")).find((button) => button.className === held?.className)) : null;
      /** @type {HTMLElement} */ (same ?? part).focus({ preventScroll: true });
    };
  }

  /** @param {boolean} giveFocusBack */
  function close(giveFocusBack) {
    if (!card || card.hidden) return;
    const inside = hasFocus();
    card.hidden = true;
    card.replaceChildren();
    shown = null;
    shownAs = "";
    watcher?.disconnect();
    watcher = null;
    if (giveFocusBack && inside && returnTo instanceof HTMLElement && returnTo.isConnected) returnTo.focus({ preventScroll: true });
    returnTo = null;
  }

  const hasFocus = () => Boolean(card && tenken.overlay.root()?.activeElement && card.contains(tenken.overlay.root()?.activeElement ?? null));

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!event.isTrusted || !card || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault(); // else a dialog of the page closes with us
      event.stopPropagation();
      actions?.closed(true);
    } else if (event.key === "Tab") {
      const active = /** @type {Element} */ (tenken.overlay.root()?.activeElement);
      if (active instanceof HTMLInputElement && active.type === "date") return; // Tab goes through year, month and day first
      const stops = Array.from(card.querySelectorAll(STOPS));
      const at = stops.indexOf(active);
      const next = stops[(at + (event.shiftKey ? (at < 0 ? 0 : -1) : 1) + stops.length) % stops.length];
      event.preventDefault();
      if (next instanceof HTMLElement) next.focus();
    }
  }

  /** @param {DOMRect[]} rects @returns {DOMRect | null} */
  function around(rects) {
    if (rects.length === 0) return null;
    const left = Math.min(...rects.map((r) => r.left)), top = Math.min(...rects.map((r) => r.top));
    return new DOMRect(left, top, Math.max(...rects.map((r) => r.right)) - left, Math.max(...rects.map((r) => r.bottom)) - top);
  }

  /**
   * Where a card of that size goes: below what it speaks of, else above, else beside it; never over it while there is room
   * anywhere, always inside `view`.
   * @param {DOMRect | null} anchor @param {{width: number, height: number}} size @param {DOMRect} view
   */
  function position(anchor, size, view) {
    const width = Math.min(size.width, view.width - 2 * MARGIN);
    const most = view.height - 2 * MARGIN;
    const corner = { left: view.right - MARGIN - width, top: view.top + MARGIN, height: Math.min(size.height, most) };
    if (!anchor || anchor.bottom < view.top || anchor.top > view.bottom) return corner;
    const left = Math.max(view.left + MARGIN, Math.min(anchor.left - 12, view.right - MARGIN - width));
    const below = view.bottom - MARGIN - anchor.bottom - GAP, above = anchor.top - GAP - view.top - MARGIN;
    if (size.height <= below) return { left, top: anchor.bottom + GAP, height: size.height };
    if (size.height <= above) return { left, top: anchor.top - GAP - size.height, height: size.height };
    const height = Math.min(size.height, most);
    const top = Math.max(view.top + MARGIN, Math.min(anchor.top, view.bottom - MARGIN - height));
    if (view.right - MARGIN - anchor.right - GAP >= width) return { left: anchor.right + GAP, top, height };
    if (anchor.left - GAP - view.left - MARGIN >= width) return { left: anchor.left - GAP - width, top, height };
    const room = Math.max(below, above);
    if (room < 120) return corner; // a picture as large as the window
    return below >= above ? { left, top: anchor.bottom + GAP, height: room } : { left, top: anchor.top - GAP - room, height: room };
  }

  /** Keeps the card beside its word after scrolling and layout. */
  function follow() {
    if (!card || card.hidden || !shown) return;
    card.style.maxHeight = `${shown.form ? TALLEST_FORM : TALLEST}px`;
    const size = card.getBoundingClientRect();
    const at = position(around(shown.mark.rects), { width: size.width, height: size.height }, tenken.overlay.viewport());
    const [left, top] = [`${Math.round(at.left)}px`, `${Math.round(at.top)}px`];
    if (card.style.left !== left || card.style.top !== top) movedAt = performance.now();
    Object.assign(card.style, { left, top, maxHeight: `${Math.floor(at.height)}px` });
  }

  const settled = () => performance.now() - movedAt >= SETTLED_MS && uncovered !== null;

  /**
   * Whether this click or key was aimed at a button that could be seen: not covered, not transparent, not just moved there.
   * @param {Event} event @param {HTMLElement} button
   */
  function aimed(event, button) {
    if (!event.isTrusted || !card || card.hidden || uncovered === false) return false;
    const box = button.getBoundingClientRect();
    const byPointer = event instanceof MouseEvent && event.detail > 0;
    const at = byPointer ? { x: event.clientX, y: event.clientY } : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    if (byPointer && !settled()) return false;
    return tenken.overlay.shows(button, at);
  }

  tenken.card = { start, open, close, follow, aimed, settled, hasFocus, position, around, view: () => shown, covered: () => uncovered === false };
})();
