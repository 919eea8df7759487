/**
 * Keys of the pairing. They live in IndexedDB as non-extractable `CryptoKey`s: content scripts
 * see the page's IndexedDB and not this one, and no code can read the bytes back.
 */

import { fromBase64, transcript } from "./protocol.js";

const DATABASE = "tenken";
const STORE = "keys";
const RECORD = "agent";
const HMAC = Object.freeze({ name: "HMAC", hash: "SHA-256", length: 256 });

/**
 * One paired agent.
 * @typedef {object} Pairing
 * @property {string} agentId
 * @property {string} clientId
 * @property {CryptoKey} key  HMAC-SHA256, not extractable
 * @property {number} port    where it answered last; tried first
 * @property {string} created ISO 8601
 */

/**
 * The keys of one pairing attempt: `proof` for the handshake, `material` to derive the link key.
 * @typedef {{ proof: CryptoKey, material: CryptoKey }} PairingKeys
 */

/**
 * @param {string} digits  the 26 characters of `readPairingString`
 * @returns {Promise<PairingKeys>}
 */
export async function pairingKeys(digits) {
  const secret = await crypto.subtle.importKey(
    "raw", encode(digits), "HKDF", false, ["deriveBits"],
  );
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: encode("tenken pairing v1") },
    secret, 256,
  );
  const proof = await crypto.subtle.importKey("raw", bits, HMAC, false, ["sign", "verify"]);
  const material = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  new Uint8Array(bits).fill(0);
  return { proof, material };
}

/**
 * The lasting key of a pairing that succeeded; its bytes never reach JavaScript.
 * @param {CryptoKey} material
 * @param {import("./protocol.js").Circumstances} c
 * @returns {Promise<CryptoKey>}
 */
export async function linkKey(material, c) {
  const [first, second] = [fromBase64(c.nonceC), fromBase64(c.nonceS)];
  const salt = new Uint8Array(first.length + second.length);
  salt.set(first);
  salt.set(second, first.length);
  const info = encode(["tenken link v1", c.agentId, c.clientId, c.origin].join("\n"));
  return await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info }, material, HMAC, false, ["sign", "verify"],
  );
}

/**
 * Whether the agent knows the key. `subtle.verify` compares in constant time.
 * @param {CryptoKey} key
 * @param {string} proof
 * @param {import("./protocol.js").Circumstances} c
 * @returns {Promise<boolean>}
 */
export async function agentProves(key, proof, c) {
  return await crypto.subtle.verify("HMAC", key, fromBase64(proof), transcript("agent", c));
}

/**
 * @param {CryptoKey} key
 * @param {import("./protocol.js").Circumstances} c
 * @returns {Promise<ArrayBuffer>}
 */
export async function clientProof(key, c) {
  return await crypto.subtle.sign("HMAC", key, transcript("client", c));
}

/** @returns {Promise<Pairing | null>} */
export async function loadPairing() {
  const found = await withStore("readonly", (store) => store.get(RECORD));
  return /** @type {Pairing | undefined} */ (found) ?? null;
}

/** @param {Pairing} pairing */
export async function savePairing(pairing) {
  await withStore("readwrite", (store) => store.put(pairing, RECORD));
}

/** Forgets the paired agent. The agent still lists the pairing until `tenken pair --revoke`. */
export async function forgetPairing() {
  await withStore("readwrite", (store) => store.delete(RECORD));
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function encode(text) {
  return new Uint8Array(new TextEncoder().encode(text));
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB did not open"));
  });
}

/**
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} work
 * @returns {Promise<unknown>}  the request's result, once the transaction is on disk
 */
async function withStore(mode, work) {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB gave up"));
    });
  } finally {
    database.close();
  }
}
