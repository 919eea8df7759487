/** The connection test of the options page: is an agent there, is it ours, does it judge. */

import { findAnyAgent } from "./finder.js";

const CONNECT_MS = 6_000;
const ANSWER_MS = 6_000;

/** @type {Wire.Listing} */
const SAMPLE = Object.freeze({ platform: "amazon", marketplace: "jp", page: "edit", title: "Tenken 接続テスト" });

/**
 * @param {import("./connection.js").Connection} connection
 * @param {Messages.Locale} locale
 * @param {(page: string) => Promise<unknown>} answered  resolves when the agent answers for `page`
 * @returns {Promise<Messages.TestStep[]>}  up to the first step that fails
 */
export async function testConnection(connection, locale, answered) {
  try {
    const port = connection.link?.circumstances.port ?? (await findAnyAgent());
    const agent = { name: /** @type {const} */ ("agent"), ok: true, detail: String(port) };
    connection.retry();
    const link = await soon(CONNECT_MS, () => connection.link);
    if (link === null) {
      return [agent, { name: "proof", ok: false, detail: connection.state }];
    }
    const proof = { name: /** @type {const} */ ("proof"), ok: true, detail: link.agentVersion };
    const page = `test-${crypto.randomUUID()}`;
    const answer = answered(page);
    const begin = performance.now();
    connection.send({ type: "audit", page, revision: 1, locale, listing: SAMPLE });
    const timeout = new Promise((resolve) => setTimeout(() => resolve("late"), ANSWER_MS));
    if ((await Promise.race([answer, timeout])) === "late") {
      return [agent, proof, { name: "audit", ok: false, detail: "not-answering" }];
    }
    const took = Math.max(1, Math.round(performance.now() - begin));
    return [agent, proof, { name: "audit", ok: true, detail: String(took) }];
  } catch {
    return [{ name: "agent", ok: false, detail: "not-running" }];
  }
}

/**
 * @template T
 * @param {number} ms
 * @param {() => T | null} look
 * @returns {Promise<T | null>}
 */
async function soon(ms, look) {
  const end = Date.now() + ms;
  while (look() === null && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return look();
}
