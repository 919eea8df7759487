/** Small tests of what others sent. Everything from outside the worker passes through here. */

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @param {number} longest  UTF-16 code units
 * @returns {value is string}
 */
export function isText(value, longest) {
  return typeof value === "string" && value.length <= longest;
}

/**
 * @param {unknown} value
 * @returns {value is number}  a whole number from 0 to 2^53 - 1
 */
export function isCount(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/**
 * @template {string} T
 * @param {unknown} value
 * @param {readonly T[]} allowed
 * @returns {value is T}
 */
export function isOneOf(value, allowed) {
  return typeof value === "string" && /** @type {readonly string[]} */ (allowed).includes(value);
}

/**
 * @template T
 * @param {unknown} value
 * @param {number} most
 * @param {(item: unknown) => T | null} read
 * @returns {T[] | null}  `null` when it is no list, too long, or one item does not fit
 */
export function readList(value, most, read) {
  if (!Array.isArray(value) || value.length > most) {
    return null;
  }
  const items = [];
  for (const item of value) {
    const good = read(item);
    if (good === null) {
      return null;
    }
    items.push(good);
  }
  return items;
}

/**
 * @param {unknown} value
 * @returns {Wire.Region | null}  `null` unless all four are shares of a picture
 */
export function readRegion(value) {
  const share = (/** @type {unknown} */ n) => typeof n === "number" && n >= 0 && n <= 1;
  if (!isRecord(value) || ![value.x, value.y, value.width, value.height].every(share)) {
    return null;
  }
  return /** @type {Wire.Region} */ ({ x: value.x, y: value.y, width: value.width, height: value.height });
}
