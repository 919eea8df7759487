// Light on one finding while the rest of the page is dimmed, and the trainer's pointer. Measures and describes; stage.js draws.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const PADDING = 6, RING = 5;
  const LABEL_ROOM = 150, LABEL_WIDTH = 560, GAP = 14, MARGIN = 8;

  /** @param {DOMRect} rect @param {number} by */
  const grown = (rect, by) => new DOMRect(rect.left - by, rect.top - by, rect.width + 2 * by, rect.height + 2 * by);

  /** @param {readonly DOMRect[]} rects */
  function union(rects) {
    const left = Math.min(...rects.map((r) => r.left)), top = Math.min(...rects.map((r) => r.top));
    return new DOMRect(left, top, Math.max(...rects.map((r) => r.right)) - left, Math.max(...rects.map((r) => r.bottom)) - top);
  }

  /** Where a mark stands: one box around its words or its field, one on each copy of its picture. @param {Drawing.Mark} mark @returns {DOMRect[]} */
  function holes({ shape, rects, place }) {
    if (shape === "region") return rects;
    if (shape === "text" && rects.length > 0) return [union(rects)];
    return shape === "edge" && place ? [tenken.geometry.element(place).getBoundingClientRect()] : [];
  }

  /** @param {string} className @param {readonly DOMRect[]} rects @returns {Drawing.Part[]} */
  const rings = (className, rects) => rects.map((rect) => ({ className, text: "", rect: grown(rect, PADDING + RING) }));

  /** @param {DOMRect} hole @param {string} title @returns {Drawing.Part} */
  function label(hole, title) {
    const view = tenken.overlay.viewport();
    const left = Math.round(Math.max(view.left + MARGIN, Math.min(hole.left, view.right - MARGIN - LABEL_WIDTH)));
    const below = view.bottom - hole.bottom >= LABEL_ROOM, above = hole.top - view.top >= LABEL_ROOM;
    /** @type {Record<string, string>} */
    const from = below ? { top: `${Math.round(hole.bottom + GAP)}px` } : { bottom: `${Math.round(innerHeight - (above ? hole.top - GAP : view.bottom - MARGIN))}px` };
    return { className: "spot-label", text: title, style: { left: `${left}px`, ...from } };
  }

  /** @param {Drawing.Mark} mark @returns {Drawing.Part[]} */
  function parts(mark) {
    const lit = holes(mark);
    const [first] = lit;
    if (!first) return [];
    const path = lit.map((rect) => grown(rect, PADDING)).map((r) => `M${r.left} ${r.top}H${r.right}V${r.bottom}H${r.left}Z`);
    const dim = { className: "dim", text: "", style: { "clip-path": `path(evenodd, "M0 0H${innerWidth}V${innerHeight}H0Z${path.join("")}")` } };
    // What is asked about is not told by the label.
    return [dim, ...rings("spot", lit), ...(mark.bare ? [] : [label(first, mark.annotation.title)])];
  }

  /** @param {Wire.Pointer} pointer @returns {{element: Element, rects: DOMRect[]} | null} What is pointed at, if it can be seen. */
  function pointed({ field, index = null, region = null }) {
    const place = tenken.drawing.locate(field, index) ?? (index === null ? tenken.drawing.locate(field, 0) : null);
    if (!place) return null;
    const images = place.kind === "image" ? [place.element, ...tenken.pictures.copies(place.element)].filter((image) => image === place.element || tenken.pictures.isWhole(image)) : [];
    const element = tenken.geometry.element(place);
    if (!element.isConnected || tenken.overlay.isBehindModal(element)) return null;
    const rects = images.length > 0
      ? images.flatMap((image) => tenken.geometry.region(image, tenken.pictures.isWhole(image) ? region : null) ?? [])
      : [element.getBoundingClientRect()];
    const seen = rects.filter(({ width, height }) => width > 0 && height > 0);
    return seen.length > 0 ? { element, rects: seen } : null;
  }

  tenken.spotlight = { holes, parts, pointed, rings };
})();
