/**
 * What the agent and a page may say of a lesson, each message rebuilt from checked members. Stricter than reports:
 * a message with a member that nobody knows is dropped whole.
 */

import { GROUPS, SCREEN_FIELDS } from "./constants.js";
import { isCount, isOneOf, isRecord, isText, readList, readRegion } from "./shapes.js";

// The limits of agent/wire_lesson.py.
const MOST_SHOWN = 200;
const MOST_REASONS = 32;
const MOST_CHOICES = 8;
const MOST_INDEX = 100;
const LONGEST_ID = 256;
const LONGEST_WORDS = 4_000;
const LONGEST_PASSAGE = 100_000;
const FINDING = /^[0-9a-f]{16}$/;
const MESSAGE = /^[A-Za-z0-9_-]{1,64}$/;
const NAME = /^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]{0,64}$/u;
const MODES = /** @type {const} */ (["normal", "hidden", "hunt"]);
const KINDS = /** @type {const} */ (["fine", "rule", "fix"]);
const VERDICTS = /** @type {const} */ (["found", "already-found", "wrong-reason", "wrong-place", "too-late"]);
const SPOTLIGHTS = /** @type {const} */ (["none", "shown", "changed", "not-on-page"]);
const POINTERS = /** @type {const} */ (["none", "shown", "not-on-page"]);

// --- the agent ------------------------------------------------------------------------------------

/**
 * @param {Record<string, unknown>} m
 * @returns {Wire.Stage | null}
 */
export function readStage(m) {
  const [spotlight, total] = [m.spotlight ?? null, m.total ?? null];
  const shown = readList(m.shown ?? [], MOST_SHOWN, readShown);
  const found = readList(m.found ?? [], MOST_SHOWN, (id) => (isNamed(id, FINDING) ? id : null));
  const reasons = readList(m.reasons ?? [], MOST_REASONS, readChoice);
  const pointer = optional(m.pointer, readPointer);
  const question = optional(m.question, readQuestion);
  const [learner, wrong] = [m.learner ?? "", m.wrong ?? 0];
  if (!isOnly(m, ["type", "page", "number", "mode", "learner", "shown", "spotlight", "pointer", "found", "wrong", "total", "reasons", "question"])
    || !isText(m.page, 64) || !isCount(m.number) || !isOneOf(m.mode, MODES) || !isNamed(learner, NAME)
    || shown === null || found === null || reasons === null || pointer === undefined || question === undefined
    || !(spotlight === null || isNamed(spotlight, FINDING)) || !isCount(wrong) || !(total === null || isCount(total))) {
    return null;
  }
  return {
    type: "stage", page: m.page, number: m.number, mode: m.mode, learner, shown, spotlight, pointer, found, wrong, total, reasons,
    question,
  };
}

/**
 * @param {Record<string, unknown>} m
 * @returns {Wire.Attempted | null}
 */
export function readAttempted(m) {
  const finding = m.finding ?? null;
  return isOnly(m, ["type", "page", "id", "verdict", "finding"]) && isText(m.page, 64) && isNamed(m.id, MESSAGE)
    && isOneOf(m.verdict, VERDICTS) && (finding === null || isNamed(finding, FINDING))
    ? { type: "attempted", page: m.page, id: m.id, verdict: m.verdict, finding }
    : null;
}

/**
 * @param {Record<string, unknown>} m
 * @returns {Wire.Answered | null}
 */
export function readAnswered(m) {
  return isOnly(m, ["type", "page", "question", "id", "right", "words"]) && isText(m.page, 64) && isNamed(m.question, MESSAGE)
    && isNamed(m.id, MESSAGE) && typeof m.right === "boolean" && isText(m.words, LONGEST_WORDS)
    ? { type: "answered", page: m.page, question: m.question, id: m.id, right: m.right, words: m.words }
    : null;
}

/**
 * @param {unknown} s
 * @returns {Wire.Shown | null}
 */
function readShown(s) {
  return isRecord(s) && isOnly(s, ["id", "number"]) && isNamed(s.id, FINDING) && isCount(s.number) && s.number >= 1 && s.number <= MOST_SHOWN
    ? { id: s.id, number: s.number }
    : null;
}

/**
 * @param {unknown} c
 * @returns {Wire.Choice | null}
 */
function readChoice(c) {
  return isRecord(c) && isOnly(c, ["id", "words"]) && isText(c.id, LONGEST_ID) && isText(c.words, LONGEST_WORDS)
    ? { id: c.id, words: c.words }
    : null;
}

