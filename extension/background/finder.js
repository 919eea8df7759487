/** Finds the agent: tries the allowed ports in order, the last good one first. */

import { PORTS } from "./constants.js";
import { Refusal, probe, shake } from "./handshake.js";
import { linkKey, savePairing } from "./keys.js";

/** Which failure tells the operator most, when several ports answered. */
const TELLING = Object.freeze([
  "version", "wrong-agent", "not-paired", "not-answering", "not-running",
]);

/**
 * @param {number | undefined} first
 * @returns {number[]}
 */
function inOrder(first) {
  return first !== undefined && PORTS.includes(first)
    ? [first, ...PORTS.filter((port) => port !== first)]
    : [...PORTS];
}

/**
 * Calls `attempt` for every port where something listens, until one gives a result.
 * @template T
 * @param {number | undefined} first
 * @param {(port: number, looksRight: boolean) => Promise<T>} attempt
 * @returns {Promise<T>}  throws the most telling `Refusal`
 */
async function eachPort(first, attempt) {
  /** @type {Messages.ConnectionState} */
  let worst = "not-running";
  for (const port of inOrder(first)) {
    try {
      const found = await probe(port);
      if (found !== "free") {
        return await attempt(port, found === "tenken");
      }
    } catch (error) {
      const state = error instanceof Refusal ? error.state : "not-answering";
      if (TELLING.indexOf(state) < TELLING.indexOf(worst)) {
        worst = state;
      }
    }
  }
  throw new Refusal(worst);
}

/**
 * Whether an agent, or something like one, is there. Says nothing but a request for `/healthz`.
 * @returns {Promise<number>}  its port; throws `Refusal` "not-running"
 */
export async function findAnyAgent() {
  return await eachPort(undefined, async (port, looksRight) => {
    if (!looksRight) {
      throw new Refusal("not-running");
    }
    return port;
  });
}

/**
 * Connects to the paired agent.
 * @param {import("./keys.js").Pairing} pairing
 * @returns {Promise<import("./handshake.js").Link>}  throws `Refusal`
 */
export async function findPaired(pairing) {
  const link = await eachPort(pairing.port, (port, looksRight) =>
    shake(port, pairing.key, pairing, looksRight));
  if (link.circumstances.port !== pairing.port) {
    await savePairing({ ...pairing, port: link.circumstances.port });
  }
  return link;
}

/**
 * Connects with a one-time pairing string and keeps the link key that both sides derive from it.
 * @param {import("./keys.js").PairingKeys} keys
 * @returns {Promise<import("./handshake.js").Link>}  throws `Refusal`
 */
export async function findAndPair(keys) {
  const link = await eachPort(undefined, (port, looksRight) =>
    shake(port, keys.proof, null, looksRight));
  const { agentId, clientId, port } = link.circumstances;
  const key = await linkKey(keys.material, link.circumstances);
  await savePairing({ agentId, clientId, key, port, created: new Date().toISOString() });
  return link;
}
