// Takes a report only as far as it is well formed: whatever the agent sends, the page draws nothing but checked findings.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const OUTCOMES = ["violation", "incomplete", "error"];
  const SEVERITIES = ["error", "warning", "info"];
  const FIELDS = [
    "title", "highlights", "bullets", "description", "search_terms", "brand", "manufacturer", "model", "gtin", "gtin_type", "asin",
    "sku", "price", "category", "condition", "shipping_method", "shipping_payer", "ship_from", "messages", "images",
  ];
  const PHASES = ["text", "image", "read"];
  const MAX_AREAS = 64; // agent.wire.WireTarget.areas
  const MAX_WORDS = 8_000; // longest message or help that a card shows
  const MAX_TEXT = 100_000; // UTF-16 units of the longest field, agent.listing.MAX_TEXT code points

  /** @param {unknown} value @param {number} limit */
  const isText = (value, limit) => typeof value === "string" && value.length <= limit;
  /** @param {unknown} value */
  const isOffset = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_TEXT;
  /** @param {unknown} value @param {(value: unknown) => boolean} test */
  const isMissingOr = (value, test) => value === null || value === undefined || test(value);
  /** @param {unknown} value @returns {value is Record<string, unknown>} */
  const isRecord = (value) => typeof value === "object" && value !== null;

  /** @param {unknown} value */
  const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
  /** @param {unknown} box */
  const isRegion = (box) => isRecord(box) && [box.x, box.y, box.width, box.height].every(isShare);

  /** @param {unknown} value */
  function isTarget(value) {
    if (!isRecord(value)) return false;
    const { field, index, start, end, quote, region, areas } = value;
    const spanned = isOffset(start) && isOffset(end) && Number(start) <= Number(end) && isText(quote, MAX_TEXT);
    const unspanned = [start, end].every((offset) => offset === null || offset === undefined);
    return (
      isMissingOr(field, (name) => FIELDS.includes(/** @type {string} */ (name))) &&
      isMissingOr(index, isOffset) &&
      (spanned || unspanned) &&
      isMissingOr(region, isRegion) &&
      isMissingOr(areas, (boxes) => Array.isArray(boxes) && boxes.length <= MAX_AREAS && boxes.every(isRegion))
    );
  }

  /** @param {unknown} value @returns {value is Wire.Annotation} */
  function isAnnotation(value) {
    if (!isRecord(value)) return false;
    const { id, rule, outcome, severity, target, title, message, help, reason, pending, consequence, sources, fix, lapsed } = value;
    return (
      isText(id, 256) && isText(rule, 256) && OUTCOMES.includes(/** @type {string} */ (outcome)) &&
      SEVERITIES.includes(/** @type {string} */ (severity)) && isTarget(target) &&
      [title, message, help].every((words) => isText(words, MAX_WORDS)) &&
      isMissingOr(reason, (words) => isText(words, MAX_WORDS)) && isMissingOr(consequence, (words) => isText(words, 64)) &&
      isMissingOr(lapsed, (words) => isText(words, MAX_WORDS)) &&
      isMissingOr(pending, (flag) => typeof flag === "boolean") &&
      Array.isArray(sources) && sources.length <= 20 &&
      sources.every((source) => isRecord(source) && isText(source.title, 1_000) && isText(source.confidence, 32) && isMissingOr(source.url, (url) => isText(url, 2_000))) &&
      isMissingOr(fix, (change) => isRecord(change) && isText(change.label, 1_000) && isText(change.text, MAX_TEXT) && isTarget(change.target))
    );
  }

  /** @param {unknown} phase How far a verdict has come: 0, 1 or 2; -1 for none of ours. */
  const rank = (phase) => PHASES.indexOf(/** @type {string} */ (phase));

  /**
   * The well-formed part of a report; `null` when it is none.
   * @param {unknown} message @returns {{report: Wire.ReportMessage, dropped: number} | null}
   */
  function report(message) {
    if (!isRecord(message) || message.type !== "report" || !Number.isSafeInteger(message.revision)) return null;
    if (rank(message.phase) < 0 || !Array.isArray(message.annotations)) return null;
    const annotations = message.annotations.filter(isAnnotation);
    const dropped = message.annotations.length - annotations.length;
    return { report: /** @type {Wire.ReportMessage} */ (/** @type {unknown} */ ({ ...message, annotations })), dropped };
  }

  tenken.accept = { report, rank };
})();
