/** What a page, the panel and the options page may say; each message rebuilt from checked members. */

import { PORTS, SCREEN_FIELDS } from "./constants.js";
import { isMode, readLearnerMessage } from "./lesson-messages.js";
import { isCount, isOneOf, isRecord, isText, readList } from "./shapes.js";
import { SCOPES } from "./waivers.js";

const LONGEST_FIELD = 100_000;
const LONGEST_URL = 4_096;
/** agent/wire.py, Address */
const LONGEST_ADDRESS = 2_048;
const MOST_TEXTS = 50;
const MOST_IMAGES = 60;
/** 8 MiB of bytes in base64. */
const LONGEST_IMAGE = 4 * Math.ceil((8 * 1024 * 1024) / 3);
const PLATFORMS = /** @type {const} */ (["amazon", "mercari", "mercari-shops"]);
const PAGES = /** @type {const} */ (["edit", "create", "public"]);
const LOCALES = /** @type {const} */ (["zh", "ja", "en"]);
const TEXTS = /** @type {const} */ ([
  "title", "highlights", "description", "search_terms", "brand", "manufacturer", "model", "gtin",
  "gtin_type", "asin", "sku", "price", "category", "condition", "shipping_method", "shipping_payer", "ship_from",
]);
const LISTS = /** @type {const} */ (["bullets", "messages"]);

/**
 * @param {unknown} m
 * @returns {Messages.FromPage | null}
 */
export function readPageMessage(m) {
  if (!isRecord(m)) {
    return null;
  }
  switch (m.type) {
    case "listing": {
      const listing = readListing(m.listing);
      const expected = readList(m.expected, SCREEN_FIELDS.length, readField);
      const found = readList(m.found, SCREEN_FIELDS.length, readField);
      return isCount(m.revision) && listing !== null && expected !== null && found !== null
        ? { type: "listing", revision: m.revision, listing, expected, found, address: readAddress(m.address) }
        : null;
    }
    case "image-bytes":
      return isText(m.url, LONGEST_URL) && (m.base64 === null || isText(m.base64, LONGEST_IMAGE))
        ? { type: "image-bytes", url: m.url, base64: m.base64 }
        : null;
    case "picked-image":
      return isCount(m.id) && isSlot(m.slot) && isText(m.base64, LONGEST_IMAGE)
        ? { type: "picked-image", id: m.id, slot: m.slot, base64: m.base64 }
        : null;
    case "picked-gone":
      return isCount(m.id) ? { type: "picked-gone", id: m.id } : null;
    case "drawn": {
      const dismissed = readList(m.dismissed, 1_000, (id) => (isText(id, 256) ? id : null));
      const mode = m.mode ?? "normal";
      return dismissed === null || !isMode(mode)
        ? null
        : { type: "drawn", dismissed, blocked: m.blocked === true, mode, left: m.left === true };
    }
    case "open-panel":
      return { type: "open-panel" };
    case "no-listing":
      return { type: "no-listing" };
    default:
      return readLearnerMessage(m) ?? readWaiverAsk(m);
  }
}

/**
 * @param {unknown} m
 * @returns {Messages.FromPanel | null}
 */
export function readPanelMessage(m) {
  if (!isRecord(m)) {
    return null;
  }
  if (m.type === "set") {
    return readSettings(m);
  }
  if (!isCount(m.tab)) {
    return null;
  }
  switch (m.type) {
    case "watch":
      return { type: "watch", tab: m.tab };
    case "show":
      return isText(m.id, 256) ? { type: "show", tab: m.tab, id: m.id } : null;
    case "lesson":
      return typeof m.left === "boolean" ? { type: "lesson", tab: m.tab, left: m.left } : null;
    case "step":
      return m.by === 1 || m.by === -1 ? { type: "step", tab: m.tab, by: m.by } : null;
    case "unwaive":
      return isCount(m.ask) && typeof m.id === "string" && /^w-[0-9a-f]{8}$/.test(m.id)
        ? { type: "unwaive", ask: m.ask, tab: m.tab, id: m.id }
        : null;
    default: {
      const asked = readWaiverAsk(m);
      return asked === null ? null : { ...asked, tab: m.tab };
    }
  }
}

