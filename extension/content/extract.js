// The page as a draft: which adapter knows it, which fields it should show and which were found.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const FIELD_ORDER = /** @type {const} */ ([
    "title", "highlights", "bullets", "description", "search_terms", "brand", "manufacturer", "model", "gtin",
    "gtin_type", "asin", "sku", "price", "category", "condition", "shipping_method", "shipping_payer", "ship_from",
    "messages", "images",
  ]);
  // The limits of agent/listing.py: the agent refuses a listing that goes beyond them.
  const MAX_TEXT = 50_000;
  const MAX_ENTRIES = 50;
  const MAX_IMAGES = 60;
  const MAX_URL = 4096;
  const SLOT = /^[A-Z][A-Z0-9]{1,11}$/;

  /** @param {DraftListing} listing @param {readonly Wire.ScreenField[]} shown @returns {Draft} */
  function draft(listing, shown) {
    const found = FIELD_ORDER.filter((field) => listing[field] !== undefined && listing[field] !== null);
    return { listing, found, expected: FIELD_ORDER.filter((field) => shown.includes(field) || found.includes(field)) };
  }

  /** @param {number} index Amazon's names serve for every site: MAIN, PT01, PT02 … */
  function slotName(index) {
    return index === 0 ? "MAIN" : `PT${String(index).padStart(2, "0")}`;
  }

  /** @param {string} text Half a surrogate pair cannot be sent; its replacement keeps every offset. */
  function sendable(text) {
    const whole = text.toWellFormed();
    return whole.length <= MAX_TEXT ? whole : [...whole].slice(0, MAX_TEXT).join("");
  }

  /** @param {DraftListing} listing @returns {DraftListing} */
  function withinLimits(listing) {
    const texts = Object.entries(listing).map(([name, value]) => [name, typeof value === "string" ? sendable(value) : value]);
    /** @type {DraftListing} */
    const limited = Object.fromEntries(texts);
    if (listing.bullets) limited.bullets = listing.bullets.slice(0, MAX_ENTRIES).map(sendable);
    if (listing.messages) limited.messages = listing.messages.slice(0, MAX_ENTRIES).map(sendable);
    if (listing.images) {
      const images = listing.images.filter(({ slot, url }) => SLOT.test(slot) && (url ?? "").length <= MAX_URL);
      limited.images = images.slice(0, MAX_IMAGES);
    }
    return limited;
  }

  function extract() {
    const url = new URL(location.href);
    const adapter = tenken.sites.find((site) => site.page(url, document) !== null);
    if (!adapter) return null;
    const { listing, expected, found } = adapter.extract(document, url);
    return { adapter, draft: { listing: withinLimits(listing), expected, found } };
  }

  tenken.draft = draft;
  tenken.slotName = slotName;
  tenken.extract = extract;
})();
