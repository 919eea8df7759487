// What of the listing a person means: the words they selected, the field they are in, a picture. Reads; changes nothing.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const LISTS = new Set(["bullets", "messages"]);
  const MOST_STEPS = 64; // over characters that stand in no text node
  const CUT = 60;

  /** @type {Draft | null} */
  let draft = null;
  /** The static text or picture that was clicked last. @type {Hunting.Spot | null} */
  let clicked = null;

  /** @param {Draft | null} read The newest reading of the page. */
  function listed(read) {
    draft = read;
    if (!read) clicked = null;
  }

  /** @returns {Hunting.Spot[]} Every field and picture of the listing that stands on the page. */
  function spots() {
    const { listing } = draft ?? {};
    if (!draft || !listing) return [];
    const made = [];
    for (const field of draft.expected) {
      const value = listing[/** @type {keyof DraftListing} */ (field)];
      const count = (field === "images" || LISTS.has(field)) && Array.isArray(value) ? value.length : 0;
      const indexes = count > 0 ? Array.from({ length: count }, (_, at) => at) : [null];
      for (const index of indexes) {
        const place = tenken.drawing.locate(field, index);
        if (place) made.push({ field, index, place });
      }
    }
    return made;
  }

  /** @param {Hunting.Spot} spot */
  function name({ field, index }) {
    const words = tenken.say(`field_${field}`);
    return index === null ? words : tenken.say("field_numbered", [words, index + 1]);
  }

  /**
   * The first offset at which `is` holds; it must hold at all later ones.
   * @param {ReadText} text @param {(range: Range) => boolean} is
   */
  function firstOffset(text, is) {
    let low = 0, high = text.text.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      let at = middle;
      let range = text.range(at, at + 1);
      while (!range && at + 1 < high && at - middle < MOST_STEPS) {
        at += 1;
        range = text.range(at, at + 1);
      }
      if (!range || is(range)) high = middle;
      else low = at + 1;
    }
    return low;
  }

  /** @param {Range} selected @param {ReadText} text @returns {Drawing.Span | null} The part of `text` that is selected. */
  function spanOf(selected, text) {
    const start = firstOffset(text, (range) => range.compareBoundaryPoints(Range.START_TO_END, selected) > 0);
    const end = firstOffset(text, (range) => range.compareBoundaryPoints(Range.END_TO_START, selected) >= 0);
    return end > start ? { start, end } : null;
  }

  /** @param {Hunting.Spot} spot @param {Drawing.Span | null} span @returns {Hunting.Meant} */
  function meant(spot, span) {
    const { place } = spot;
    const text = tenken.drawing.textOf(place) ?? "";
    const words = span ? tenken.geometry.measure(place, span, tenken.geometry.range(place, span.start, span.end)).rects : [];
    const quote = span ? text.slice(span.start, span.end) : "";
    return {
      place: { field: spot.field, index: spot.index, start: span?.start ?? null, end: span?.end ?? null, region: null },
      name: name(spot),
      quote: quote.length > CUT ? `${quote.slice(0, CUT)}…`.toWellFormed() : quote,
      element: tenken.geometry.element(place),
      rects: () => (words.length > 0 ? words : [tenken.geometry.element(place).getBoundingClientRect()]),
    };
  }

  /** @returns {Hunting.Meant | null} What is selected, or the field with the caret, or the text that was clicked. */
  function selected() {
    const control = tenken.typing.focused();
    const all = spots();
    const own = all.find(({ place }) => place.kind === "control" && place.control === control);
    if (own?.place.kind === "control") {
      const { selectionStart: start, selectionEnd: end } = own.place.control;
      return meant(own, start !== null && end !== null && end > start ? { start, end } : null);
    }
    const range = getSelection()?.rangeCount ? (getSelection()?.getRangeAt(0) ?? null) : null;
    if (range && !range.collapsed) {
      for (const spot of all) {
        if (spot.place.kind !== "static" || !range.intersectsNode(spot.place.element)) continue;
        const span = spanOf(range, spot.place.text);
        if (span) return meant(spot, span);
      }
      return null;
    }
    return clicked && tenken.geometry.element(clicked.place).isConnected ? meant(clicked, null) : null;
  }

  /** @param {Hunting.Spot} spot @returns {Hunting.Meant} A whole field or picture. */
  const whole = (spot) => meant(spot, null);

  /** @param {EventTarget[]} path Of a click, from inside out. */
  function click(path) {
    clicked = pictureAt(path[0] ?? null)?.spot ?? spots().find(({ place }) => place.kind === "static" && path.includes(place.element)) ?? null;
  }

  /** @param {EventTarget | null} target @returns {{spot: Hunting.Spot, image: HTMLImageElement} | null} The picture of the listing that it shows. */
  function pictureAt(target) {
    if (!(target instanceof HTMLImageElement)) return null;
    for (const spot of spots())
      if (spot.place.kind === "image" && (spot.place.element === target || tenken.pictures.copies(spot.place.element).includes(target))) return { spot, image: target };
    return null;
  }

  tenken.places = { listed, spots, selected, whole, name, click, pictureAt };
})();
