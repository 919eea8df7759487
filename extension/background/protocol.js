/** Bytes agreed with `agent/server/handshake.py`. No state, no I/O. */

import { PROTOCOL } from "./constants.js";

/** Messages an agent may send once the handshake is done; anything else is dropped and counted. */
export const AGENT_VERBS = Object.freeze(["report", "error", "pong", "stage", "attempted", "answered"]);

/** How far a verdict on one revision has come; each may follow the one before it. */
export const PHASES = Object.freeze(/** @type {const} */ (["text", "image", "read"]));

/**
 * Base64url without padding.
 * @param {ArrayBuffer | Uint8Array} data
 * @returns {string}
 */
export function toBase64url(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  let binary = "";
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Bytes of base64url or plain base64; throws `InvalidCharacterError` for anything else.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) {
    bytes[index] = binary.charCodeAt(index);
  }
  return bytes;
}

/**
 * @param {number} length
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * What both sides know of one handshake, as strings of the wire.
 * @typedef {object} Circumstances
 * @property {string} nonceC
 * @property {string} nonceS
 * @property {string} agentId
 * @property {string} clientId
 * @property {string} origin  `chrome-extension://…` or `moz-extension://…`, no slash at the end
 * @property {number} port
 */

/**
 * The bytes a proof is made over. The label and the order of the nonces differ by side, so that
 * a proof of one side can never be handed back as the proof of the other.
 * @param {"agent" | "client"} label
 * @param {Circumstances} c
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function transcript(label, c) {
  const nonces = label === "agent" ? [c.nonceC, c.nonceS] : [c.nonceS, c.nonceC];
  const parts = [
    label, "tenken", String(PROTOCOL), ...nonces, c.agentId, c.clientId, c.origin, String(c.port),
  ];
  return new Uint8Array(new TextEncoder().encode(parts.join("\n")));
}
