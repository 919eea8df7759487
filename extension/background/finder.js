/** Finds the agent: tries the allowed ports in order, the last good one first. */

import { PORTS } from "./constants.js";
import { Refusal, probe, shake } from "./handshake.js";
import { linkKey, savePairing } from "./keys.js";

/** Which failure tells the operator most, when several ports answered. */
const TELLING = Object.freeze([
  "version", "wrong-agent", "not-paired", "not-answering", "not-running",
]);

/** A program that did not know our key is left alone for this long: it hears of us once, not every second. */
const STRANGER_MS = 10_000;
/** @type {Map<number, number>}  port to the time when a stranger answered there */
const strangers = new Map();

/** @param {number} port */
const isStranger = (port) => Date.now() - (strangers.get(port) ?? -Infinity) < STRANGER_MS;

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
  let isFirstFree = false;
  for (const port of inOrder(first)) {
    try {
      const found = await probe(port);
      if (found !== "free") {
        return await attempt(port, found === "tenken");
      }
      isFirstFree ||= port === first;
    } catch (error) {
      const state = error instanceof Refusal ? error.state : "not-answering";
      if (TELLING.indexOf(state) < TELLING.indexOf(worst)) {
        worst = state;
      }
    }
  }
  // Nothing listens where our agent was: it is down, whoever else answers at its other ports.
  throw new Refusal(isFirstFree && worst === "wrong-agent" ? "not-running" : worst);
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
  const link = await eachPort(pairing.port, async (port, looksRight) => {
    if (isStranger(port)) {
      throw new Refusal("wrong-agent");
    }
    try {
      return await shake(port, pairing.key, pairing, looksRight);
    } catch (error) {
      if (error instanceof Refusal && error.state === "wrong-agent") {
        strangers.set(port, Date.now());
      }
      throw error;
    }
  });
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
