// The marks of the newest report: which annotations get one, where its words stand now, what a click hits.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const MOST = 200; // more than anybody reads, and a bound on the work at every frame

  /** @param {Wire.Annotation} annotation @returns {Drawing.Kind} */
  const kindOf = (annotation) => (annotation.outcome === "violation" ? annotation.severity : "unsure");

  /** What waits for a picture, or cannot have it, is told once, by the status line. @param {Wire.Annotation} annotation */
  const drawable = ({ outcome, target, pending }) => outcome === "violation" || (target.field != null && pending !== true);

  /** @param {Wire.ScreenField | null} field @param {number | null} index */
  const keyOf = (field, index) => `${field ?? ""}:${index ?? ""}`;

  /**
   * @param {Wire.ReportMessage} report
   * @param {(field: Wire.ScreenField | null, index: number | null) => {place: Place | null, text: string | null}} look
   * @returns {Drawing.Mark[]} One for everything that could be drawn, in the report's order.
   */
  function build({ annotations }, look) {
    return annotations.filter(drawable).map((annotation) => {
      const { field = null, index = null, start = null, end = null, quote = null } = annotation.target;
      const { place, text } = look(field, index);
      const span = start === null || end === null ? null : { start, end };
      const stale = span !== null && (text === null || !tenken.spans.fits(text, span, quote));
      return { annotation, kind: kindOf(annotation), field, index, span, stale, bare: false, number: 0, label: null, place, copies: [], range: null, shape: "none", rects: [] };
    });
  }

  /**
   * Those that are drawn now, numbered.
   * @param {readonly Drawing.Mark[]} all @param {ReadonlySet<string>} dismissed Ids that the person put aside.
   * @returns {{marks: Drawing.Mark[], omitted: number}}
   */
  function select(all, dismissed) {
    const { draws, isStaged, isAsked, isNumbered, label } = tenken.lesson;
    const wanted = all.filter(({ annotation: { id } }) => draws(id, dismissed));
    const marks = inReadingOrder([...wanted].sort((a, b) => Number(isStaged(b.annotation.id)) - Number(isStaged(a.annotation.id))).slice(0, MOST));
    for (const mark of marks) {
      mark.bare = isAsked(mark.annotation.id);
      mark.label = isNumbered() ? label(mark.annotation.id) : String(mark.number);
    }
    return { marks, omitted: wanted.length - marks.length };
  }

  /** @param {Drawing.Mark[]} marks Sorts by the place on the page, then by the word, and numbers from 1. */
  function inReadingOrder(marks) {
    const boxes = new Map(marks.map((mark) => [mark, mark.place && tenken.geometry.element(mark.place).getBoundingClientRect()]));
    const rank = { error: 0, warning: 1, info: 2, unsure: 3 };
    marks.sort((a, b) => {
      const [left, right] = [boxes.get(a), boxes.get(b)];
      if (!left || !right) return Number(!left) - Number(!right);
      return left.top - right.top || left.left - right.left || (a.span?.start ?? -1) - (b.span?.start ?? -1) || rank[a.kind] - rank[b.kind];
    });
    marks.forEach((mark, at) => (mark.number = at + 1));
    return marks;
  }

  /**
   * Moves the marks of one field over an edit; those whose words it touched become stale.
   * @param {Iterable<Drawing.Mark>} marks @param {string} before @param {string} after
   */
  function remap(marks, before, after) {
    const edit = tenken.spans.diff(before, after);
    if (!edit) return;
    for (const mark of marks) {
      if (!mark.span || mark.stale) continue;
      const moved = tenken.spans.shift(mark.span, edit, after);
      if (moved && tenken.spans.fits(after, moved, mark.annotation.target.quote ?? null)) mark.span = moved;
      else mark.stale = true;
    }
  }

  /** @param {DOMRect} rect @param {number} x @param {number} y @param {number} slack */
  const holds = (rect, x, y, slack) =>
    rect.width > 0 && x >= rect.left - slack && x <= rect.right + slack && y >= rect.top - slack && y <= rect.bottom + slack;

  /**
   * The mark that a click at that point means: a word before a picture before an edge, the smallest first.
   * @param {readonly Drawing.Mark[]} marks @param {number} x @param {number} y @param {EventTarget[]} path Of the click, from inside out.
   * @returns {Drawing.Mark | null}
   */
  function at(marks, x, y, path) {
    /** @param {Drawing.Mark} mark */
    const hit = (mark) => {
      if (!mark.place || mark.bare) return false;
      const within = [tenken.geometry.element(mark.place), ...mark.copies].some((element) => path.includes(element));
      if (mark.shape === "edge") return !within && mark.rects.some((rect) => holds(rect, x, y, 3));
      return within && mark.rects.some((rect) => holds(rect, x, y, 1));
    };
    const size = (/** @type {Drawing.Mark} */ mark) => mark.rects.reduce((sum, rect) => sum + rect.width * rect.height, 0);
    const order = { text: 0, region: 1, edge: 2, none: 3 };
    return marks.filter(hit).sort((a, b) => order[a.shape] - order[b.shape] || size(a) - size(b))[0] ?? null;
  }

  tenken.marks = { build, select, remap, at, keyOf, MOST };
})();
