// What a person can do with the marks: open a card, step through them, apply or copy a fix, put a finding aside.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @type {Set<string>} Ids put aside on this page, until it is loaded again. */
  const dismissed = new Set();
  /** @type {() => void} */
  let onDismissed = () => {};
  let applying = false;

  /** @param {Drawing.Mark} mark @returns {(Place & {kind: "control"}) | null} The field that the mark's fix goes into. */
  function fixPlace({ annotation: { fix }, field, index }) {
    if (!fix) return null;
    const place = tenken.drawing.locate(fix.target.field ?? field, fix.target.field ? (fix.target.index ?? null) : index);
    return place?.kind === "control" && !place.control.readOnly && !place.control.disabled ? place : null;
  }

  /** The marks that can be opened: not what a question is about. */
  const openable = () => tenken.drawing.marks().filter(({ bare }) => !bare);

  /** @param {Drawing.Mark} mark @param {{focus: boolean, note?: string | null}} options */
  function open(mark, { focus, note = null }) {
    const marks = tenken.drawing.marks();
    const view = { mark, position: mark.number, count: marks.length, editable: fixPlace(mark) !== null, note, form: tenken.waiveDesk.of(mark.annotation.id) };
    const settleFocus = tenken.card.open(view, { focus });
    tenken.drawing.draw(); // a card for a field in a modal dialog moves into it: outside it would be inert
    settleFocus();
  }

  /** @param {boolean} returnFocus */
  function close(returnFocus) {
    if (!tenken.card.view()) return;
    tenken.card.close(returnFocus);
    tenken.drawing.draw();
  }

  /** Brings the mark into view and opens its card. @param {Drawing.Mark} mark */
  function visit(mark) {
    tenken.drawing.reveal(mark);
    open(mark, { focus: document.hasFocus() });
  }

  /** Keeps an open card in step with a new report or an edit of its words. */
  function sync() {
    const view = tenken.card.view();
    if (!view) return;
    const mark = openable().find(({ annotation }) => annotation.id === view.mark.annotation.id);
    if (!mark) close(true);
    else if (mark.stale && !tenken.card.hasFocus()) close(false);
    else if (mark !== view.mark || mark.stale) open(mark, { focus: false, note: mark === view.mark ? view.note : null });
  }

  /** @returns {Drawing.Mark | null} The first mark that ends at or after the caret, else the first of all. */
  function fromCaret() {
    const marks = openable();
    const control = tenken.typing.focused();
    const here = marks.filter(({ place }) => place?.kind === "control" && place.control === control);
    const caret = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement ? (control.selectionStart ?? 0) : 0;
    return here.find(({ span }) => span !== null && span.end >= caret) ?? here[0] ?? marks[0] ?? null;
  }

  /** @param {number} by */
  function step(by) {
    const marks = openable();
    const current = tenken.card.view()?.mark;
    const at = current ? marks.indexOf(current) : -1;
    const next = at < 0 ? (by > 0 ? fromCaret() : (marks.at(-1) ?? null)) : marks[(at + by + marks.length) % marks.length];
    if (next) visit(next);
    else tenken.status.say("info", tenken.say("status_nothing_marked"));
  }

  function openAtCaret() {
    const mark = tenken.card.view()?.mark ?? fromCaret();
    if (mark) visit(mark);
    else tenken.status.say("info", tenken.say("status_nothing_marked"));
  }

  /** Asked for by the side panel. @param {string} id @param {() => void} redraw Draws the report again. */
  function show(id, redraw) {
    if (dismissed.delete(id)) {
      redraw();
      onDismissed();
    }
    const mark = openable().find(({ annotation }) => annotation.id === id);
    if (mark) visit(mark);
    else tenken.status.say("unsure", tenken.say("status_not_markable"));
  }

  /** @param {Drawing.Mark} mark @param {Event} event @param {HTMLElement} button */
  async function fix(mark, event, button) {
    const change = mark.annotation.fix;
    const place = fixPlace(mark);
    if (!change || !place || applying) return;
    if (!tenken.card.aimed(event, button)) return open(mark, { focus: false, note: tenken.say("card_not_seen") });
    const { start, end, quote } = change.target;
    const own = mark.annotation.target;
    const same = mark.span !== null && start === own.start && end === own.end && (change.target.field ?? own.field) === own.field;
    const span = same && mark.span ? mark.span : { start: start ?? 0, end: end ?? 0 };
    applying = true;
    try {
      const applied = await tenken.typing.apply(place, span, quote ?? "", change.text, event);
      if (applied.ok) {
        close(false);
        tenken.status.say("info", tenken.say("card_fixed"));
      } else open(mark, { focus: false, note: tenken.say(`card_fix_${applied.reason}`) });
    } finally {
      applying = false;
    }
  }

  /** @param {Drawing.Mark} mark @param {Event} event */
  async function copy(mark, event) {
    if (!event.isTrusted || !mark.annotation.fix) return;
    const done = await navigator.clipboard.writeText(mark.annotation.fix.text).then(() => true, () => false);
    if (tenken.card.view()?.mark === mark) open(mark, { focus: false, note: tenken.say(done ? "card_copied" : "card_copy_failed") });
  }

  /** @param {Drawing.Mark} mark @param {() => void} redraw */
  function dismiss(mark, redraw) {
    const following = openable().find(({ number }) => number > mark.number);
    const keyboard = tenken.card.hasFocus();
    dismissed.add(mark.annotation.id);
    redraw();
    onDismissed();
    const next = keyboard && following ? tenken.drawing.marks().find(({ annotation }) => annotation.id === following.annotation.id) : null;
    if (next) visit(next);
    else close(true);
  }

  /** Opens the form "not a problem here"; one that was left with words in it comes back with them. @param {Drawing.Mark} mark @param {Event} event */
  function waive(mark, event) {
    if (!event.isTrusted) return;
    const form = tenken.waiveDesk.open(mark.annotation.id, mark.annotation.id);
    open(mark, { focus: false });
    form.focus();
  }

  /** The form of that finding was saved or cancelled. @param {string} id @param {boolean} saved */
  function waived(id, saved) {
    if (saved) tenken.status.say("info", tenken.say("waive_saved"));
    const mark = tenken.card.view()?.mark;
    if (mark?.annotation.id !== id) return;
    if (saved) return close(true);
    open(mark, { focus: false });
    /** @type {HTMLElement | null | undefined} */ (tenken.overlay.root()?.querySelector("button.waive"))?.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    if (!event.isTrusted || event.button !== 0 || tenken.overlay.owns(event.target)) return;
    const path = event.composedPath();
    tenken.drawing.settle();
    const mark = tenken.marks.at(tenken.drawing.marks(), event.clientX, event.clientY, path);
    const control = mark?.place?.kind === "control" ? mark.place.control : null;
    const selecting = control ? control.selectionStart !== control.selectionEnd : getSelection()?.isCollapsed === false;
    if (mark && !(mark.shape === "text" && selecting)) open(mark, { focus: false });
    else if (!mark) close(false);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== "Escape" || !event.isTrusted || event.isComposing || !tenken.card.view() || tenken.card.hasFocus()) return;
    event.preventDefault(); // else a dialog of the page closes with the card
    event.stopImmediatePropagation();
    close(false);
  }

  /** @param {{redraw: () => void, dismissed: () => void}} handlers */
  function start(handlers) {
    onDismissed = handlers.dismissed;
    tenken.card.start({
      fix: (mark, event, button) => void fix(mark, event, button),
      copy: (mark, event) => void copy(mark, event),
      dismiss: (mark, event) => event.isTrusted && dismiss(mark, handlers.redraw),
      waive,
      step,
      closed: close,
    });
    tenken.waiveDesk.start({ send: tenken.link.send, aimed: tenken.card.aimed, closed: waived, changed: tenken.card.follow });
    window.addEventListener("click", onClick, { capture: true, passive: true });
    window.addEventListener("keydown", onKey, { capture: true });
  }

  tenken.actions = { start, sync, step, show, openAtCaret, close, dismissed };
})();
