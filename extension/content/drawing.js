// Keeps the marks of the newest report on their words: finds the places, moves spans over edits, hands out what to paint.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @type {SiteAdapter | null} */
  let adapter = null;
  /** The newest report's, drawn or not: a lesson may show any of them at any time. @type {Drawing.Mark[]} */
  let all = [];
  /** Those that are drawn. @type {Drawing.Mark[]} */
  let marks = [];
  /** @type {ReadonlyMap<string, Wire.Annotation> | null} */
  let known = null;
  /** @type {ReadonlySet<string>} */
  let dismissed = new Set();
  /** What each marked field held when its marks were last right, by `marks.keyOf`. @type {Map<string, string>} */
  let texts = new Map();
  let omitted = 0;
  let onOverlay = false;
  /** @type {ResizeObserver | null} */
  let resizes = null;

  /** @param {Place | null} place */
  const textOf = (place) => (place?.kind === "control" ? place.control.value : place?.kind === "static" ? place.text.text : null);

  /** @param {Wire.ScreenField | null} field @param {number | null} index @returns {Place | null} */
  function locate(field, index) {
    if (!adapter || !field) return null;
    try {
      return adapter.locate(document, new URL(location.href), field, index);
    } catch {
      return null; // a page half built: the next mutation asks again
    }
  }

  /** @param {SiteAdapter | null} next The adapter of the current page; `null` when it is no listing. */
  function use(next) {
    if (adapter !== next) clear();
    adapter = next;
  }

  function clear() {
    for (const mark of all) release(mark);
    all = marks = [];
    known = null;
    texts = new Map();
    omitted = 0;
    soon();
  }

  /** @param {Wire.ReportMessage} report @param {ReadonlySet<string>} aside Ids that the person put aside. */
  function take(report, aside) {
    for (const mark of all) release(mark);
    dismissed = aside;
    known = new Map(report.annotations.map((annotation) => [annotation.id, annotation]));
    /** @type {Map<string, {place: Place | null, text: string | null}>} */
    const looked = new Map();
    all = tenken.marks.build(report, (field, index) => {
      const key = tenken.marks.keyOf(field, index);
      const seen = looked.get(key);
      if (seen) return seen;
      const place = locate(field, index);
      const found = { place, text: textOf(place) };
      looked.set(key, found);
      return found;
    });
    texts = new Map([...looked].flatMap(([key, { text }]) => (text === null ? [] : [[key, text]])));
    select();
  }

  /** Draws those marks that may be seen now: a lesson shows and hides them without a new report. */
  function select() {
    const chosen = tenken.marks.select(all, dismissed);
    for (const mark of marks) if (!chosen.marks.includes(mark)) release(mark);
    marks = chosen.marks;
    omitted = chosen.omitted;
    tenken.pictures.find(marks);
    watchSizes();
    draw();
  }

  /** Follows a page that replaced its nodes or their text. */
  function refresh() {
    /** @type {Map<string, Drawing.Mark[]>} */
    const groups = new Map();
    for (const mark of all) {
      const key = tenken.marks.keyOf(mark.field, mark.index);
      groups.set(key, [...(groups.get(key) ?? []), mark]);
    }
    for (const [key, group] of groups) {
      const place = locate(group[0]?.field ?? null, group[0]?.index ?? null);
      for (const mark of group) {
        if (place?.kind === "static" || (mark.place && place && tenken.geometry.element(mark.place) !== tenken.geometry.element(place))) release(mark);
        mark.place = place;
      }
      follow(key, group, textOf(place));
    }
    tenken.pictures.find(marks);
    watchSizes();
    soon();
  }

  /** Other pictures stand there now: what was found on the old ones is not on them. @param {ReadonlySet<number>} indexes */
  function replaced(indexes) {
    for (const mark of all) if (mark.field === "images" && mark.index !== null && indexes.has(mark.index)) mark.stale = true;
  }

  /** @param {string} key @param {Drawing.Mark[]} group @param {string | null} text */
  function follow(key, group, text) {
    const before = texts.get(key);
    if (text === null || before === undefined || before === text) return;
    tenken.marks.remap(group, before, text);
    texts.set(key, text);
  }

  /** One control's value changed: its marks move at once, before anything is painted. @param {EventTarget | undefined} control */
  function typed(control) {
    const group = all.filter((mark) => mark.place?.kind === "control" && mark.place.control === control);
    if (!group[0]) return;
    follow(tenken.marks.keyOf(group[0].field, group[0].index), group, textOf(group[0].place));
    repaint();
    soon();
  }

  /** Repaints words without measuring anything: all that a keystroke waits for. */
  function repaint() {
    const words = marks.flatMap((mark) => {
      if (mark.stale || mark.bare || mark.shape === "none" || !mark.place || !mark.span || !mark.range) return [];
      const range = rangeOf(mark, mark.place, mark.span);
      return range ? [{ kind: mark.kind, range }] : [];
    });
    tenken.highlight.paint(words);
  }

  /** @param {Drawing.Mark} mark */
  function release(mark) {
    if (mark.range && "disconnect" in mark.range) mark.range.disconnect();
    mark.range = null;
  }

  /** @param {Drawing.Mark} mark @param {Place} place @param {Drawing.Span} span */
  function rangeOf(mark, place, span) {
    const known = mark.range;
    const live = known && place.kind === "control" ? known.startOffset === span.start && known.endOffset === span.end : known !== null;
    if (live) return known;
    release(mark);
    mark.range = tenken.geometry.range(place, span.start, span.end);
    return mark.range;
  }

  /** @param {Drawing.Mark} mark @param {Drawing.Item[]} items @returns {Drawing.LiveRange | null} What `CSS.highlights` paints. */
  function shape(mark, items) {
    mark.rects = [];
    mark.shape = "none";
    const { place, span, kind, number } = mark;
    if (!place || mark.stale) return null;
    if (place.kind === "image") {
      tenken.pictures.shape(mark, place.element, items);
      return null;
    }
    const element = tenken.geometry.element(place);
    const box = element.isConnected ? element.getBoundingClientRect() : new DOMRect();
    if (box.width === 0 || box.height === 0) return null;
    const range = span && span.end > span.start ? rangeOf(mark, place, span) : null;
    const { rects, doubt } = span && span.end > span.start ? tenken.geometry.measure(place, span, range) : { rects: [], doubt: true };
    if (!doubt) {
      mark.shape = "text";
      mark.rects = rects;
      if (!range || !tenken.highlight.supported())
        for (const rect of rects) if (!tenken.overlay.covered(element, rect)) items.push({ shape: "underline", kind, rect, numbers: [number], element });
      return range;
    }
    mark.shape = "edge";
    const shared = items.find((item) => item.shape === "edge" && item.element === element);
    if (shared) shared.numbers.push(number);
    else items.push({ shape: "edge", kind, rect: box, numbers: [number], element });
    return range;
  }

  /** Paints everything where it is now. */
  function paint() {
    /** @type {Drawing.Item[]} */
    const items = [];
    const words = [];
    const worstFirst = [...marks].sort((a, b) => ["error", "warning", "info", "unsure"].indexOf(a.kind) - ["error", "warning", "info", "unsure"].indexOf(b.kind));
    for (const mark of worstFirst) {
      const range = shape(mark, mark.bare ? [] : items);
      if (range && !mark.bare) words.push({ kind: mark.kind, range });
    }
    tenken.highlight.paint(words);
    const zones = tenken.boxes.draw(items, !tenken.lesson.isNumbered());
    tenken.legend.draw(marks.filter(({ bare, label }) => !bare && label !== null));
    items.forEach((item, at) => {
      const zone = zones[at];
      if (item.shape !== "edge" || !zone) return;
      for (const mark of marks) if (item.numbers.includes(mark.number)) mark.rects = [zone];
    });
    const open = tenken.card.view()?.mark ?? null;
    const staged = tenken.stage.draw(marks);
    onOverlay = items.length > 0 || open !== null || tenken.lesson.current() !== null;
    tenken.overlay.raise(new Set([...marks.flatMap(elementsOf), ...staged]), open?.place ? tenken.geometry.element(open.place) : tenken.hunt.home());
    tenken.card.follow();
    tenken.hunt.follow();
    tenken.quiz.follow();
  }

  const { draw, soon, settle } = tenken.frames.make(paint);

  /** Something may have moved. Words are painted by the browser and move by themselves. */
  function moved() {
    if (onOverlay || marks.some((mark) => mark.shape !== "none")) soon();
  }

  /** @param {Drawing.Mark} mark */
  const elementsOf = ({ place, copies }) => (place ? [tenken.geometry.element(place), ...copies] : []);

  function watchSizes() {
    resizes ??= new ResizeObserver(moved);
    resizes.disconnect();
    for (const element of marks.flatMap(elementsOf)) resizes.observe(element);
  }

  /** Scrolls the page, and the field itself, until the mark can be seen; moves no focus. @param {Drawing.Mark} mark */
  function reveal(mark) {
    if (!mark.place) return;
    const element = tenken.geometry.element(mark.place);
    const view = tenken.overlay.viewport();
    const box = element.getBoundingClientRect();
    if (box.top < view.top || box.bottom > view.bottom) element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    if (mark.place.kind === "control" && mark.range) {
      const word = mark.range.getBoundingClientRect(), inside = tenken.geometry.inside(mark.place.control);
      if (word.top < inside.top || word.bottom > inside.bottom) element.scrollTop += word.top - inside.top - inside.height / 2;
      if (word.left < inside.left || word.right > inside.right) element.scrollLeft += word.left - inside.left - inside.width / 2;
    }
    draw();
    // Of a field higher than the window the middle need not hold the word.
    const [first] = mark.rects;
    if (!first || (first.bottom > view.top && first.top < view.bottom)) return;
    scrollBy({ top: first.top - view.top - view.height / 2, behavior: "instant" });
    draw();
  }

  tenken.drawing = {
    use, clear, take, select, refresh, replaced, typed, draw, soon, settle, moved, reveal, locate, textOf,
    marks: () => marks,
    annotation: (id) => (known ? (known.get(id) ?? null) : undefined),
    omitted: () => omitted, onOverlay: () => onOverlay,
  };
})();
