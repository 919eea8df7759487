/** Generated from agent/ by `python3 scripts/generate.py`. Do not edit. */
declare namespace Wire {
  type Platform = "amazon" | "mercari" | "mercari-shops";

  type Page = "edit" | "create" | "public" | "file";

  type TextField =
    | "title"
    | "highlights"
    | "bullets"
    | "description"
    | "search_terms"
    | "brand"
    | "manufacturer"
    | "model"
    | "gtin"
    | "gtin_type"
    | "asin"
    | "sku"
    | "price"
    | "category"
    | "condition";

  type ScreenField =
    | "title"
    | "highlights"
    | "bullets"
    | "description"
    | "search_terms"
    | "brand"
    | "manufacturer"
    | "model"
    | "gtin"
    | "gtin_type"
    | "asin"
    | "sku"
    | "price"
    | "category"
    | "condition"
    | "images";

  type Outcome = "violation" | "incomplete" | "pass" | "inapplicable" | "error";

  type Severity = "error" | "warning" | "info";

  type Phase = "text" | "image";

  type Reason =
    | "image-pending"
    | "image-unreadable"
    | "program-unknown"
    | "marketplace-unknown"
    | "counting-unclear"
    | "judgement-needed";

  type Consequence = "listing_suppressed" | "search_suppressed" | "removed" | "account_at_risk";

  type Locale = "zh" | "ja" | "en";

  /** One picture of the listing, in gallery order. */
  interface ListingImage {
    /** `MAIN`, `PT01` … as Amazon names them; the first picture of any other site is `MAIN`. */
    slot: string;
    url?: string | null;
    /** SHA-256 of the bytes, once they have been handed to the agent. */
    digest?: string | null;
  }

  /**
   * A listing as read: a field that is `null` was not on the page, `""` was there and empty.
   *
   * The two are never conflated: Seller Central shows one tab's fields at a time, so an absent
   * title is not a missing title.
   */
  interface Listing {
    platform: Platform;
    /** Two-letter store (`jp`, `us`, `de`, `uk`); `null` when the page does not tell. */
    marketplace?: string | null;
    page?: Page;
    /** Whether Mercari's ASIN linking feeds from or to this listing; `null` when nobody said. */
    mercari_link?: boolean | null;
    title?: string | null;
    highlights?: string | null;
    bullets?: string[] | null;
    description?: string | null;
    search_terms?: string | null;
    brand?: string | null;
    manufacturer?: string | null;
    model?: string | null;
    gtin?: string | null;
    gtin_type?: string | null;
    asin?: string | null;
    sku?: string | null;
    /** As shown or typed, for example `¥2,480`. */
    price?: string | null;
    /** Path from root to leaf, joined by ` > `. */
    category?: string | null;
    condition?: string | null;
    images?: ListingImage[] | null;
  }

  /** A rectangle on an image, as fractions of its width and height, from the top left corner. */
  interface Region {
    x: number;
    y: number;
    width: number;
    height: number;
  }

  /** What the ring along the picture's edge is made of. */
  interface BorderFacts {
    /** Width of the ring in pixels (2 % of the short side, at least 1). */
    ring: number;
    /** Share of ring pixels that are exactly (255, 255, 255), 0 to 1. */
    white_share: number;
    /** Share of ring pixels whose every channel is at least 250, 0 to 1. */
    near_white_share: number;
    /** Median colour (R, G, B) of the ring pixels that are not pure white; white if all are. */
    colour: [number, number, number];
    /** Where the ring is not white: up to four stretches, one a side. */
    regions: Region[];
  }

  /** What was measured of one image; `error` instead of measures when it could not be read. */
  interface ImageFacts {
    digest: string;
    bytes: number;
    /**
     * `unreadable`: no picture in these bytes; `too-large`: refused by its size before decoding;
     * `failed`: the measuring process died or took too long, which says nothing about the picture.
     */
    error: "unreadable" | "too-large" | "failed" | null;
    /** `JPEG`, `PNG`, `WEBP`, `GIF`, `TIFF` as decoded, whatever the name says. */
    format: string | null;
    /** Pillow's colour mode of the file (`RGB`, `CMYK`, `P` …). */
    mode: string | null;
    /** Pixels as shown, with the camera's orientation applied; so is `height`. */
    width: number | null;
    height: number | null;
    /** Whether a pixel is not opaque; the picture is then measured as it looks on white. */
    transparent: boolean;
    /** Whether there are more frames than the first, the only one that is measured. */
    animated: boolean;
    border: BorderFacts | null;
  }

