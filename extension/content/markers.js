// The large numbers of a lesson, readable from the back of a room: beside words, on pictures, at fields.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const HEIGHT = 32, DIGIT = 13, PADDING = 16, GAP = 4;

  /** @param {DOMRect} a @param {DOMRect} b */
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  /**
   * Above what it belongs to, below where there is no room, inside a picture; beside a field whose line above would be hidden.
   * @param {Drawing.Mark} mark @param {DOMRect} anchor @param {readonly DOMRect[]} taken Places of other markers: it is moved aside from them.
   */
  function position({ shape, label, place: spot }, anchor, taken) {
    const view = tenken.overlay.viewport();
    const width = Math.max(HEIGHT, (label?.length ?? 0) * DIGIT + PADDING);
    const box = shape === "text" && spot ? tenken.geometry.element(spot).getBoundingClientRect() : null;
    const gutter = box && anchor.top - box.top > anchor.height ? box.left - width - GAP : -1;
    const beside = gutter >= view.left;
    const above = anchor.top - HEIGHT - 2;
    const top = beside ? anchor.top + (anchor.height - HEIGHT) / 2 : shape === "region" ? anchor.top + 2 : above >= view.top ? above : anchor.bottom + 2;
    const left = beside ? gutter : Math.max(view.left, Math.min(anchor.left - 2, view.right - width));
    const step = beside ? -(width + GAP) : width + GAP;
    let place = new DOMRect(left, top, width, HEIGHT);
    while (taken.some((other) => overlap(place, other)) && place.right < view.right && place.left > view.left) place = new DOMRect(place.left + step, top, width, HEIGHT);
    return place;
  }

  /** @param {readonly Drawing.Mark[]} marks @returns {Map<Drawing.Mark, Drawing.Part>} Of those that have a number. */
  function parts(marks) {
    /** @type {DOMRect[]} */
    const taken = [];
    /** @type {Map<Drawing.Mark, Drawing.Part>} */
    const made = new Map();
    for (const mark of marks) {
      const anchor = mark.shape === "none" || mark.stale || mark.bare || mark.label === null ? undefined : tenken.spotlight.holes(mark)[0];
      if (!anchor) continue;
      const place = position(mark, mark.shape === "text" ? (mark.rects[0] ?? anchor) : anchor, taken);
      taken.push(place);
      const found = mark.label?.startsWith("✓") ? " found" : "";
      made.set(mark, { className: `marker ${mark.kind}${found}`, text: mark.label ?? "", rect: place });
    }
    return made;
  }

  tenken.markers = { parts };
})();
