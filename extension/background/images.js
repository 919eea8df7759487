/**
 * Bytes of pictures: fetched here from the sites' own image hosts, or asked from the page where
 * only the page can read them (`blob:`, `data:`), then handed to the agent for measuring.
 */

import { fromBase64 } from "./protocol.js";
import { isCount, isRecord, readRegion } from "./shapes.js";

/** The manifest's host permissions and `connect-src` name the same hosts; a test compares them. */
export const IMAGE_HOSTS = Object.freeze([
  "m.media-amazon.com",
  "images-na.ssl-images-amazon.com",
  "images-eu.ssl-images-amazon.com",
  "images-fe.ssl-images-amazon.com",
  "static.mercdn.net",
  "assets.mercari-shops-static.com",
]);
const MOST_BYTES = 8 * 1024 * 1024;
const FETCH_MS = 20_000;
const UPLOAD_MS = 30_000;
const BUSY_TRIES = 5;
const BUSY_WAIT_MS = 1_000;
/** Brands of ISO/IEC 23008-12 that telephones write; the agent reads none of them. */
const HEIC_BRAND = /^(?:he[im][csx]|hev[cmsx]|mif1|msf1)/;

/** Why a picture's bytes are not with the agent. */
export class ImageError extends Error {
  /** @param {Messages.ImageProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * @param {string} url
 * @returns {boolean}  whether only the page can read it
 */
export function onlyPageReads(url) {
  return url.startsWith("blob:") || url.startsWith("data:");
}

/**
 * @typedef {{ bytes: Uint8Array<ArrayBuffer>, type: string }} Picture
 */

/**
 * Fetches a picture from an allowed host: no cookies, no redirect, no more than `most` bytes.
 * @param {string} url
 * @param {number} most
 * @returns {Promise<Picture>}  throws `ImageError`
 */
export async function fetchImage(url, most = MOST_BYTES) {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== "https:" || parsed.port !== "" || !IMAGE_HOSTS.includes(parsed.hostname)) {
    throw new ImageError("host");
  }
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(parsed, {
      credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(FETCH_MS),
    });
  } catch {
    throw new ImageError("fetch");
  }
  if (!answer.ok || answer.body === null) {
    throw new ImageError("fetch");
  }
  const type = (answer.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!/^image\/[a-z0-9.+-]{1,40}$/.test(type)) {
    await answer.body.cancel();
    throw new ImageError("not-image");
  }
  return { bytes: await readAtMost(answer.body, Math.min(most, MOST_BYTES)), type };
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {number} most
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function readAtMost(body, most) {
  const reader = body.getReader();
  const chunks = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > most) {
        await reader.cancel();
        throw new ImageError("too-large");
      }
      chunks.push(next.value);
    }
  } catch (error) {
    throw error instanceof ImageError ? error : new ImageError("fetch");
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * @param {string | null} base64  as the page answered `need-image`
 * @returns {Picture}  throws `ImageError`
 */
export function pictureOfPage(base64) {
  if (base64 === null) {
    throw new ImageError("page");
  }
  try {
    const bytes = fromBase64(base64);
    if (bytes.length > MOST_BYTES) {
      throw new ImageError("too-large");
    }
    return { bytes, type: typeOf(bytes) };
  } catch (error) {
    throw error instanceof ImageError ? error : new ImageError("page");
  }
}

/**
 * The agent decides by the bytes; this only keeps what is no picture from being sent as one.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function typeOf(bytes) {
  const head = String.fromCharCode(...bytes.slice(0, 12));
  const found = [
    ["\xff\xd8\xff", "image/jpeg"], ["\x89PNG", "image/png"], ["GIF8", "image/gif"],
    ["II*\0", "image/tiff"], ["MM\0*", "image/tiff"],
  ].find(([magic]) => head.startsWith(/** @type {string} */ (magic)));
  if (found?.[1]) {
    return found[1];
  }
  if (head.startsWith("RIFF") && head.slice(8) === "WEBP") {
    return "image/webp";
  }
  if (head.slice(4, 8) === "ftyp") {
    throw new ImageError(HEIC_BRAND.test(head.slice(8)) ? "heic" : "not-image");
  }
  throw new ImageError("not-image");
}

/**
 * A picture that is with the agent: the digest to name in the listing, and what was measured of it,
 * `null` where it could not be.
 * @typedef {{ digest: string, size: { width: number, height: number } | null, product: Wire.Region | null }} Uploaded
 */

/**
 * Hands a picture to the agent; waits and tries again while its queue is full.
 * @param {Picture} picture
 * @param {import("./handshake.js").Link} link
 * @returns {Promise<Uploaded>}  throws `ImageError`
 */
export async function uploadImage(picture, link) {
  if (picture.bytes.length > link.limits.image_bytes) {
    throw new ImageError("too-large");
  }
  for (let attempt = 1; attempt <= BUSY_TRIES; attempt += 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${link.circumstances.port}/v1/images`, {
        method: "POST",
        headers: { authorization: `Bearer ${link.token}`, "content-type": picture.type },
        body: picture.bytes,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(UPLOAD_MS),
      });
      if (answer.ok) {
        const uploaded = readUploaded(await answer.json());
        if (uploaded !== null) {
          return uploaded;
        }
        break;
      }
      if (answer.status !== 429 && answer.status !== 503) {
        break;
      }
    } catch {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, attempt * BUSY_WAIT_MS));
  }
  throw new ImageError("agent");
}

/**
 * @param {unknown} answer
 * @returns {Uploaded | null}
 */
function readUploaded(answer) {
  if (!isRecord(answer) || typeof answer.digest !== "string" || !/^[0-9a-f]{64}$/.test(answer.digest)) {
    return null;
  }
  const facts = isRecord(answer.facts) ? answer.facts : {};
  const { width, height, product } = facts;
  return {
    digest: answer.digest,
    size: isCount(width) && isCount(height) ? { width, height } : null,
    product: isRecord(product) ? readRegion(product.box) : null,
  };
}
