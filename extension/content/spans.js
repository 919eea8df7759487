// Offsets of drawn words while the text moves under them. Nothing here touches the page.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const WORD = /^[\p{L}\p{N}]$/u;

  /** @param {string} text @param {number} at */
  const splitsPair = (text, at) =>
    at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));

  /**
   * The smallest single edit that turns `before` into `after`; `null` when they are equal.
   * @param {string} before @param {string} after @returns {Drawing.Edit | null}
   */
  function diff(before, after) {
    if (before === after) return null;
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
    if (splitsPair(before, head) || splitsPair(after, head)) head -= 1;
    let tail = 0;
    while (tail < shorter - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
    if (splitsPair(before, before.length - tail) || splitsPair(after, after.length - tail)) tail -= 1;
    return { start: head, removed: before.length - head - tail, inserted: after.length - head - tail };
  }

  /** @param {string} text @param {number} at The two sides of `at` belong to one word. */
  function joined(text, at) {
    const left = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
    const right = String.fromCodePoint(text.codePointAt(at) ?? 32);
    return WORD.test(left) && WORD.test(right);
  }

  /**
   * Where `span` of the old text stands in `after`; `null` when the edit touched it. Typing beside a word touches it
   * when the letters run together: a mark on "best" would be wrong on "bestow".
   * @param {Drawing.Span} span @param {Drawing.Edit} edit @param {string} after @returns {Drawing.Span | null}
   */
  function shift(span, edit, after) {
    const end = edit.start + edit.removed;
    if (edit.start < span.end && end > span.start) return null;
    if (edit.start > span.start && edit.start < span.end) return null;
    const by = end <= span.start ? edit.inserted - edit.removed : 0;
    const moved = { start: span.start + by, end: span.end + by };
    if (end === span.start && moved.start > 0 && joined(after, moved.start)) return null;
    if (edit.start === span.end && joined(after, moved.end)) return null;
    return moved;
  }

  /**
   * Whether `text` really has `quote` at `span`: the last check before anything is drawn.
   * @param {string} text @param {Drawing.Span} span @param {string | null} quote
   */
  function fits(text, span, quote) {
    const { start, end } = span;
    return (
      Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length && text.slice(start, end) === quote
    );
  }

  tenken.spans = { diff, shift, fits };
})();
