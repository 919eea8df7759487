// Where words and pictures stand on the screen, in client coordinates. Measures only; draws nothing.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const LEAST_SHOWN = 0.4; // of a line's height: a sliver at a text box's edge cannot be read

  /** Styles that decide where a control breaks its lines. */
  const COPIED = [
    "direction", "font-family", "font-feature-settings", "font-kerning", "font-size", "font-size-adjust", "font-stretch", "font-style",
    "font-variant", "font-variation-settings", "font-weight", "hyphens", "letter-spacing", "line-break", "line-height",
    "overflow-wrap", "tab-size", "text-align", "text-indent", "text-rendering", "text-transform", "word-break", "word-spacing",
    "padding-top", "padding-right", "padding-bottom", "padding-left",
  ];

  /** @param {DOMRect} a @param {DOMRect} b @returns {DOMRect | null} */
  function intersection(a, b) {
    const left = Math.max(a.left, b.left), top = Math.max(a.top, b.top);
    const right = Math.min(a.right, b.right), bottom = Math.min(a.bottom, b.bottom);
    return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
  }

  /**
   * The part of a control that shows text (its padding box).
   * @param {HTMLElement} control
   */
  function inside(control) {
    const box = control.getBoundingClientRect();
    const zoom = control.currentCSSZoom ?? 1;
    const left = control.clientLeft * zoom, top = control.clientTop * zoom;
    return new DOMRect(box.left + left, box.top + top, control.clientWidth * zoom, control.clientHeight * zoom);
  }

  /**
   * A live range over part of a place's text. `null` where the browser has none for this control.
   * @param {Place} place @param {number} start @param {number} end @returns {Drawing.LiveRange | null}
   */
  function range(place, start, end) {
    if (place.kind === "static") return place.text.range(start, end);
    if (place.kind !== "control") return null;
    const control = /** @type {{createValueRange?: (start: number, end: number) => OpaqueRange}} */ (/** @type {unknown} */ (place.control));
    if (typeof control.createValueRange !== "function") return null;
    try {
      return control.createValueRange(start, end);
    } catch {
      return null; // number and e-mail inputs have no text range
    }
  }

  /**
   * Rectangles of a part of a control's value by laying the same text out again in our overlay.
   * @param {HTMLInputElement | HTMLTextAreaElement} control @param {number} start @param {number} end @returns {DOMRect[]}
   */
  function mirrored(control, start, end) {
    const layer = tenken.overlay.layer();
    if (!layer || control.type === "password") return [];
    const style = getComputedStyle(control);
    const box = inside(control);
    const zoom = control.currentCSSZoom ?? 1;
    const mirror = document.createElement("div");
    mirror.className = "mirror";
    for (const name of COPIED) mirror.style.setProperty(name, style.getPropertyValue(name));
    const single = control instanceof HTMLInputElement;
    mirror.style.whiteSpace = single ? "pre" : style.whiteSpace;
    mirror.style.width = single ? "max-content" : `${control.clientWidth}px`;
    mirror.style.zoom = String(zoom);
    const text = document.createTextNode(`${control.value}\u200b`); // keeps a last empty line
    mirror.append(text);
    layer.append(mirror);
    const measured = document.createRange();
    measured.setStart(text, start);
    measured.setEnd(text, end);
    const origin = mirror.getBoundingClientRect();
    const content = control.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const line = origin.height / zoom - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const drop = single ? ((content - line) / 2) * zoom : 0; // inputs centre their one line
    const left = box.left - control.scrollLeft * zoom - origin.left, top = box.top - control.scrollTop * zoom + drop - origin.top;
    const rects = Array.from(measured.getClientRects(), (r) => new DOMRect(r.left + left, r.top + top, r.width, r.height));
    mirror.remove();
    return rects;
  }

  /**
   * The visible rectangles of a span. `doubt` means that no word can be pointed at and the field's edge is marked
   * instead: no geometry, nothing but empty rectangles, or scrolled out of the control.
   * @param {Place} place @param {Drawing.Span} span @param {Drawing.LiveRange | null} live @returns {Drawing.Measured}
   */
  function measure(place, span, live) {
    if (place.kind === "image") return { rects: [], doubt: true };
    let rects;
    if (live) rects = Array.from(live.getClientRects());
    else if (place.kind === "control" && place.control.selectionStart !== null) rects = mirrored(place.control, span.start, span.end);
    else return { rects: [], doubt: true };
    rects = rects.filter((rect) => rect.width > 0 && rect.height > 0);
    if (place.kind === "control") {
      const box = inside(place.control);
      rects = rects.flatMap((rect) => {
        const shown = intersection(rect, box);
        return shown && shown.height >= rect.height * LEAST_SHOWN ? shown : [];
      });
    }
    return { rects, doubt: rects.length === 0 };
  }

  /** @param {string} value @param {number} room Pixels left over. */
  const offset = (value, room) => (value.endsWith("%") ? (room * parseFloat(value)) / 100 : parseFloat(value) || 0);

  /**
   * Where the picture itself is painted inside an `<img>`, minding `object-fit`.
   * @param {HTMLImageElement} image
   */
  function picture(image) {
    const style = getComputedStyle(image);
    const zoom = image.currentCSSZoom ?? 1;
    const box = inside(image);
    const [top = 0, right = 0, bottom = 0, left = 0] = ["top", "right", "bottom", "left"].map(
      (side) => parseFloat(style.getPropertyValue(`padding-${side}`)) * zoom,
    );
    const width = box.width - left - right, height = box.height - top - bottom;
    const natural = { width: image.naturalWidth * zoom, height: image.naturalHeight * zoom };
    if (!natural.width || !natural.height || style.objectFit === "fill") return new DOMRect(box.left + left, box.top + top, width, height);
    const contain = Math.min(width / natural.width, height / natural.height);
    /** @type {Record<string, number>} */
    const scales = { contain, cover: Math.max(width / natural.width, height / natural.height), none: 1, "scale-down": Math.min(1, contain) };
    const scale = scales[style.objectFit] ?? contain;
    const drawn = { width: natural.width * scale, height: natural.height * scale };
    const [x = "50%", y = "50%"] = style.objectPosition.split(" ");
    return new DOMRect(
      box.left + left + offset(x, width - drawn.width), box.top + top + offset(y, height - drawn.height), drawn.width, drawn.height,
    );
  }

  /**
   * A region of a picture (fractions of its sides) on the screen, cut to what the `<img>` shows.
   * @param {HTMLImageElement} image @param {Wire.Region | null} region @returns {DOMRect | null}
   */
  function region(image, region) {
    const whole = picture(image);
    const part = region ?? { x: 0, y: 0, width: 1, height: 1 };
    const rect = new DOMRect(
      whole.left + part.x * whole.width, whole.top + part.y * whole.height, part.width * whole.width, part.height * whole.height,
    );
    return intersection(rect, image.getBoundingClientRect());
  }

  /** @param {Place} place @returns {HTMLElement | Element} The element whose box stands for the place. */
  const element = (place) => (place.kind === "control" ? place.control : place.element);

  tenken.geometry = { range, measure, region, picture, element, inside };
})();
