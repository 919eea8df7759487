// A hunt: the learner points at what looks wrong and says why; the agent judges. Sends attempts, tells their verdicts.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { button } = tenken.face;

  const GAP = 6;
  const SIDE_LASTS_MS = 1_000; // looking for free ground hit-tests the page: not at every scrolled frame

  /** @type {Hunting.Host | null} */
  let host = null;
  /** The button at what is selected. @type {HTMLButtonElement | null} */
  let chip = null;
  /** @type {Hunting.Meant | null} */
  let meant = null;
  /** Attempts without a verdict. @type {Set<string>} */
  const sending = new Set();
  let verdict = "";
  /** The place of the last attempt: its button does not come back by itself. */
  let done = "";
  let looking = 0;
  /** Where the button stands, of `chipPlace`'s places. */
  let side = { at: -1, since: -Infinity };

  const isOn = () => tenken.lesson.mode() === "hunt";

  /** @param {Hunting.Host} given */
  function start(given) {
    host = given;
    tenken.huntBar.start({ join: (learner) => tenken.link.send({ type: "join", learner }), pick: openAt, leave: given.leave });
    tenken.drag.start(isOn, ask);
    const passive = { capture: true, passive: true };
    for (const name of ["pointerup", "keyup", "selectionchange", "focusin", "focusout"]) document.addEventListener(name, look, passive);
    window.addEventListener("click", (event) => {
      if (!event.isTrusted || !isOn() || tenken.overlay.owns(event.target)) return;
      tenken.places.click(event.composedPath());
      look();
    }, passive);
  }

  /** Looks at the next frame what is selected now. */
  function look() {
    if (looking !== 0 || !isOn()) return;
    looking = requestAnimationFrame(() => {
      looking = 0;
      if (!isOn()) return;
      // Our own parts have the focus: what was meant before is meant still.
      if (tenken.overlay.root()?.activeElement) return;
      meant = tenken.places.selected();
      side.since = -Infinity;
      if (JSON.stringify(meant?.place) !== done) done = "";
      drawChip();
    });
  }

  /**
   * Beside the field or text, so that none of its words is covered, else at what is selected.
   * @param {Hunting.Meant} at @param {DOMRect} rect @param {{width: number, height: number}} size
   */
  function chipPlace({ element }, rect, { width, height }) {
    const view = tenken.overlay.viewport();
    const box = element.getBoundingClientRect();
    const left = Math.max(view.left + GAP, Math.min(rect.right - width, view.right - width - GAP));
    const places = [
      new DOMRect(box.right + GAP, rect.top, width, height), new DOMRect(box.left - GAP - width, rect.top, width, height),
      new DOMRect(left, box.bottom + GAP, width, height), new DOMRect(left, box.top - GAP - height, width, height),
    ];
    const below = Math.min(rect.bottom + GAP, view.bottom - height - GAP);
    if (performance.now() - side.since >= SIDE_LASTS_MS) side = { at: places.findIndex((place) => tenken.overlay.free(place)), since: performance.now() };
    return places[side.at] ?? new DOMRect(left, Math.max(view.top + GAP, below), width, height);
  }

  function drawChip() {
    const view = tenken.overlay.viewport();
    const isNew = meant !== null && JSON.stringify(meant.place) !== done;
    const rect = meant && isNew && isOn() && !tenken.huntForm.meant() ? meant.rects().at(-1) : undefined;
    if (!meant || !rect || rect.bottom < view.top || rect.top > view.bottom) return chip?.remove();
    if (!chip) {
      chip = button("chip main", "", null, () => openAt(null));
      chip.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    }
    const words = tenken.say("hunt_pick");
    if (chip.textContent !== words) chip.textContent = words;
    chip.lang = tenken.face.language();
    if (!chip.isConnected) tenken.overlay.root()?.append(chip);
    const place = chipPlace(meant, rect, chip.getBoundingClientRect());
    Object.assign(chip.style, { left: `${Math.round(place.left)}px`, top: `${Math.round(place.top)}px` });
  }

  /** @param {Hunting.Meant | null} place `null`: what is selected. */
  function openAt(place) {
    // While the focus is on our own parts, a field says no more what is selected in it.
    const at = place ?? (tenken.overlay.root()?.activeElement ? meant : null) ?? tenken.places.selected() ?? meant;
    if (at) return ask(at);
    say("hunt_nothing");
    tenken.huntBar.focus();
  }

  /** @param {Hunting.Meant} place */
  function ask(place) {
    const revision = host?.revision(); // of what the learner sees now; the page may change while the list is open
    if (revision === undefined || !isOn()) return;
    meant = place;
    chip?.remove();
    tenken.actions.close(false);
    tenken.huntForm.open(place, tenken.lesson.current()?.reasons ?? [], (at, reason) => attempt(at, reason, revision));
  }

  /** @param {Hunting.Meant} at @param {string} reason @param {number} revision */
  function attempt(at, reason, revision) {
    if (!isOn()) return;
    const id = tenken.newId();
    sending.add(id);
    tenken.link.send({ type: "attempt", id, revision, place: at.place, reason: /** @type {Wire.Group} */ (reason) });
    done = JSON.stringify(at.place);
    say("hunt_sending");
  }

  /** @param {Wire.Attempted} said */
  function judged(said) {
    if (!sending.delete(said.id) || !isOn()) return;
    say(sending.size > 0 ? "hunt_sending" : `hunt_verdict_${said.verdict.replaceAll("-", "_")}`);
  }

  /** @param {string} key */
  function say(key) {
    verdict = tenken.say(key);
    draw();
  }

  /** Shows or hides what belongs to a hunt. */
  function draw() {
    const stage = tenken.lesson.current();
    if (stage && isOn()) {
      tenken.huntBar.draw(stage, verdict);
      drawChip();
      return;
    }
    verdict = done = "";
    meant = null;
    sending.clear();
    chip?.remove();
    tenken.huntBar.hide();
    tenken.huntForm.close(true);
  }

  /** Keeps what stands beside the page's words there. */
  function follow() {
    if (!isOn()) return;
    drawChip();
    tenken.huntForm.follow();
  }

  /** @returns {DOMRect[]} What the learner is about to call a fault. */
  function outlined() {
    const box = tenken.drag.box();
    return box ? [box] : isOn() ? (tenken.huntForm.meant()?.rects() ?? []) : [];
  }

  /** @returns {Element | null} Where the learner is: inside a modal dialog of the page our parts have to be in it, too. */
  function home() {
    const asked = tenken.quiz.element();
    if (asked || !isOn()) return asked;
    return tenken.huntForm.meant()?.element ?? document.querySelector("dialog:modal");
  }

  tenken.hunt = { start, draw, follow, judged, openAt: () => openAt(null), outlined, home };
})();
