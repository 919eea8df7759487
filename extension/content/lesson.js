// What the newest stage of a lesson lets this page show. It draws nothing; whoever draws asks here.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @type {Wire.Stage | null} */
  let stage = null;
  /** The operator shows the marks in spite of the lesson, until a stage of another mode comes. */
  let left = false;
  /** The page shows no listing for now: what was said of it holds again when it comes back. */
  let away = false;
  /** The trainer's numbers. @type {Map<string, number>} */
  let numbers = new Map();
  /** @type {Set<string>} */
  let staged = new Set();

  /** @param {Wire.Stage | null} next `null`: there is no lesson (any more). */
  function take(next) {
    if (next?.mode !== stage?.mode) left = false;
    stage = next;
    settle();
  }

  /** @param {boolean} next */
  function leave(next) {
    left = next && stage !== null && stage.mode !== "normal";
    settle();
  }

  /** @param {boolean} next @returns {boolean} Whether that is another state than before. */
  function pause(next) {
    const isNew = next !== away;
    away = next;
    if (isNew) settle();
    return isNew;
  }

  function settle() {
    const on = current();
    numbers = new Map(on?.shown.map(({ id, number }) => [id, number]));
    staged = new Set([...numbers.keys(), ...(on?.spotlight ? [on.spotlight] : []), ...(on?.mode === "hunt" ? on.found : [])]);
  }

  /** The stage in force; `null` without a lesson or a listing, and for an operator who left it. */
  const current = () => (left || away ? null : stage);

  /** @returns {Wire.Mode} */
  const mode = () => current()?.mode ?? "normal";

  /** The finding that a question is about: its place may be lit, what it is may not be seen. @param {string} id */
  const isAsked = (id) => current()?.question?.finding === id && !numbers.has(id);

  /** Whether a finding has a mark. @param {string} id @param {ReadonlySet<string>} dismissed Ids that the person put aside. */
  const draws = (id, dismissed) => staged.has(id) || isAsked(id) || (mode() === "normal" && !dismissed.has(id));

  /** Marks bear the trainer's numbers instead of those of the reading order. */
  const isNumbered = () => mode() !== "normal" || numbers.size > 0;

  /** What the marker of a finding says; `null` without one. @param {string} id */
  function label(id) {
    const number = numbers.get(id);
    const order = current()?.found.indexOf(id) ?? -1;
    const check = mode() === "hunt" && order >= 0 ? "✓" : "";
    if (number !== undefined) return check + number;
    return check && (numbers.size === 0 ? check + (order + 1) : check);
  }

  tenken.lesson = {
    take, leave, pause, current, mode, draws, isAsked, isStaged: (id) => staged.has(id), isNumbered, label: (id) => label(id) || null,
    newest: () => (away ? null : stage),
    hides: () => mode() !== "normal",
    hasLeft: () => left,
  };
})();
