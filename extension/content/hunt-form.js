// The list of reasons at the place where a learner sees a fault. By mouse, or by arrow keys, Enter and Escape.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { element, button } = tenken.face;

  /** @type {HTMLElement | null} */
  let form = null;
  /** @type {Hunting.Meant | null} */
  let meant = null;
  /** @type {(() => void) | null} Gives back the focus and the selection. */
  let giveBack = null;

  /** What had the focus and what was selected, to be had again. */
  function remember() {
    const focused = tenken.typing.focused();
    const control = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement ? focused : null;
    const own = control && { start: control.selectionStart, end: control.selectionEnd, direction: control.selectionDirection };
    const selection = getSelection();
    const range = !control && selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    return () => {
      if (focused instanceof HTMLElement && focused !== document.body && focused.isConnected && !tenken.overlay.owns(focused)) focused.focus({ preventScroll: true });
      if (control?.isConnected && own && own.start !== null) control.setSelectionRange(own.start, own.end ?? own.start, own.direction ?? "none");
      if (range?.startContainer.isConnected && selection) {
        selection.removeAllRanges();
        selection.addRange(range);
      }
    };
  }

  const items = () => /** @type {HTMLElement[]} */ ([...(form?.querySelectorAll("[role=menuitem]") ?? [])]);

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!event.isTrusted || !form || event.isComposing) return;
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (tenken.overlay.root()?.activeElement));
    const moves = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 };
    if (event.key === "Escape") {
      event.preventDefault(); // else a dialog of the page closes with us
      event.stopPropagation();
      close(true);
    } else if (Object.hasOwn(moves, event.key)) {
      event.preventDefault();
      const to = moves[/** @type {keyof typeof moves} */ (event.key)];
      all[(to + all.length) % all.length]?.focus({ preventScroll: false });
    } else if (event.key === "Tab") {
      const stops = [form.querySelector("header button"), all[Math.max(0, at)]];
      event.preventDefault();
      /** @type {HTMLElement | null | undefined} */ (at < 0 ? stops[1] : stops[0])?.focus();
    }
  }

  /**
   * @param {Hunting.Meant} place @param {readonly Wire.Choice[]} reasons
   * @param {(meant: Hunting.Meant, reason: string) => void} pick
   */
  function open(place, reasons, pick) {
    if (!form) {
      form = element("div", "panel hunt-form");
      form.setAttribute("role", "dialog");
      form.setAttribute("aria-modal", "false");
      form.setAttribute("aria-labelledby", "hunt-form-title");
      form.addEventListener("keydown", onKey);
    }
    giveBack ??= remember();
    meant = place;
    const heading = element("header", "");
    const title = element("h2", "", tenken.say("hunt_reason_title"));
    title.id = "hunt-form-title";
    heading.append(title, button("icon close", tenken.say("hunt_close"), "close", () => close(true)));
    const where = element("p", "where");
    where.append(element("b", "", place.name), ...(place.quote === "" ? [] : [document.createTextNode(" "), element("q", "", place.quote)]));
    const menu = element("div", "reasons");
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-labelledby", title.id);
    menu.append(...reasons.map(({ id, words }) => {
      const item = button("reason", words, null, () => {
        const chosen = meant;
        close(true);
        if (chosen) pick(chosen, id);
      });
      item.setAttribute("role", "menuitem");
      item.tabIndex = -1;
      return item;
    }));
    form.lang = tenken.face.language();
    form.replaceChildren(heading, where, menu);
    tenken.overlay.root()?.append(form);
    follow();
    tenken.drawing.draw(); // for a field in a modal dialog we move into it: outside it the form would be inert
    items()[0]?.focus({ preventScroll: true });
  }

  /** @param {boolean} returnFocus */
  function close(returnFocus) {
    if (!form?.isConnected) return;
    form.remove();
    meant = null;
    const back = giveBack;
    giveBack = null;
    if (returnFocus) back?.();
    tenken.drawing.soon();
  }

  /** Keeps the form beside its place after scrolling and layout. */
  function follow() {
    if (!form?.isConnected || !meant) return;
    form.style.maxHeight = "";
    const { width, height } = form.getBoundingClientRect();
    const at = tenken.card.position(tenken.card.around(meant.rects()), { width, height }, tenken.overlay.viewport());
    Object.assign(form.style, { left: `${Math.round(at.left)}px`, top: `${Math.round(at.top)}px`, maxHeight: `${Math.floor(at.height)}px` });
  }

  tenken.huntForm = { open, close, follow, meant: () => meant };
})();
