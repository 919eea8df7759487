/**
 * What the agent may say: a closed set of verbs, each rebuilt here from members that were checked.
 * Nothing else of a message goes on, so that an agent can never name an element, a URL to open
 * or a script; the one URL is that of a source, and only `https:`.
 */

import { SCREEN_FIELDS } from "./constants.js";
import { readAnswered, readAttempted, readStage } from "./lesson-messages.js";
import { AGENT_VERBS, PHASES } from "./protocol.js";
import { isCount, isOneOf, isRecord, isText, readList, readRegion } from "./shapes.js";

const LONGEST_MESSAGE = 4 * 1024 * 1024;
const MOST_ANNOTATIONS = 5_000;
const MOST_SOURCES = 20;
const LONGEST_TEXT = 4_000;
const LONGEST_QUOTE = 100_000;
const MOST_AREAS = 64;
const OUTCOMES = /** @type {const} */ (["violation", "incomplete", "error"]);
const SEVERITIES = /** @type {const} */ (["error", "warning", "info"]);
const CONFIDENCES = /** @type {const} */ (["official", "seed", "third-party", "house"]);
const CONSEQUENCES = /** @type {const} */ ([
  "listing_suppressed", "search_suppressed", "removed", "account_at_risk",
]);
const MOST_WAIVED = 100;
const CODES = /** @type {const} */ (["bad-message", "busy", "timed-out", "failed"]);

/**
 * @param {string} text  one WebSocket message
 * @returns {Messages.FromAgent | null}  `null` for everything that is not of the closed set
 */
export function readAgentMessage(text) {
  if (text.length > LONGEST_MESSAGE) {
    return null;
  }
  /** @type {unknown} */
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(message) || !isOneOf(message.type, AGENT_VERBS)) {
    return null;
  }
  switch (message.type) {
    case "report":
      return readReport(message);
    case "error":
      return readError(message);
    case "stage":
      return readStage(message);
    case "attempted":
      return readAttempted(message);
    case "answered":
      return readAnswered(message);
    default:
      return { type: "pong" };
  }
}

/**
 * @param {Record<string, unknown>} m
 * @returns {Wire.ReportMessage | null}
 */
function readReport(m) {
  const annotations = readList(m.annotations, MOST_ANNOTATIONS, readAnnotation);
  const waived = readList(m.waived ?? [], MOST_WAIVED, readWaived);
  if (!isText(m.page, 64) || !isCount(m.revision) || !isOneOf(m.phase, PHASES)
    || !isText(m.ruleset, 64) || !isCount(m.passed) || !isCount(m.inapplicable) || annotations === null
    || waived === null) {
    return null;
  }
  return {
    type: "report", page: m.page, revision: m.revision, phase: m.phase, ruleset: m.ruleset,
    passed: m.passed, inapplicable: m.inapplicable, annotations, waived,
  };
}

/**
 * @param {Record<string, unknown>} m
 * @returns {Wire.ErrorMessage | null}
 */
function readError(m) {
  const page = m.page ?? null;
  const revision = m.revision ?? null;
  if (!(page === null || isText(page, 64)) || !(revision === null || isCount(revision))
    || !isOneOf(m.code, CODES) || !isText(m.message, LONGEST_TEXT)) {
    return null;
  }
  return { type: "error", page, revision, code: m.code, message: m.message };
}

/**
 * @param {unknown} a
 * @returns {Wire.Annotation | null}
 */
function readAnnotation(a) {
  if (!isRecord(a)) {
    return null;
  }
  const target = readTarget(a.target);
  const sources = readList(a.sources, MOST_SOURCES, readSource);
  const fix = a.fix === null || a.fix === undefined ? null : readFix(a.fix);
  const reason = a.reason ?? null;
  const consequence = a.consequence ?? null;
  const lapsed = a.lapsed ?? null;
  if (!isText(a.id, 256) || !isText(a.rule, 256) || !isOneOf(a.outcome, OUTCOMES)
    || !isOneOf(a.severity, SEVERITIES) || target === null || !isText(a.title, LONGEST_TEXT)
    || !isText(a.message, LONGEST_TEXT) || !isText(a.help, LONGEST_TEXT)
    || !(reason === null || isText(reason, LONGEST_TEXT)) || !(lapsed === null || isText(lapsed, LONGEST_TEXT))
    || !(consequence === null || isOneOf(consequence, CONSEQUENCES))
    || sources === null || (fix === null && a.fix !== null && a.fix !== undefined)) {
    return null;
  }
  return {
    id: a.id, rule: a.rule, outcome: a.outcome, severity: a.severity, target, title: a.title,
    message: a.message, help: a.help, reason, pending: a.pending === true, consequence, sources, fix, lapsed,
  };
}

/**
 * @param {unknown} w
 * @returns {Wire.WaivedHere | null}
 */
function readWaived(w) {
  if (!isRecord(w)) {
    return null;
  }
  const until = w.until ?? null;
  if (!isText(w.id, 64) || !isText(w.rule, 256) || !isText(w.title, LONGEST_TEXT) || !isText(w.reach, LONGEST_TEXT)
    || !isText(w.reason, LONGEST_TEXT) || !isText(w.author, LONGEST_TEXT) || !isCount(w.findings)
    || !(until === null || isText(until, 32)) || typeof w.expired !== "boolean") {
    return null;
  }
  const { id, rule, title, reach, reason, author, expired, findings } = w;
  return { id, rule, title, reach, reason, author, until, expired, findings };
}

/**
 * @param {unknown} t
 * @returns {Wire.WireTarget | null}
 */
function readTarget(t) {
  if (!isRecord(t)) {
    return null;
  }
  const [field, index, start, end] = [t.field ?? null, t.index ?? null, t.start ?? null, t.end ?? null];
  const quote = t.quote ?? null;
  const region = t.region === null || t.region === undefined ? null : readRegion(t.region);
  const areas = readList(t.areas ?? [], MOST_AREAS, readRegion);
  if (!(field === null || isOneOf(field, SCREEN_FIELDS)) || !(index === null || isCount(index))
    || !(start === null || isCount(start)) || !(end === null || isCount(end))
    || (start === null) !== (end === null) || (start !== null && end !== null && end < start)
    || !(quote === null || isText(quote, LONGEST_QUOTE))
    || (region === null && t.region !== null && t.region !== undefined) || areas === null) {
    return null;
  }
  return { field, index, start, end, quote, region, areas };
}

/**
 * @param {unknown} s
 * @returns {Wire.Source | null}
 */
function readSource(s) {
  if (!isRecord(s) || !isText(s.title, LONGEST_TEXT) || !isOneOf(s.confidence, CONFIDENCES) || !isText(s.seen, 32)) {
    return null;
  }
  const url = isText(s.url, 2_048) && s.url.startsWith("https://") ? s.url : null;
  return { title: s.title, url, confidence: s.confidence, seen: s.seen };
}

/**
 * @param {unknown} f
 * @returns {Wire.Fix | null}
 */
function readFix(f) {
  const target = isRecord(f) ? readTarget(f.target) : null;
  if (!isRecord(f) || target === null || !isText(f.label, LONGEST_TEXT) || !isText(f.text, LONGEST_QUOTE)) {
    return null;
  }
  return { label: f.label, target, text: f.text };
}
