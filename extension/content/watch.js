// Notices that the page may have changed. It reads nothing itself; all of it is coalesced, and waits while an IME composes.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const DEBOUNCE_MS = 150;
  const LONGEST_WAIT_MS = 1_000; // somebody who types without a pause still gets answers
  const BEAT_MS = 250;
  const SHARE = 10; // reading takes at most a tenth of the time
  const ATTRIBUTES = ["value", "src", "class", "style", "hidden", "open", "disabled", "aria-hidden", "aria-expanded", "name", "header", "description"];

  /** @type {{read: () => void, typed: (control: EventTarget | undefined) => void, moved: () => void, beat: (second: boolean) => void, navigated: () => void} | null} */
  let act = null;
  /** @type {MutationObserver | null} */
  let mutations = null;
  /** @type {Node | null} */
  let observed = null;
  let composing = false;
  let timer = 0;
  let waitingSince = 0;
  let lastRead = 0;
  let lastCost = 0;
  let address = location.href;
  let beats = 0;

  /** Reads now, unless an IME composes; what it cost bounds how soon it may happen again. */
  function read() {
    clearTimeout(timer);
    timer = 0;
    waitingSince = 0;
    if (composing) return;
    const began = performance.now();
    act?.read();
    lastRead = performance.now();
    lastCost = lastRead - began;
  }

  /** @param {number} [delay] */
  function soon(delay = DEBOUNCE_MS) {
    const now = performance.now();
    if (timer === 0) waitingSince = now;
    clearTimeout(timer);
    const budget = lastRead + lastCost * SHARE - now;
    const wait = Math.max(Math.min(delay, waitingSince + LONGEST_WAIT_MS - now), budget, 0);
    timer = setTimeout(read, wait);
  }

  /** A mutation storm may not postpone a reading that is due. */
  function mutated() {
    act?.moved();
    if (timer === 0) soon();
  }

  function checkAddress() {
    if (location.href === address) return;
    address = location.href;
    act?.navigated();
  }

  /** @param {Node | null} root What to observe for changes; `null` on pages that are no listing. */
  function observe(root) {
    if (root === observed) return;
    mutations?.disconnect();
    observed = root;
    if (!root) return;
    mutations ??= new MutationObserver(mutated);
    mutations.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
  }

  /** @param {NonNullable<typeof act>} handlers */
  function start(handlers) {
    act = handlers;
    const passive = { capture: true, passive: true };
    /** @param {string} name @param {(event: Event) => void} handler @param {EventTarget} [target] */
    const on = (name, handler, target = document) => target.addEventListener(name, handler, passive);
    on("input", (event) => {
      if (tenken.overlay.owns(event.target)) return; // typed into our own form
      act?.typed(event.composedPath()[0]);
      if (observed) soon();
    });
    for (const name of ["change", "focusout"]) on(name, () => observed && timer === 0 && soon());
    on("compositionstart", (event) => (composing = !tenken.overlay.owns(event.target)));
    on("compositionend", () => {
      composing = false;
      if (observed) soon();
    });
    on("focusout", () => (composing = false)); // some input methods end without saying so
    for (const name of ["scroll", "load", "toggle", "transitionend", "animationend"]) on(name, () => act?.moved());
    on("resize", () => act?.moved(), window);
    if (visualViewport) for (const name of ["resize", "scroll"]) on(name, () => act?.moved(), visualViewport);
    for (const name of ["popstate", "hashchange"]) on(name, checkAddress, window);
    setInterval(beat, BEAT_MS);
  }

  function beat() {
    if (document.hidden) return;
    beats += 1;
    if (beats % 2 === 0) checkAddress(); // history.pushState makes no event
    act?.beat(beats % 4 === 0);
    // Scripts that fill fields inside shadow roots make no event that leaves them.
    if (beats % 4 === 0 && observed && timer === 0 && performance.now() - lastRead > Math.max(900, lastCost * SHARE)) read();
  }

  tenken.watch = { start, observe, soon, composing: () => composing };
})();
