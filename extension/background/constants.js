/** Generated from agent/ by `python3 scripts/generate.py`. Do not edit. */

/** Version of the messages; both sides must speak the same. */
export const PROTOCOL = 1;
/** Ports of the agent, in the order they are tried; the manifest allows no others. */
export const PORTS = Object.freeze([8765, 8766, 8767, 8768]);
/** A `ping` is sent this often. */
export const KEEPALIVE_SECONDS = 20;
/** Why the agent closed a socket. */
export const CLOSE_CODES = Object.freeze({
  UNAUTHORISED: 4401,
  REVOKED: 4403,
  VERSION: 4406,
  RATE: 4429,
  BUSY: 4503,
});
/** Every field a finding may point at, in the order of the listing. */
export const SCREEN_FIELDS = Object.freeze(
  /** @type {Wire.ScreenField[]} */ ([
    "title",
    "highlights",
    "bullets",
    "description",
    "search_terms",
    "brand",
    "manufacturer",
    "model",
    "gtin",
    "gtin_type",
    "asin",
    "sku",
    "price",
    "category",
    "condition",
    "shipping_method",
    "shipping_payer",
    "ship_from",
    "messages",
    "images",
  ]),
);
/** Every group of rules. */
export const GROUPS = Object.freeze(
  /** @type {Wire.Group[]} */ ([
    "claim",
    "law",
    "characters",
    "length",
    "missing",
    "style",
    "picture",
    "identifier",
    "language",
    "consistency",
    "offer",
  ]),
);
