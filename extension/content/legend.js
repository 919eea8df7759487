// The list beside a picture that has findings: number and title of each. Only where it covers no control and no other picture.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const GAP = 6;
  const STEP = 60, FARTHEST = 600;
  const MOST_ROWS = 6;
  const SIDE_LASTS_MS = 1_000; // looking for free ground hit-tests the page: not at every scrolled frame

  /** @typedef {{node: HTMLElement, said: string, side: string, at: number}} Legend */

  /** @type {HTMLElement | null} */
  let layer = null;
  /** @type {Map<Element, Legend>} */
  let legends = new Map();

  /** @param {readonly Drawing.Mark[]} marks Marks by the picture that their list stands beside. */
  function byPicture(marks) {
    /** @type {Map<HTMLImageElement, Drawing.Mark[]>} */
    const groups = new Map();
    for (const mark of marks) {
      const picture = mark.shape === "region" ? tenken.pictures.largest(mark) : null;
      if (picture) groups.set(picture, [...(groups.get(picture) ?? []), mark]);
    }
    return groups;
  }

  /** @param {readonly Drawing.Mark[]} marks */
  function list(marks) {
    const { element } = tenken.face;
    const made = element("ol", tenken.lesson.isNumbered() ? "legend large" : "legend");
    made.lang = tenken.face.language();
    for (const { kind, label, annotation } of marks.slice(0, MOST_ROWS)) {
      const row = element("li", kind);
      row.append(element("span", "badge", label), element("span", "words", annotation.title));
      made.append(row);
    }
    if (marks.length > MOST_ROWS) made.append(element("li", "more", `+${marks.length - MOST_ROWS}`));
    return made;
  }

  /**
   * Beside the picture, else past its neighbours in the same row or column: the numbers tell what belongs together.
   * @param {DOMRect} box @param {{width: number, height: number}} size @returns {Record<string, DOMRect>}
   */
  function places(box, { width, height }) {
    /** @type {Record<string, DOMRect>} */
    const found = {};
    for (let away = 0; away <= FARTHEST; away += STEP) {
      found[`right ${away}`] = new DOMRect(box.right + GAP + away, box.top, width, height);
      found[`left ${away}`] = new DOMRect(box.left - GAP - away - width, box.top, width, height);
      found[`below ${away}`] = new DOMRect(box.left, box.bottom + GAP + away, width, height);
      found[`above ${away}`] = new DOMRect(box.left, box.top - GAP - away - height, width, height);
    }
    return found;
  }

  /** @param {DOMRect} rect Whether the page shows a picture there. */
  function overPicture(rect) {
    const steps = [0.02, 0.25, 0.5, 0.75, 0.98];
    /** @param {number} x @param {number} y */
    const at = (x, y) => tenken.overlay.pageElementAt(rect.left + rect.width * x, rect.top + rect.height * y);
    return steps.some((x) => steps.some((y) => at(x, y)?.matches("img, canvas, video") ?? false));
  }

  /** Draws the lists of exactly these marks, where they are now. @param {readonly Drawing.Mark[]} marks */
  function draw(marks) {
    const root = tenken.overlay.root();
    const groups = byPicture(marks);
    if (!root || (!layer && groups.size === 0)) return;
    if (!layer) {
      layer = document.createElement("div");
      layer.setAttribute("aria-hidden", "true"); // every word of it is in the cards and in the side panel
      root.insertBefore(layer, tenken.overlay.layer()?.nextSibling ?? null);
    }
    const before = legends;
    legends = new Map();
    for (const [picture, group] of groups) {
      const said = JSON.stringify([tenken.locale, tenken.lesson.isNumbered(), group.map(({ kind, label, annotation }) => [kind, label, annotation.title])]);
      const known = before.get(picture);
      legends.set(picture, known?.said === said ? known : { node: list(group), said, side: "none", at: -Infinity });
    }
    const nodes = [...legends.values()].map(({ node }) => node);
    if (nodes.length !== layer.childElementCount || nodes.some((node) => node.parentNode !== layer)) layer.replaceChildren(...nodes);
    for (const [picture, legend] of legends) settle(picture, legend);
  }

  /** @param {Element} picture @param {Legend} legend */
  function settle(picture, legend) {
    const offered = places(picture.getBoundingClientRect(), legend.node.getBoundingClientRect());
    if (performance.now() - legend.at >= SIDE_LASTS_MS) {
      legend.side = Object.entries(offered).find(([, rect]) => tenken.overlay.free(rect) && !overPicture(rect))?.[0] ?? "none";
      legend.at = performance.now();
    }
    const rect = offered[legend.side];
    legend.node.style.visibility = rect ? "visible" : "hidden";
    if (rect) Object.assign(legend.node.style, { left: `${Math.round(rect.left)}px`, top: `${Math.round(rect.top)}px` });
  }

  tenken.legend = { draw };
})();