/**
 * @param {Record<string, unknown>} m
 * @returns {Messages.WaiverAsk | null}
 */
function readWaiverAsk({ type, ask, finding, scope, words, reason, author, until }) {
  if (!isCount(ask) || !isText(finding, 256)) {
    return null;
  }
  if (type === "waiver-choices") {
    return { type, ask, finding };
  }
  const day = until ?? null;
  return type === "waive" && isOneOf(scope, SCOPES) && isText(words, 4_000) && isText(reason, 2_000)
    && isText(author, 200) && (day === null || (typeof day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(day)))
    ? { type, ask, finding, scope, words, reason, author, until: day }
    : null;
}

/**
 * @param {unknown} given
 * @returns {string | null}
 */
function readAddress(given) {
  const url = isText(given, LONGEST_URL) ? URL.parse(given) : null;
  const address = url !== null && (url.protocol === "https:" || isPractice(url)) ? url.origin + url.pathname : null;
  return address !== null && address.length <= LONGEST_ADDRESS ? address : null;
}

/**
 * @param {URL} url
 * @returns {boolean}  whether a practice listing stands there, which the agent itself serves
 */
export function isPractice({ protocol, hostname, port, pathname }) {
  return protocol === "http:" && hostname === "127.0.0.1" && PORTS.includes(Number(port)) && pathname.startsWith("/practice/");
}

/**
 * @param {unknown} m
 * @returns {Messages.FromOptions | null}
 */
export function readOptionsMessage(m) {
  if (!isRecord(m)) {
    return null;
  }
  switch (m.type) {
    case "set":
      return readSettings(m);
    case "pair":
      return isText(m.text, 200) ? { type: "pair", text: m.text } : null;
    case "unpair":
    case "test":
      return { type: m.type };
    default:
      return null;
  }
}

/**
 * @param {Record<string, unknown>} m
 * @returns {Messages.Set | null}
 */
function readSettings(m) {
  /** @type {Messages.Set} */
  const settings = { type: "set" };
  if (isOneOf(m.locale, LOCALES)) {
    settings.locale = m.locale;
  }
  if (m.mercariLink === null || typeof m.mercariLink === "boolean") {
    settings.mercariLink = m.mercariLink;
  }
  return settings;
}

/**
 * @param {unknown} field
 * @returns {Wire.ScreenField | null}
 */
function readField(field) {
  return isOneOf(field, SCREEN_FIELDS) ? field : null;
}

/**
 * @param {unknown} given
 * @returns {Messages.Draft | null}  a field that was not on the page stays absent
 */
function readListing(given) {
  if (!isRecord(given) || !isOneOf(given.platform, PLATFORMS) || !isOneOf(given.page, PAGES)) {
    return null;
  }
  /** @type {Messages.Draft} */
  const listing = { platform: given.platform, page: given.page };
  if (typeof given.marketplace === "string" && /^[a-z]{2}$/.test(given.marketplace)) {
    listing.marketplace = given.marketplace;
  }
  for (const name of TEXTS) {
    const value = given[name] ?? null;
    if (value !== null) {
      if (!isText(value, LONGEST_FIELD)) {
        return null;
      }
      listing[name] = value;
    }
  }
  for (const name of LISTS) {
    const value = given[name] ?? null;
    if (value !== null) {
      const texts = readList(value, MOST_TEXTS, (text) => (isText(text, LONGEST_FIELD) ? text : null));
      if (texts === null) {
        return null;
      }
      listing[name] = texts;
    }
  }
  if (given.images !== null && given.images !== undefined) {
    const images = readList(given.images, MOST_IMAGES, readImage);
    if (images === null) {
      return null;
    }
    listing.images = images;
  }
  return listing;
}

/**
 * @param {unknown} image
 * @returns {{ slot: string, url: string | null } | null}
 */
function readImage(image) {
  if (!isRecord(image) || !isSlot(image.slot)) {
    return null;
  }
  return { slot: image.slot, url: isText(image.url, LONGEST_URL) ? image.url : null };
}

/**
 * @param {unknown} slot
 * @returns {slot is string}
 */
function isSlot(slot) {
  return typeof slot === "string" && /^[A-Z][A-Z0-9]{1,11}$/.test(slot);
}