  /** First message of the extension; nothing else is sent until the agent has proved the key. */
  interface Hello {
    type: "hello";
    v: number;
    /** `null` while pairing: the key is then the one-time pairing string. */
    client_id: string | null;
    nonce_c: string;
  }

  /** The agent's nonce and its proof of the key. */
  interface Challenge {
    type: "challenge";
    nonce_s: string;
    agent_id: string;
    /** The id the client has, or is given by this pairing. */
    client_id: string;
    proof: string;
  }

  /** The extension's proof of the key. */
  interface Auth {
    type: "auth";
    proof: string;
  }

  /** What one client may send. */
  interface Limits {
    message_bytes: number;
    image_bytes: number;
    messages_per_second: number;
  }

  /** The handshake is done; `session_token` is the bearer of the HTTP routes. */
  interface Ready {
    type: "ready";
    session_token: string;
    agent_version: string;
    limits: Limits;
  }

  /**
   * Judge this listing. Idempotent: the same message gets the same report.
   *
   * The answer's phase is `text` while an image has no digest or is not measured; the extension
   * hands the bytes to `POST /v1/images` and sends the same revision again with the digests.
   */
  interface Audit {
    type: "audit";
    /** Chosen by the extension, one a browser tab; echoed, never interpreted. */
    page: string;
    /** Grows with every edit of the page; answers to older revisions are dropped. */
    revision: number;
    locale: Locale;
    listing: Listing;
  }

  /** Keeps the extension's worker alive. */
  interface Ping {
    type: "ping";
  }

  /** Where an annotation points; a span counts UTF-16 code units and quotes what it covers. */
  interface WireTarget {
    field: ScreenField | null;
    index: number | null;
    start: number | null;
    end: number | null;
    quote: string | null;
    region: Region | null;
  }

  /** Where a rule comes from and how sure that is. */
  interface Source {
    title: string;
    url: string | null;
    confidence: "official" | "seed" | "third-party" | "house";
    /** Date (ISO 8601) of the text that was read. */
    seen: string;
  }

  /** Put `text` where `target` is, if its quote still stands there. */
  interface Fix {
    label: string;
    target: WireTarget;
    text: string;
  }

  /** One finding, ready to be drawn, in the reader's language. */
  interface Annotation {
    /** The same for the same rule, place and quoted text in the next report. */
    id: string;
    rule: string;
    outcome: Outcome;
    severity: Severity;
    target: WireTarget;
    /** The fault in a few words. */
    title: string;
    /** What is wrong here, with its numbers; a rule that passed has no message, help or sources. */
    message: string;
    /** Why it matters and what to do. */
    help: string;
    /** Why it cannot be told, for `incomplete` and `error`. */
    reason: string | null;
    consequence: Consequence | null;
    sources: Source[];
    fix: Fix | null;
  }

  /** The verdict on one revision of one page; every rule that ran has at least one annotation. */
  interface ReportMessage {
    type: "report";
    page: string;
    revision: number;
    phase: Phase;
    ruleset: string;
    annotations: Annotation[];
  }

  /** The message of that page and revision was refused; the socket stays open. */
  interface ErrorMessage {
    type: "error";
    page: string | null;
    revision: number | null;
    code: "bad-message" | "busy" | "timed-out" | "failed";
    message: string;
  }

  /** Answer to `ping`. */
  interface Pong {
    type: "pong";
  }

  /** Body of `POST /v1/check`: the same verdict as live, for scripts. */
  interface CheckRequest {
    listing: Listing;
    locale?: Locale;
  }

  /** Answer of `POST /v1/check`. */
  interface CheckResponse {
    phase: Phase;
    ruleset: string;
    annotations: Annotation[];
  }

  /** Answer of `POST /v1/images`: the digest to name in a listing, and what was measured. */
  interface ImageResponse {
    digest: string;
    facts: ImageFacts;
  }

  type ClientMessage = Audit | Ping;

  type AgentMessage = ReportMessage | ErrorMessage | Pong;
}
