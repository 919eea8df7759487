// The one element we add to the page: a closed shadow root in the top layer that lets every click through but the card's.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const REPAIRS = 5; // within REPAIR_WINDOW_MS; a page that fights us longer is left alone and the operator is told elsewhere
  const REPAIR_WINDOW_MS = 10_000;
  const OWN_EVENTS = [
    "click", "dblclick", "auxclick", "contextmenu", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend",
    "keydown", "keyup", "keypress", "input", "change", "focusin", "focusout", "wheel", "copy", "paste",
  ];
  const CONTROLS =
    "a[href],button,input,select,textarea,label,summary,option,video,audio,iframe,embed,object,[contenteditable=''],[contenteditable=true]," +
    "[onclick],[tabindex]:not([tabindex='-1']),[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab]," +
    "[role=menuitem],[role=option],[role=combobox],[role=textbox],[role=slider],[role=spinbutton]";

  /** @type {HTMLElement | null} */
  let host = null;
  /** @type {ShadowRoot | null} */
  let root = null;
  /** @type {HTMLElement | null} */
  let painted = null;
  /** @type {CSSStyleRule | null} */
  let zoomRule = null;
  /** @type {(() => void) | null} */
  let gaveUp = null;
  let blocked = false;
  /** @type {number[]} */
  let repairs = [];
  /** Modal dialogs that we already stand above. @type {Set<Element>} */
  let raised = new Set();

  function randomName() {
    const letters = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
    return `${letters.slice(0, 4)}-${letters.slice(4)}`;
  }

  /** @param {ShadowRoot} shadow */
  function addStyles(shadow) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(tenken.styles);
      shadow.adoptedStyleSheets = [sheet];
      zoomRule = /** @type {CSSStyleRule} */ (sheet.cssRules[0]);
    } catch {
      const style = document.createElement("style"); // Firefox refuses sheets made in another world
      style.textContent = tenken.styles;
      shadow.append(style);
    }
  }

  /** @param {() => void} onGaveUp Called once when the page keeps removing us. */
  function start(onGaveUp) {
    if (host) return;
    gaveUp = onGaveUp;
    host = document.createElement(randomName());
    root = host.attachShadow({ mode: "closed" });
    addStyles(root);
    painted = document.createElement("div");
    painted.setAttribute("aria-hidden", "true");
    root.append(painted);
    for (const name of OWN_EVENTS) root.addEventListener(name, (event) => event.stopPropagation(), { passive: true });
    attach(document.documentElement);
    new MutationObserver(() => {
      if (host && !host.isConnected) repair();
    }).observe(document, { childList: true, subtree: true });
  }

  /** @param {Element} parent */
  function attach(parent) {
    if (!host) return;
    if (host.parentNode !== parent) parent.append(host);
    if (host.getAttribute("popover") !== "manual") host.setAttribute("popover", "manual");
    if (host.hasAttribute("inert")) host.removeAttribute("inert");
    if (typeof host.showPopover === "function" && !host.matches(":popover-open")) host.showPopover();
    keepScale(parent);
  }

  /** Undoes the CSS zoom around us, so that our pixels are client pixels. @param {Element} parent */
  function keepScale(parent) {
    const zoom = String(1 / (/** @type {{currentCSSZoom?: number}} */ (parent).currentCSSZoom ?? 1));
    if (zoomRule && zoomRule.style.zoom !== zoom) zoomRule.style.setProperty("zoom", zoom, "important");
  }

  /** Puts the host back after the page took it away; gives up on a page that keeps doing so. */
  function repair() {
    if (!host || blocked) return;
    const now = performance.now();
    repairs = repairs.filter((at) => now - at < REPAIR_WINDOW_MS);
    if (repairs.length >= REPAIRS) {
      blocked = true;
      gaveUp?.();
      return;
    }
    repairs.push(now);
    raised = new Set();
    attach(document.documentElement);
  }

  /** Looks once whether the page hid, moved or disabled the host, and repairs it. Returns whether it can be seen. */
  function check() {
    if (!host || blocked) return false;
    const open = typeof host.showPopover !== "function" || host.matches(":popover-open");
    if (!host.isConnected || !open || host.hasAttribute("inert")) repair();
    else attach(/** @type {Element} */ (host.parentNode));
    const box = host.getBoundingClientRect();
    return host.isConnected && host.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.width >= innerWidth / 2;
  }

  /** @param {Node | null} node @returns {Node | null} The parent, out of shadow roots too. */
  const up = (node) => (node instanceof ShadowRoot ? node.host : (node instanceof Element && node.assignedSlot) || (node?.parentNode ?? null));

  /** @param {Element} element @returns {Element | null} The open modal dialog around an element. */
  function modalAround(element) {
    for (let node = /** @type {Node | null} */ (element); node; node = up(node))
      if (node instanceof HTMLDialogElement && node.matches(":modal")) return node;
    return null;
  }

  /** @param {Element} element @returns {boolean} Whether a modal dialog that it is no part of lies over it. */
  function isBehindModal(element) {
    return document.querySelector("dialog:modal") !== null && modalAround(element) === null;
  }

  /**
   * Keeps us above the modal dialogs that hold marked fields. What stands outside a modal dialog is inert, so while a
   * card is open for a field in one, the host lives at the end of that dialog, and goes back afterwards.
   * @param {Iterable<Element>} marked @param {Element | null} carded The element that the open card belongs to.
   */
  function raise(marked, carded) {
    if (!host || blocked) return;
    const modals = new Set([...marked].map(modalAround).filter((dialog) => dialog !== null));
    const home = (carded && modalAround(carded)) ?? document.documentElement;
    const fresh = [...modals].some((dialog) => !raised.has(dialog));
    raised = modals;
    if (fresh && host.parentNode === home && host.matches(":popover-open")) host.hidePopover();
    if (fresh || host.parentNode !== home) attach(home);
    else keepScale(home);
  }

  /** @param {number} x @param {number} y @returns {Element | null} The page's topmost element there, through open shadow roots. */
  function pageElementAt(x, y) {
    let found = document.elementsFromPoint(x, y).find((element) => element !== host) ?? null;
    for (;;) {
      const deeper = found?.shadowRoot?.elementFromPoint(x, y) ?? null;
      if (!deeper || deeper === found) return found;
      found = deeper;
    }
  }

  /** Whether something else of the page, such as a bar at its bottom, lies over the middle of a part of an element. @param {Element} element @param {DOMRect} rect */
  function covered(element, rect) {
    const found = pageElementAt(rect.left + rect.width / 2, rect.top + rect.height / 2);
    const within = (/** @type {Node | null} */ inner, /** @type {Node} */ outer) => {
      while (inner && inner !== outer) inner = up(inner);
      return inner !== null;
    };
    return found !== null && !within(found, element) && !within(element, found);
  }

  /** @param {Element | null} element */
  function isControl(element) {
    if (element && getComputedStyle(element).cursor === "pointer") return true;
    for (let node = /** @type {Node | null} */ (element); node; node = up(node))
      if (node instanceof Element && node.matches(CONTROLS)) return true;
    return false;
  }

  /** The part of the page that can be seen, without scroll bars, also when pinched larger. */
  function viewport() {
    const seen = visualViewport;
    return seen ? new DOMRect(seen.offsetLeft, seen.offsetTop, seen.width, seen.height) : new DOMRect(0, 0, innerWidth, innerHeight);
  }

  /** Whether a rectangle lies in the viewport and over none of the page's own controls. @param {DOMRect} rect */
  function free(rect) {
    const view = viewport();
    if (rect.left < view.left || rect.top < view.top || rect.right > view.right || rect.bottom > view.bottom) return false;
    const columns = Math.max(1, Math.ceil(rect.width / 14)), rows = Math.max(1, Math.ceil(rect.height / 14));
    for (let column = 0; column <= columns; column += 1)
      for (let row = 0; row <= rows; row += 1) {
        const x = Math.min(rect.left + (rect.width * column) / columns, view.right - 1);
        const y = Math.min(rect.top + (rect.height * row) / rows, view.bottom - 1);
        if (isControl(pageElementAt(x, y))) return false;
      }
    return true;
  }

  /**
   * Whether a person can really see a part of ours at that point: the last check before a click is obeyed.
   * @param {Element} part @param {{x: number, y: number}} at
   */
  function shows(part, at) {
    if (!host || !root || !host.isConnected || !part.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    if (Number(getComputedStyle(host).opacity) < 0.9 || document.elementFromPoint(at.x, at.y) !== host) return false;
    const hit = root.elementFromPoint(at.x, at.y);
    return hit !== null && (hit === part || part.contains(hit));
  }

  tenken.overlay = {
    start, check, raise, isBehindModal, viewport, free, covered, shows, pageElementAt, up,
    layer: () => painted,
    root: () => root,
    owns: (/** @type {EventTarget | null} */ target) => target !== null && target === host,
    blocked: () => blocked,
  };
})();