/**
 * @param {unknown} p
 * @returns {Wire.Pointer | null}
 */
function readPointer(p) {
  if (!isRecord(p) || !isOnly(p, ["field", "index", "region"])) {
    return null;
  }
  const index = p.index ?? null;
  const region = optional(p.region, readRegion);
  return isOneOf(p.field, SCREEN_FIELDS) && isIndex(index) && region !== undefined ? { field: p.field, index, region } : null;
}

/**
 * @param {unknown} q
 * @returns {Wire.Question | null}
 */
function readQuestion(q) {
  if (!isRecord(q) || !isOnly(q, ["id", "kind", "finding", "text", "start", "end", "prompt", "choices"])) {
    return null;
  }
  const finding = q.finding ?? null;
  const span = readSpan(q.start ?? null, q.end ?? null);
  const choices = readList(q.choices ?? [], MOST_CHOICES, readChoice);
  if (!isNamed(q.id, MESSAGE) || !isOneOf(q.kind, KINDS) || !(finding === null || isNamed(finding, FINDING))
    || !isText(q.text, LONGEST_PASSAGE) || span === null || !isText(q.prompt, LONGEST_WORDS) || choices === null) {
    return null;
  }
  return { id: q.id, kind: q.kind, finding, text: q.text, start: span[0], end: span[1], prompt: q.prompt, choices };
}

// --- a page ---------------------------------------------------------------------------------------

/**
 * @param {Record<string, unknown>} m
 * @returns {Messages.FromLearner | null}
 */
export function readLearnerMessage(m) {
  switch (m.type) {
    case "attempt": {
      const place = readPlace(m.place);
      return isNamed(m.id, MESSAGE) && isCount(m.revision) && place !== null && isOneOf(m.reason, GROUPS)
        ? { type: "attempt", id: m.id, revision: m.revision, place, reason: m.reason }
        : null;
    }
    case "answer":
      return isNamed(m.id, MESSAGE) && isNamed(m.question, MESSAGE) && isText(m.answer, LONGEST_PASSAGE)
        ? { type: "answer", id: m.id, question: m.question, answer: m.answer }
        : null;
    case "join":
      return isNamed(m.learner, NAME) ? { type: "join", learner: m.learner } : null;
    case "staged":
      return isCount(m.number) && isOneOf(m.spotlight, SPOTLIGHTS) && isOneOf(m.pointer, POINTERS)
        ? { type: "staged", number: m.number, spotlight: m.spotlight, pointer: m.pointer }
        : null;
    default:
      return null;
  }
}

/**
 * @param {unknown} mode
 * @returns {mode is Wire.Mode}
 */
export function isMode(mode) {
  return isOneOf(mode, MODES);
}

/**
 * @param {unknown} p
 * @returns {Wire.AttemptPlace | null}
 */
function readPlace(p) {
  if (!isRecord(p)) {
    return null;
  }
  const index = p.index ?? null;
  const span = readSpan(p.start ?? null, p.end ?? null);
  const region = optional(p.region, readRegion);
  return isOneOf(p.field, SCREEN_FIELDS) && isIndex(index) && span !== null && region !== undefined
    ? { field: p.field, index, start: span[0], end: span[1], region }
    : null;
}

// --- both -----------------------------------------------------------------------------------------

/**
 * @param {Record<string, unknown>} m
 * @param {readonly string[]} members
 */
function isOnly(m, members) {
  return Object.keys(m).every((name) => members.includes(name));
}

/**
 * @param {unknown} value
 * @param {RegExp} form
 * @returns {value is string}
 */
function isNamed(value, form) {
  return typeof value === "string" && form.test(value);
}

/**
 * @param {unknown} index
 * @returns {index is number | null}
 */
function isIndex(index) {
  return index === null || (isCount(index) && index <= MOST_INDEX);
}

/**
 * @param {unknown} start
 * @param {unknown} end
 * @returns {[number, number] | [null, null] | null}  both missing, or a span; `null`: neither
 */
function readSpan(start, end) {
  if (start === null && end === null) {
    return [null, null];
  }
  return isCount(start) && isCount(end) && start <= end && end <= LONGEST_PASSAGE ? [start, end] : null;
}

/**
 * @template T
 * @param {unknown} value
 * @param {(value: unknown) => T | null} read
 * @returns {T | null | undefined}  `undefined`: there is something, and it is not well formed
 */
function optional(value, read) {
  return value === null || value === undefined ? null : (read(value) ?? undefined);
}
