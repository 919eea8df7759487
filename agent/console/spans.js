/** Where findings stand in a text: cut into pieces, each with the findings that cover it. */

/** @typedef {{ text: string, ids: readonly string[], starts: readonly string[] }} Piece  `starts`: those that begin here */

/**
 * @param {string} text
 * @param {Wire.WireTarget} target
 * @returns {"words" | "field" | "changed"}  `words`: its quote stands at its offsets; `field`: it has no words
 */
export function standing(text, { start, end, quote }) {
  if (start === null || end === null || end <= start) {
    return "field";
  }
  return text.slice(start, end) === quote ? "words" : "changed";
}

/**
 * @param {string} text
 * @param {readonly Wire.Annotation[]} annotations  of this text; those without words there are left out
 * @returns {Piece[]}
 */
export function pieces(text, annotations) {
  const spans = annotations.flatMap(({ id, target }) => standing(text, target) === "words"
    ? [{ id, start: target.start ?? 0, end: target.end ?? 0 }]
    : []);
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1] ?? text.length;
    return {
      text: text.slice(from, to),
      ids: spans.filter(({ start, end }) => start <= from && to <= end).map(({ id }) => id),
      starts: spans.filter(({ start }) => start === from).map(({ id }) => id),
    };
  });
}
