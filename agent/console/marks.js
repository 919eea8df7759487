/** What the mark of a finding looks like, on words and on a picture's frame. */

import { element } from "./elements.js";

/**
 * What the marks of a finding are drawn as.
 * @param {Wire.Annotation} annotation
 * @returns {Wire.Severity | "unsure"}
 */
export function kindOf({ outcome, severity }) {
  return outcome === "violation" ? severity : "unsure";
}

/** @param {readonly Wire.Annotation[]} annotations */
export function worst(annotations) {
  const kinds = annotations.map(kindOf);
  return (/** @type {const} */ (["error", "warning", "info"])).find((kind) => kinds.includes(kind)) ?? "unsure";
}

/**
 * @param {Wire.Region} region
 * @param {string} className
 */
export function outline(region, className) {
  const made = element("div", className);
  made.style.left = `${region.x * 100}%`;
  made.style.top = `${region.y * 100}%`;
  made.style.width = `${region.width * 100}%`;
  made.style.height = `${region.height * 100}%`;
  return made;
}
