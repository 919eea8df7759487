// Paints words through CSS.highlights: the browser keeps the marks on their letters, the page's own nodes stay as they are.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** Later ones are painted on top. @type {readonly Drawing.Kind[]} */
  const KINDS = ["unsure", "info", "warning", "error"];

  /** What each highlight holds is kept beside it: Firefox lets no content script walk through one. @type {Map<Drawing.Kind, {highlight: Highlight, held: Set<AbstractRange>}>} */
  const painted = new Map();

  const supported = () => typeof Highlight === "function" && typeof CSS !== "undefined" && "highlights" in CSS;

  /** @param {Iterable<{kind: Drawing.Kind, range: Drawing.LiveRange}>} words */
  function paint(words) {
    if (!supported()) return;
    /** @type {Map<Drawing.Kind, Set<AbstractRange>>} */
    const wanted = new Map(KINDS.map((kind) => [kind, new Set()]));
    for (const { kind, range } of words) wanted.get(kind)?.add(range);
    KINDS.forEach((kind, priority) => {
      const ranges = wanted.get(kind) ?? new Set();
      const name = `tenken-${kind}`;
      const { highlight, held } = painted.get(kind) ?? { highlight: new Highlight(), held: new Set() };
      highlight.priority = priority;
      for (const range of held) if (!ranges.has(range)) highlight.delete(range);
      for (const range of ranges) if (!held.has(range)) highlight.add(range);
      painted.set(kind, { highlight, held: ranges });
      if (CSS.highlights.get(name) !== highlight) CSS.highlights.set(name, highlight); // a page may clear the registry
    });
  }

  tenken.highlight = { paint, supported };
})();
