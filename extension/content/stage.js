// Draws what the trainer shows: numbers, spotlight and pointer, at every frame where they belong; tells what came of it.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @type {HTMLElement | null} */
  let layer = null;
  /** What a screen reader hears of the spotlight. @type {HTMLElement | null} */
  let spoken = null;
  /** The last that was told of a stage. */
  let told = "";
  /** @type {Wire.Staged | Messages.FromLearner | null} */
  let telling = null;

  function start() {
    const { element } = tenken.face;
    layer = element("div", "lesson-layer");
    layer.setAttribute("aria-hidden", "true");
    spoken = element("div", "spoken");
    spoken.setAttribute("role", "status");
    const root = tenken.overlay.root();
    root?.insertBefore(layer, tenken.overlay.layer()?.nextSibling ?? null);
    root?.append(spoken);
  }

  /** Makes the layer hold exactly these, in this order; nodes stay, lest their animation begin anew. @param {readonly Drawing.Part[]} parts */
  function put(parts) {
    if (!layer) return;
    for (const [at, { className, text, rect, style }] of parts.entries()) {
      const node = /** @type {HTMLElement} */ (layer.children[at] ?? layer.appendChild(document.createElement("div")));
      const box = rect ? { left: `${rect.left}px`, top: `${rect.top}px`, width: `${rect.width}px`, height: `${rect.height}px` } : {};
      const css = Object.entries({ ...box, ...style }).map(([name, value]) => `${name}: ${value};`).join(" ");
      if (node.className !== className) node.className = className;
      if (node.textContent !== text) node.textContent = text;
      if (node.dataset["css"] !== css) node.style.cssText = node.dataset["css"] = css;
    }
    while (layer.childElementCount > parts.length) layer.lastElementChild?.remove();
  }

  /** @param {Drawing.Mark | undefined} mark @param {string} id @returns {Wire.SpotlightState | null} `null`: not known yet. */
  function stateOf(mark, id) {
    const annotation = tenken.drawing.annotation(id);
    if (annotation === undefined) return null; // no report yet
    if (annotation === null || mark?.stale) return "changed";
    if (!mark?.place || tenken.overlay.isBehindModal(tenken.geometry.element(mark.place))) return "not-on-page";
    return tenken.spotlight.holes(mark).length > 0 ? "shown" : "not-on-page";
  }

  /**
   * @param {readonly Drawing.Mark[]} marks Those that are drawn, measured a moment ago.
   * @returns {Element[]} What is lit or pointed at: our overlay has to stand above it.
   */
  function draw(marks) {
    const stage = tenken.lesson.current();
    const outlined = tenken.hunt.outlined();
    const numbers = tenken.lesson.isNumbered() ? tenken.markers.parts(marks) : new Map();
    const lit = stage?.spotlight ? marks.find(({ annotation }) => annotation.id === stage.spotlight) : undefined;
    const state = stage?.spotlight ? stateOf(lit, stage.spotlight) : "none";
    const isLit = lit !== undefined && state === "shown";
    const pointed = stage?.pointer ? tenken.spotlight.pointed(stage.pointer) : null;
    const own = isLit ? numbers.get(lit) : undefined;
    put([
      ...[...numbers.values()].filter((part) => part !== own),
      ...(isLit ? tenken.spotlight.parts(lit) : []),
      ...(own ? [own] : []),
      ...(pointed ? tenken.spotlight.rings("pointer", pointed.rects) : []),
      ...tenken.spotlight.rings("picked", outlined),
    ]);
    const words = isLit && !lit.bare ? tenken.say("lesson_spotlight", [lit.annotation.title]) : "";
    if (spoken && spoken.textContent !== words) spoken.textContent = words;
    tell(state, stage?.pointer ? (pointed ? "shown" : "not-on-page") : "none");
    return [...(isLit && lit.place ? [tenken.geometry.element(lit.place)] : []), ...(pointed ? [pointed.element] : [])];
  }

  /** Tells the trainer what came of the newest stage, once it has been painted. @param {Wire.SpotlightState | null} spotlight @param {Wire.PointerState} pointer */
  function tell(spotlight, pointer) {
    const stage = tenken.lesson.newest();
    if (!stage || spotlight === null) return;
    const away = tenken.lesson.hasLeft();
    const now = {
      type: /** @type {const} */ ("staged"), number: stage.number,
      spotlight: away && stage.spotlight ? /** @type {const} */ ("not-on-page") : spotlight,
      pointer: away && stage.pointer ? /** @type {const} */ ("not-on-page") : pointer,
    };
    const said = JSON.stringify(now);
    if (said === told) return;
    told = said;
    const waits = telling !== null;
    telling = now;
    if (waits) return;
    tenken.frames.afterPaint(() => {
      const newest = telling;
      telling = null;
      if (newest) tenken.link.send(/** @type {Messages.FromLearner} */ (newest));
    });
  }

  /** Brings what the newest stage lights or points at into view; takes no focus. @param {Wire.Stage | null} before */
  function bring(before) {
    const stage = tenken.lesson.current();
    if (stage?.spotlight && stage.spotlight !== before?.spotlight) {
      const mark = tenken.drawing.marks().find(({ annotation, stale }) => annotation.id === stage.spotlight && !stale);
      if (mark) tenken.drawing.reveal(mark);
    }
    if (!stage?.pointer || JSON.stringify(stage.pointer) === JSON.stringify(before?.pointer)) return;
    const at = tenken.spotlight.pointed(stage.pointer);
    const view = tenken.overlay.viewport();
    if (at?.rects.every(({ top, bottom }) => bottom < view.top + 40 || top > view.bottom - 40)) {
      at.element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      tenken.drawing.draw();
    }
  }

  /** A stage came: what comes of it is told, also when it is the same as before. An agent that was restarted counts anew. */
  function forget() {
    told = "";
  }

  tenken.stage = { start, draw, bring, forget };
})();
