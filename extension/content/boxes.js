// What cannot be painted on letters: boxes on pictures, bars beside fields, underlines where the browser has no text range.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const BAR = 4, GAP = 3, BADGE = 18;
  const SIDE_LASTS_MS = 1_000; // looking for a free side hit-tests the page: not at every scrolled frame

  let drawn = "";
  /** @type {WeakMap<Element, {side: string, at: number}>} */
  const sides = new WeakMap();

  /** @param {DOMRect} box @returns {Record<string, DOMRect>} The bar beside a field, on each side. */
  const bars = (box) => ({
    left: new DOMRect(box.left - GAP - BAR, box.top, BAR, box.height),
    right: new DOMRect(box.right + GAP, box.top, BAR, box.height),
    top: new DOMRect(box.left, box.top - GAP - BAR, box.width, BAR),
    bottom: new DOMRect(box.left, box.bottom + GAP, box.width, BAR),
  });

  /** The first side of a field where a bar lies over no control of the page. @param {Element} element @param {DOMRect} box */
  function sideOf(element, box) {
    const known = sides.get(element);
    if (known && performance.now() - known.at < SIDE_LASTS_MS) return known.side;
    const shown = tenken.overlay.viewport();
    const side =
      Object.entries(bars(box)).find(([, bar]) => {
        const top = Math.max(bar.top, shown.top), bottom = Math.min(bar.bottom, shown.bottom);
        return bottom > top && tenken.overlay.free(new DOMRect(bar.left, top, bar.width, bottom - top));
      })?.[0] ?? "none";
    sides.set(element, { side, at: performance.now() });
    return side;
  }

  /** @param {DOMRect} bar @param {string} side @returns {DOMRect | null} Where the bar's number fits without touching a control. */
  function badgeBeside(bar, side) {
    const places = {
      left: new DOMRect(bar.left - BADGE - 2, bar.top, BADGE, BADGE),
      right: new DOMRect(bar.right + 2, bar.top, BADGE, BADGE),
      top: new DOMRect(bar.left, bar.top - BADGE - 1, BADGE, BADGE),
      bottom: new DOMRect(bar.left, bar.bottom + 1, BADGE, BADGE),
    };
    const place = places[/** @type {keyof typeof places} */ (side)];
    return place && tenken.overlay.free(place) ? place : null;
  }

  /** @param {HTMLElement} node @param {DOMRect} rect */
  function put(node, rect) {
    Object.assign(node.style, { left: `${rect.left}px`, top: `${rect.top}px`, width: `${rect.width}px`, height: `${rect.height}px` });
    return node;
  }

  /** @param {string} className @param {string} [text] */
  function div(className, text = "") {
    const node = document.createElement("div");
    node.className = className;
    node.textContent = text;
    return node;
  }

  /** @param {number[]} numbers "3", or "3+" for several findings at one place. */
  const label = (numbers) => `${Math.min(...numbers)}${numbers.length > 1 ? "+" : ""}`;

  /** @param {number[]} numbers Of a badge in the style sheet's font. */
  const widthOf = (numbers) => Math.max(BADGE, 8 * label(numbers).length + 9);

  /**
   * Where a region's number stands: inside its corner, clear of the other numbers on that picture and of the picture's edge,
   * lest a narrow stretch push it onto the page's controls. `null` where no place is left.
   * @param {DOMRect} region @param {DOMRect} picture @param {readonly DOMRect[]} taken @param {number} width @returns {DOMRect | null}
   */
  function badgeInside(region, picture, taken, width) {
    const right = picture.right - width - 2, bottom = picture.bottom - BADGE - 2;
    const left = Math.min(region.left + 2, right), top = Math.min(region.top + 2, bottom);
    for (let y = top; y <= Math.max(top, bottom); y += BADGE + 2)
      for (let x = left; x <= Math.max(left, right); x += 2) {
        const place = new DOMRect(x, y, width, BADGE);
        const isFree = taken.every((other) => place.right <= other.left || other.right <= x || place.bottom <= other.top || other.bottom <= y);
        if (isFree) return place;
      }
    return null;
  }

  /**
   * Draws exactly these items.
   * @param {Drawing.Item[]} items @param {boolean} numbered With the numbers of the reading order.
   * @returns {DOMRect[]} For each item, where a click belongs to it.
   */
  function draw(items, numbered) {
    const layer = tenken.overlay.layer();
    if (!layer) return items.map(() => new DOMRect());
    /** @type {HTMLElement[]} */
    const nodes = [];
    /** @type {HTMLElement[]} Below every box. */
    const hatches = [];
    /** @type {HTMLElement[]} Above every box. */
    const numbers = [];
    /** @type {Map<Element, DOMRect[]>} */
    const taken = new Map();
    const zones = items.map((item) => {
      if (item.shape === "underline") {
        nodes.push(put(div(`underline ${item.kind}`), item.rect));
        return item.rect;
      }
      if (item.shape === "region") {
        nodes.push(put(div(`region ${item.kind}`), item.rect));
        const others = taken.get(item.element) ?? [];
        const place = numbered && badgeInside(item.rect, item.element.getBoundingClientRect(), others, widthOf(item.numbers));
        if (place) {
          const badge = div(`badge ${item.kind}`, label(item.numbers));
          Object.assign(badge.style, { left: `${place.left}px`, top: `${place.top}px` });
          numbers.push(badge);
          taken.set(item.element, [...others, place]);
        }
        return item.rect;
      }
      if (item.shape === "hatch") {
        hatches.push(put(div(`hatch ${item.kind}`), item.rect));
        return item.rect;
      }
      const side = sideOf(item.element, item.rect);
      const bar = bars(item.rect)[side];
      if (!bar) return new DOMRect();
      const level = side === "top" || side === "bottom";
      nodes.push(put(div(`edge ${level ? "level " : ""}${item.kind}`), bar));
      const place = numbered ? badgeBeside(bar, side) : null;
      if (!place) {
        const [x, y] = level ? [0, GAP] : [GAP, 0];
        return new DOMRect(bar.left - x, bar.top - y, bar.width + 2 * x, bar.height + 2 * y);
      }
      nodes.push(put(div(`badge ${item.kind}`, label(item.numbers)), place));
      const left = Math.min(bar.left, place.left), top = Math.min(bar.top, place.top);
      return new DOMRect(left, top, Math.max(bar.right, place.right) - left, Math.max(bar.bottom, place.bottom) - top);
    });
    const all = [...hatches, ...nodes, ...numbers];
    const picture = all.map((node) => `${node.className} ${node.style.cssText} ${node.textContent}`).join("\n");
    if (picture !== drawn || layer.childElementCount !== all.length) layer.replaceChildren(...all);
    drawn = picture;
    return zones;
  }

  tenken.boxes = { draw };
})();
