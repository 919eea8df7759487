// A finding's boxes on its picture, wherever the page shows it: as a thumbnail, as a large preview, in a dialog.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const MOST_COPIES = 4;
  const LEAST_SIDE = 32; // pixels: on a smaller picture nobody tells one box from another
  /** Sizes that Amazon's image server cuts or pads to another shape: shares of the whole picture mean nothing on them. */
  const RESHAPED = /\._[A-Za-z0-9,_-]*(?:SS|US|SR|CR)[\d,]/;

  /** @param {HTMLImageElement} image What it shows, as addresses that are the same in every size. */
  function addresses(image) {
    // Amazon's large picture and the one of its zoom have different names.
    const given = [image.currentSrc || image.src, image.dataset["oldHires"] ?? ""].filter((address) => address !== "");
    return given.map((address) => (/^https?:/.test(address) ? tenken.dom.fullSize(address).replace(/[?#].*$/, "") : address));
  }

  /** @param {HTMLImageElement} image @returns {HTMLImageElement[]} Other elements of the page that show the same picture. */
  function copies(image) {
    const known = new Set(addresses(image));
    const others = [...document.querySelectorAll("img")].filter((other) => other !== image && addresses(other).some((address) => known.has(address)));
    return others.slice(0, MOST_COPIES);
  }

  /** Looks where else the page shows the pictures that have findings. @param {Iterable<Drawing.Mark>} marks */
  function find(marks) {
    /** @type {Map<HTMLImageElement, HTMLImageElement[]>} */
    const known = new Map();
    for (const mark of marks) {
      const image = mark.place?.kind === "image" ? mark.place.element : null;
      if (image && !known.has(image)) known.set(image, copies(image));
      mark.copies = (image && known.get(image)) ?? [];
    }
  }

  /** @param {Element} element @returns {DOMRect | null} */
  function shown(element) {
    if (!element.isConnected || tenken.overlay.isBehindModal(element)) return null;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 ? box : null;
  }

  /** @param {DOMRect} a @param {DOMRect} b */
  const isSame = (a, b) => [a.left - b.left, a.top - b.top, a.right - b.right, a.bottom - b.bottom].every((gap) => Math.abs(gap) < 1);

  /** Whether the picture stands there in its own shape, so that shares of its sides mean something. @param {HTMLImageElement} image */
  const isWhole = (image) => !RESHAPED.test(image.currentSrc || image.src);

  /**
   * Adds what is drawn of a finding on every copy of its picture.
   * @param {Drawing.Mark} mark @param {HTMLImageElement} image @param {Drawing.Item[]} items
   */
  function shape(mark, image, items) {
    const { kind, number } = mark;
    const { region, areas = [] } = mark.annotation.target;
    for (const element of [image, ...mark.copies]) {
      const box = shown(element);
      if (!box || (element !== image && Math.min(box.width, box.height) < LEAST_SIDE)) continue;
      const exact = isWhole(element);
      const rect = tenken.geometry.region(element, exact ? (region ?? null) : null);
      if (!rect) continue;
      mark.shape = "region";
      mark.rects.push(rect);
      const shared = items.find((item) => item.shape === "region" && item.element === element && isSame(item.rect, rect));
      if (shared) shared.numbers.push(number);
      else items.push({ shape: "region", kind, rect, numbers: [number], element });
      for (const area of exact ? areas : []) {
        const part = tenken.geometry.region(element, area);
        if (part) items.push({ shape: "hatch", kind, rect: part, numbers: [number], element });
      }
    }
  }

  /** @param {Pick<Drawing.Mark, "place" | "copies">} mark @returns {HTMLImageElement | null} The largest copy of its picture that can be seen. */
  function largest({ place, copies: others }) {
    if (place?.kind !== "image") return null;
    const area = (/** @type {Element} */ element) => ((box) => (box ? box.width * box.height : 0))(shown(element));
    const [first] = [place.element, ...others].sort((a, b) => area(b) - area(a));
    return first && area(first) > 0 ? first : null;
  }

  tenken.pictures = { find, shape, largest, copies, isWhole };
})();
