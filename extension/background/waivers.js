/** Waivers over HTTP: how a finding can be waived, setting one, taking one back. Nothing is kept here. */

import { format } from "./locale.js";
import { isOneOf, isRecord, isText, readList } from "./shapes.js";

const ANSWER_MS = 13_000;
const MOST_CHOICES = 10;
const LONGEST_WORDS = 4_000;
export const SCOPES = /** @type {const} */ (["place", "listing", "shop", "everywhere"]);

/** The agent's codes that have words of their own. @type {Record<string, string>} */
const PROBLEMS = Object.freeze({
  "finding-gone": "gone", "reach-changed": "changed", "waivers-file": "file", "no-waivers": "none", waiver: "missing",
});

class WaiverError extends Error {
  /**
   * @param {string} code  the agent's, or "down"
   * @param {string} detail
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/**
 * What is judged now on the page that is spoken of.
 * @typedef {{ listing: Wire.Listing, locale: Wire.Locale, address?: string }} Judged
 */

/**
 * Asks the agent what a page or the panel asked for.
 * @param {Messages.WaiverAsk | Messages.Unwaive} message
 * @param {Judged | null} judged
 * @param {import("./handshake.js").Link | null} link
 * @param {Messages.Strings} strings
 * @returns {Promise<Messages.WaiverAnswer>}  with the words for what went wrong
 */
export async function answerWaiver(message, judged, link, strings) {
  /** @type {Messages.WaiverAnswer} */
  const answer = { type: "waiver-answer", ask: message.ask, problem: null, again: false, choices: [], author: "" };
  try {
    if (message.type === "unwaive") {
      await call(link, "DELETE", `/v1/waivers/${message.id}`);
    } else if (judged === null) {
      throw new WaiverError("finding-gone", "");
    } else if (message.type === "waiver-choices") {
      Object.assign(answer, readChoices(await call(link, "POST", "/v1/waivers/choices", { ...judged, finding: message.finding })));
    } else {
      const { finding, scope, words, reason, author, until } = message;
      const request = { ...judged, finding, scope, words, reason, author: author === "" ? null : author, until };
      await call(link, "POST", "/v1/waivers", request);
    }
  } catch (error) {
    const { code, detail } = error instanceof WaiverError ? { code: error.code, detail: error.message } : { code: "down", detail: "" };
    const name = code === "down" ? "down" : PROBLEMS[code] ?? "agent";
    answer.problem = format(strings[`waive_problem_${name}`] ?? "$1", [detail || code]);
    answer.again = name === "changed";
  }
  return answer;
}

/**
 * @param {import("./handshake.js").Link | null} link
 * @param {"POST" | "DELETE"} method
 * @param {string} path
 * @param {Wire.WaiverQuestion | Wire.WaiverRequest} [body]
 * @returns {Promise<unknown>}  throws `WaiverError`
 */
async function call(link, method, path, body) {
  if (link === null) {
    throw new WaiverError("down", "");
  }
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`http://127.0.0.1:${link.circumstances.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${link.token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    throw new WaiverError("down", "");
  }
  /** @type {unknown} */
  const said = await answer.json().catch(() => null);
  if (!answer.ok) {
    const problem = isRecord(said) ? said : {};
    throw new WaiverError(
      isText(problem.code, 64) ? problem.code : `HTTP ${answer.status}`,
      isText(problem.message, LONGEST_WORDS) ? problem.message : "",
    );
  }
  return said;
}

/**
 * @param {unknown} said
 * @returns {{ choices: Wire.WaiverChoice[], author: string }}  throws `WaiverError`
 */
function readChoices(said) {
  const choices = isRecord(said) ? readList(said.choices, MOST_CHOICES, readChoice) : null;
  if (!isRecord(said) || choices === null || choices.length === 0 || !isText(said.author, LONGEST_WORDS)) {
    throw new WaiverError("finding-gone", "");
  }
  return { choices, author: said.author };
}

/**
 * @param {unknown} choice
 * @returns {Wire.WaiverChoice | null}
 */
function readChoice(choice) {
  return isRecord(choice) && isOneOf(choice.scope, SCOPES) && isText(choice.words, LONGEST_WORDS)
    ? { scope: choice.scope, words: choice.words }
    : null;
}
