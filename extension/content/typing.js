// Puts a fix into a field the way a person would, so that the site notices and Ctrl-Z takes it back.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const LEAST_OPACITY = 0.7; // as KeePassXC-Browser since 1.9.9.2: a field that one can hardly see is not filled

  /** @param {Element} element Product of the opacities from here to the page's root. */
  function opacity(element) {
    let product = 1;
    for (let node = /** @type {Node | null} */ (element); node; node = tenken.overlay.up(node))
      if (node instanceof Element) product *= Number(getComputedStyle(node).opacity);
    return product;
  }

  /** @param {Node | null} node @param {Node} ancestor Through shadow roots. */
  function within(node, ancestor) {
    for (let at = node; at; at = tenken.overlay.up(at)) if (at === ancestor) return true;
    return false;
  }

  /** Whether a person can see that field at that point. @param {HTMLElement} control @param {Element} host @param {DOMRect} part */
  function isSeen(control, host, part) {
    const visible = control.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
    if (!visible || opacity(control) < LEAST_OPACITY) return false;
    const shown = tenken.overlay.viewport();
    const left = Math.max(part.left, shown.left), right = Math.min(part.right, shown.right);
    const top = Math.max(part.top, shown.top), bottom = Math.min(part.bottom, shown.bottom);
    if (right - left < 1 || bottom - top < 1) return false;
    const hit = tenken.overlay.pageElementAt((left + right) / 2, (top + bottom) / 2);
    return hit !== null && (within(hit, host) || within(control, hit));
  }

  /** @returns {Element | null} What has the focus, through open shadow roots. */
  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  }

  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

  /**
   * Types `text` over `span` if `quote` still stands there. The site may refuse (a limit, a form of its own): then
   * everything is put back as it was.
   * @param {Place & {kind: "control"}} place @param {Drawing.Span} span @param {string} quote @param {string} text
   * @param {Event} event The person's own click or key. @returns {Promise<Drawing.Applied>}
   */
  async function apply(place, span, quote, text, event) {
    if (!event.isTrusted) return { ok: false, reason: "untrusted" };
    const { control, host } = place;
    if (!control.isConnected || !tenken.spans.fits(control.value, span, quote)) return { ok: false, reason: "changed" };
    if (control.disabled || control.readOnly || control.selectionStart === null) return { ok: false, reason: "locked" };
    control.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { rects } = tenken.geometry.measure(place, span, tenken.geometry.range(place, span.start, span.end));
    if (!isSeen(control, host, rects[0] ?? control.getBoundingClientRect())) return { ok: false, reason: "hidden" };

    if (span.start === span.end && text === "") return { ok: false, reason: "refused" }; // "delete" would take the letter before

    const before = control.value;
    const selection = { start: control.selectionStart, end: control.selectionEnd, direction: control.selectionDirection };
    const wanted = before.slice(0, span.start) + text.replaceAll("\r\n", "\n") + before.slice(span.end);
    control.focus({ preventScroll: true });
    if (focused() !== control) return { ok: false, reason: "locked" };
    control.setSelectionRange(span.start, span.end);
    if (text === "") document.execCommand("delete");
    else document.execCommand("insertText", false, text);
    if (control.value === wanted) {
      await nextFrame(); // a controlled form may write its own value back a moment later
      return control.value === before ? { ok: false, reason: "refused" } : { ok: true };
    }
    if (control.value !== before && control.isConnected && focused() === control) document.execCommand("undo");
    if (control.value === before) control.setSelectionRange(selection.start, selection.end ?? selection.start, selection.direction ?? "none");
    return { ok: false, reason: "refused" };
  }

  tenken.typing = { apply, focused };
})();
