/** What a page is to show, as the trainer arranges it. Pure: from one arrangement to the next. */

/** As many as a message may name. */
export const MOST_SHOWN = 200;

/**
 * @typedef {object} Direction
 * @property {Wire.Mode} mode
 * @property {readonly string[]} revealed  in the order of revealing
 * @property {string | null} spotlight
 * @property {Wire.Pointer | null} pointer
 */

/** What can be shown, by id, in the trainer's order: the faults, then what a person must judge. */
/** @typedef {{ steps: readonly string[], others: readonly string[] }} Arranged */

/** @type {Direction} */
export const START = Object.freeze({ mode: "normal", revealed: [], spotlight: null, pointer: null });

/**
 * What the page shows, without what it has no more.
 * @param {Wire.PageView} view
 * @returns {Direction}
 */
export function told({ mode, revealed, spotlight, pointer, annotations, order }) {
  return present({ mode, revealed, spotlight, pointer }, arranged(annotations, order));
}

/**
 * @param {readonly Wire.Annotation[]} annotations  in the page's order
 * @param {readonly string[]} order  the trainer's; what it leaves out follows
 * @returns {Arranged}
 */
export function arranged(annotations, order) {
  const there = annotations.filter((each) => !each.pending && each.outcome !== "error");
  const ids = new Set(there.map(({ id }) => id));
  const placed = order.filter((id) => ids.has(id));
  const all = [...new Set([...placed, ...ids])].slice(0, MOST_SHOWN);
  const faults = new Set(there.filter(({ outcome }) => outcome === "violation").map(({ id }) => id));
  return { steps: all.filter((id) => faults.has(id)), others: all.filter((id) => !faults.has(id)) };
}

/**
 * @param {Arranged} these
 * @returns {readonly string[]}
 */
export function everything({ steps, others }) {
  return [...steps, ...others];
}

/**
 * The next fault is revealed and has the spotlight.
 * @param {Direction} now
 * @param {Arranged} these
 * @returns {Direction}  the same when all are revealed
 */
export function next(now, { steps }) {
  const id = steps.find((each) => !now.revealed.includes(each));
  return id === undefined ? now : { ...now, revealed: [...now.revealed, id], spotlight: id };
}

/**
 * The last one revealed is hidden; a spotlight on it goes to the one before.
 * @param {Direction} now
 * @returns {Direction}
 */
export function back(now) {
  const last = now.revealed.at(-1);
  if (last === undefined) {
    return now;
  }
  const revealed = now.revealed.slice(0, -1);
  return { ...now, revealed, spotlight: now.spotlight === last ? revealed.at(-1) ?? null : now.spotlight };
}

/**
 * @param {Direction} now
 * @param {Arranged} these
 * @returns {Direction}
 */
export function all(now, { steps }) {
  return { ...now, revealed: [...now.revealed, ...steps.filter((id) => !now.revealed.includes(id))] };
}

/**
 * @param {Direction} now
 * @returns {Direction}
 */
export function none(now) {
  return { ...now, revealed: [], spotlight: null };
}

/**
 * @param {Direction} now
 * @param {string} id
 * @returns {Direction}
 */
export function revealOrHide(now, id) {
  if (!now.revealed.includes(id)) {
    return { ...now, revealed: [...now.revealed, id] };
  }
  const spotlight = now.spotlight === id ? null : now.spotlight;
  return { ...now, revealed: now.revealed.filter((each) => each !== id), spotlight };
}

/**
 * @param {Direction} now
 * @param {string} id
 * @returns {Direction}
 */
export function spotlightOnOff(now, id) {
  return { ...now, spotlight: now.spotlight === id ? null : id };
}

/**
 * @param {Direction} now
 * @param {Wire.Pointer} pointer
 * @returns {Direction}
 */
export function pointOnOff(now, pointer) {
  return { ...now, pointer: samePointer(now.pointer, pointer) ? null : pointer };
}

/**
 * @param {Direction} now
 * @param {Wire.Mode} mode
 * @returns {Direction}  a hunt begins with nothing shown
 */
export function inMode(now, mode) {
  return mode === "hunt" && now.mode !== "hunt"
    ? { mode, revealed: [], spotlight: null, pointer: null }
    : { ...now, mode };
}

/**
 * @param {Wire.Mode} mode
 * @returns {Wire.Mode}  the one that the key M goes on to
 */
export function modeAfter(mode) {
  return mode === "normal" ? "hidden" : mode === "hidden" ? "hunt" : "normal";
}

/**
 * Only what the page still has.
 * @param {Direction} now
 * @param {Arranged} these
 * @returns {Direction}
 */
export function present(now, these) {
  const ids = everything(these);
  const spotlight = now.spotlight !== null && ids.includes(now.spotlight) ? now.spotlight : null;
  return { ...now, revealed: now.revealed.filter((id) => ids.includes(id)), spotlight };
}

/**
 * @param {readonly string[]} order
 * @param {string} id
 * @param {number} to  its new place
 * @returns {readonly string[]}
 */
export function moved(order, id, to) {
  const rest = order.filter((each) => each !== id);
  return [...rest.slice(0, Math.max(0, to)), id, ...rest.slice(Math.max(0, to))];
}

/**
 * Where a finding points.
 * @param {Wire.WireTarget} target
 * @returns {Wire.Pointer | null}  `null`: at no field
 */
export function pointerAt({ field, index, region }) {
  return field === null ? null : { field, index, region };
}

/**
 * @param {Wire.Pointer | null | undefined} one
 * @param {Wire.Pointer | null | undefined} other
 */
export function samePointer(one, other) {
  /** @param {Wire.Pointer | null | undefined} p */
  const plain = (p) => p ? JSON.stringify([p.field, p.index ?? null, p.region ? [p.region.x, p.region.y, p.region.width, p.region.height] : null]) : "";
  return plain(one) === plain(other);
}

/**
 * @param {Direction} one
 * @param {Direction} other
 */
export function same(one, other) {
  return one.mode === other.mode && one.spotlight === other.spotlight && one.revealed.join() === other.revealed.join()
    && samePointer(one.pointer, other.pointer);
}
