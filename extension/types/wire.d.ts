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
    | "condition"
    | "shipping_method"
    | "shipping_payer"
    | "ship_from"
    | "messages";

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
    | "shipping_method"
    | "shipping_payer"
    | "ship_from"
    | "messages"
    | "images";

  type Side = "top" | "right" | "bottom" | "left";

  type Place = "ground" | "badge" | "product" | "unclear";

  type Outcome = "violation" | "incomplete" | "pass" | "inapplicable" | "error";

  type Remark = "violation" | "incomplete" | "error";

  type Severity = "error" | "warning" | "info";

  type Phase = "text" | "image" | "read";

  type Reason =
    | "image-pending"
    | "image-unavailable"
    | "image-unreadable"
    | "image-text-pending"
    | "image-text-failed"
    | "name-not-read"
    | "print-or-overlay"
    | "program-unknown"
    | "marketplace-unknown"
    | "counting-unclear"
    | "judgement-needed"
    | "data-missing"
    | "not-measured";

  type Consequence = "listing_suppressed" | "search_suppressed" | "removed" | "account_at_risk";

  type Group =
    | "claim"
    | "law"
    | "characters"
    | "length"
    | "missing"
    | "style"
    | "picture"
    | "identifier"
    | "language"
    | "consistency"
    | "offer";

  type Locale = "zh" | "ja" | "en";

  type Scope = "place" | "listing" | "shop" | "everywhere";

  type Mode = "normal" | "hidden" | "hunt";

  type AttemptVerdict = "found" | "already-found" | "wrong-reason" | "wrong-place" | "too-late";

  type QuestionKind = "fine" | "rule" | "fix";

  type SpotlightState = "none" | "shown" | "changed" | "not-on-page";

  type PointerState = "none" | "shown" | "not-on-page";

  /** How the item is sold in this store. */
  interface Offer {
    /** As the inventory shows it: Active, Inactive, Incomplete, 停止中 … */
    status?: string | null;
    /** Whether Amazon's listing status holds BUYABLE. */
    buyable?: boolean | null;
    quantity?: number | null;
    fulfilment?: "amazon" | "seller" | null;
    /** Units in Amazon's warehouse that can be sold. */
    fulfillable?: number | null;
    /** Units on their way to Amazon's warehouse. */
    inbound?: number | null;
    /** Delivery template or method. */
    delivery?: string | null;
    /** Stores that have an offer of this item. */
    stores?: string[] | null;
    /** Days since the last sale or restock. */
    idle_days?: number | null;
    featured_offer_lost_hours?: number | null;
  }

  /** One entry of Amazon's `issues[]` (Listings Items API), or an error shown on the page. */
  interface Issue {
    code: string;
    message?: string;
    severity?: string | null;
    /** `LISTING_SUPPRESSED`, `SEARCH_SUPPRESSED`, `ATTRIBUTE_SUPPRESSED` … */
    enforcements?: string[];
  }

  /** Another listing as far as it is known: a relative, one of the seller's own, or one in the catalogue. */
  interface Record {
    sku?: string | null;
    asin?: string | null;
    gtin?: string | null;
    brand?: string | null;
    model?: string | null;
    title?: string | null;
    platform?: Platform | null;
    marketplace?: string | null;
    /** Category node or path. */
    node?: string | null;
    product_type?: string | null;
    price?: string | null;
    /** Value of each attribute of the variation theme, for example `{"colour": "Red", "size": "M"}`. */
    variation?: { [name: string]: string };
    pack_count?: number | null;
    packed_by_manufacturer?: boolean | null;
    attributes?: { [name: string]: string };
    /** SHA-256 or another fingerprint of the main image. */
    main_image?: string | null;
  }

  /** A variation family: one parent and its children, this listing among them. */
  interface Family {
    /** What this listing is in it. */
    role: "parent" | "child";
    /** Names of the attributes that vary. */
    theme?: string[] | null;
    parent?: Record | null;
    children?: Record[];
  }

  /** Numbers and marks of conformity; an empty text says that there is none. */
  interface Certificates {
    pse?: string | null;
    /** The PSE number that the Amazon listing gives. */
    pse_amazon?: string | null;
    /** The PSE number on the product's own label. */
    pse_label?: string | null;
    telec?: string | null;
    jis?: string | null;
    jfda?: string | null;
    trademark_jp?: string | null;
    medical_device?: string | null;
  }

  /** An approved GTIN exemption, word for word. */
  interface Exemption {
    brand: string;
    category?: string | null;
  }

  /** The shop behind the listing; the shop's settings usually say it once for all listings. */
  interface Seller {
    shop_name?: string | null;
    /** Legal form as registered, for example 株式会社. */
    entity?: string | null;
    /** Whether the brand is in Amazon's Brand Registry. */
    brand_registered?: boolean | null;
    brand_owner?: boolean | null;
    gtin_exemption?: Exemption | null;
    /** Where the codes were got: `gs1` or a reseller's name. */
    gtin_source?: string | null;
    target_stores?: string[] | null;
    /** Countries that have a return address. */
    return_addresses?: string[] | null;
    new_listings_7_days?: number | null;
    /** Items of the mail-order disclosure that the shop page holds. */
    disclosures?: string[] | null;
    mercari_partner?: boolean | null;
    /** Whether Amazon has approved any GTIN exemption; `gtin_exemption` holds the words of one. */
    gtin_exempt?: boolean | null;
  }

  /** The Mercari ASIN link of this listing. */
  interface Link {
    /** The Amazon store whose ASIN is linked. */
    source_store?: string | null;
    amazon_status?: string | null;
    amazon_status_hours?: number | null;
    amazon_price?: number | null;
    lead_time_proof?: boolean | null;
    category_score?: number | null;
    /** Amazon's category when the mapping was made. */
    mapped_node?: string | null;
    /** Amazon's category now. */
    amazon_node?: string | null;
    hours_since_sync?: number | null;
    sync_success?: number | null;
    price_deviation?: number | null;
    image_compliance?: number | null;
    /** Codes of the sync log: `E-403`, `E-501` … */
    errors?: string[] | null;
    /** Headings of the bulk upload's file. */
    csv_columns?: string[] | null;
    csv_rows?: number | null;
    /** ASINs that stand in it more than once. */
    csv_repeated?: string[] | null;
    manual_ja?: boolean | null;
    label_photo?: boolean | null;
  }

  /** Figures of the account's reports. */
  interface Metrics {
    conversion_30_days?: number | null;
    top_of_search_share?: number | null;
    inventory_index?: number | null;
    on_time_delivery?: number | null;
  }

  /** A responsible person, manufacturer or trader; an empty text says that it is not given. */
  interface Party {
    name?: string | null;
    address?: string | null;
    /** E-mail or web address. */
    contact?: string | null;
  }

  /** A field's own limit in the store's product type definition, which goes before ours. */
  interface Limit {
    max_characters?: number | null;
    max_bytes?: number | null;
  }

  /** All that is known beside the page. */
  interface Context {
    offer?: Offer | null;
    issues?: Issue[] | null;
    family?: Family | null;
    /** The seller's other listings, on any platform. */
    own?: Record[] | null;
    /** What the marketplaces' catalogues hold under this item's codes; empty when looked up in vain. */
    catalogue?: Record[] | null;
    certificates?: Certificates | null;
    /**
     * Kinds of documents at hand.
     *
     * Proofs: `fda`, `ce-declaration`, `ccc`, `un-r129`, `cpc`, `test-report`,
     * `medical-device-licence`. For a support case: `error-screenshot`, `photo-front`, `photo-back`
     * (both with the barcode and the brand), `photo-packed`, `photo-unpacked`, `photo-unfolded`.
     */
    documents?: string[] | null;
    /** Batch id of the file upload that this listing came in; empty when that is not known any more. */
    feed?: string | null;
    seller?: Seller | null;
    link?: Link | null;
    metrics?: Metrics | null;
    /** This listing before the edit. */
    previous?: Record | null;
    responsible_person?: Party | null;
    manufacturer?: Party | null;
    trader?: Party | null;
    /** The product's short Japanese name as its package prints it; goes before what the title suggests. */
    product_name?: string | null;
    node_is_leaf?: boolean | null;
    product_type?: string | null;
    /** Attributes of the store's form by name: `colour`, `size`, `unit_count`, `battery_type` … */
    attributes?: { [name: string]: string } | null;
    /** Limits by field name, from the product type definition. */
    limits?: { [name: string]: Limit } | null;
  }

  /** One picture of the listing, in gallery order. */
  interface ListingImage {
    /** `MAIN`, `PT01` … as Amazon names them; the first picture of any other site is `MAIN`. */
    slot: string;
    url?: string | null;
    /** SHA-256 of the bytes, once they have been handed to the agent. */
    digest?: string | null;
    /** Its bytes cannot be had: nobody waits for them. */
    unavailable?: boolean;
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
    /** Other platforms that this same listing is to be published on; it is judged as each of them. */
    also?: Platform[];
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
    /** How it is sent, for example `らくらくメルカリ便`. */
    shipping_method?: string | null;
    /** Who pays the postage: `送料込み(出品者負担)` or `着払い(購入者負担)`. */
    shipping_payer?: string | null;
    /** Where it is sent from: a prefecture, or `未定`. */
    ship_from?: string | null;
    /** The site's own errors and warnings as the page shows them; absent while it shows none. */
    messages?: string[] | null;
    images?: ListingImage[] | null;
    /** What the page does not show and a file or the shop's settings told. */
    context?: Context;
  }

  /** A rectangle on a picture, as fractions of its width and height, from the top left corner. */
  interface Region {
    x: number;
    y: number;
    width: number;
    height: number;
  }

  /**
   * What surrounds the product: connected to the picture's edge and bright (every channel at least 245).
   *
   * Shares are of the pixels that are judged: those at least 16 pixels from the product, where a JPEG leaves
   * pure white as it was; of the ring along the edge (2 % of the short side) where there is no such ground.
   */
  interface GroundFacts {
    /** Of the picture's area, how much is such ground. */
    share: number;
    /** Judged pixels that are exactly (255, 255, 255). */
    white_share: number;
    /** Judged pixels whose every channel is at least 250. */
    near_white_share: number;
    /** Median colour of the judged pixels that are not pure white; white if all are. */
    colour: [number, number, number];
    /** By how many levels this JPEG's coarseness alone may darken pure white; 0 for other formats. */
    tolerance: number;
    /** Where the judged pixels are not pure white: at most 64 rectangles that do not overlap. */
    stains: Region[];
  }

  /** What stands on the ground, after specks are left out. */
  interface ProductFacts {
    /** Around all of it. */
    box: Region;
    /** Around each large separate part, the largest first, at most 12. */
    parts: Region[];
    /** Sides of the picture that it reaches. */
    touches: Side[];
  }

  /** A thin line of one colour along at least three sides. */
  interface FrameFacts {
    sides: Side[];
    /** Pixels. */
    thickness: number;
    /** Pixels between the picture's edge and the line. */
    inset: number;
    colour: [number, number, number];
    /** Around the line's outer edge. */
    region: Region;
  }

  /** How much fine detail the product has. */
  interface SharpnessFacts {
    /** Share of the detail that a round trip through half the size loses; an enlarged picture has little. */
    detail: number;
    /** Variance of the Laplacian on the product, at 1,000 pixels. */
    variance: number;
  }

  /** Signs of a watermark, never a proof. */
  interface WatermarkFacts {
    kind: "slanted-lines" | "faint-marks";
    count: number;
    region: Region;
  }

  /** One line that was read, horizontal or vertical. */
  interface TextLine {
    text: string;
    /** The recogniser's mean confidence. */
    score: number;
    region: Region;
    vertical: boolean;
    place: Place;
    /** Around the whole badge that it stands on. */
    badge: Region | null;
    /** What else could stand there; steps that surely are none are left out. Empty where nobody needs it. */
    lattice: [string, number][][];
  }

  /** The lines that were read, from top to bottom; `error` when reading failed, which is not "no text". */
  interface TextFacts {
    lines: TextLine[];
    /** `failed`: the reading process died or took too long, which says nothing about the picture. */
    error: "failed" | null;
  }

  /** What was measured of one picture; `error` instead of measures when it could not be read. */
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
    ground: GroundFacts | null;
    /** `null` where no ground tells it from what surrounds it. */
    product: ProductFacts | null;
    frame: FrameFacts | null;
    sharpness: SharpnessFacts | null;
    watermark: WatermarkFacts | null;
    /** Difference hash, 64 bits; pictures that look alike differ in few bits. */
    likeness: string | null;
    /** `null` until it was read: measures come first. */
    text: TextFacts | null;
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
   * hands the bytes to `POST /v1/images` and sends the same revision again with the digests. While the
   * text of the main image is being read the phase is `image`; the agent sends the report of the same
   * revision again when that is done, unless the page has sent another one since.
   */
  interface Audit {
    type: "audit";
    /** Chosen by the extension, one a browser tab; echoed, never interpreted. */
    page: string;
    /** Grows with every edit of the page; answers to older revisions are dropped. */
    revision: number;
    locale: Locale;
    listing: Listing;
    address?: string | null;
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
    /** Parts of `region` to be hatched. */
    areas?: Region[];
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
    outcome: Remark;
    severity: Severity;
    target: WireTarget;
    /** The fault in a few words. */
    title: string;
    /** What is wrong here, with its numbers. */
    message: string;
    /** Why it matters and what to do. */
    help: string;
    /** Why it cannot be told, for `incomplete` and `error`. */
    reason: string | null;
    /** Whether there is nothing to draw: a later phase of this revision tells, or nobody has the picture. */
    pending?: boolean;
    consequence: Consequence | null;
    sources: Source[];
    fix: Fix | null;
    /** That it was waived until a day that is over, by whom and why. */
    lapsed?: string | null;
  }

  /** One waiver that concerns findings of this listing, in the reader's language. */
  interface WaivedHere {
    id: string;
    rule: string;
    /** Of the rule. */
    title: string;
    /** What it covers. */
    reach: string;
    reason: string;
    author: string;
    /** The last day it holds; without, it holds until it is taken back. */
    until: string | null;
    /** Its findings are told again. */
    expired: boolean;
    /** How many of this listing. */
    findings: number;
  }

  /**
   * The verdict on one revision of one page.
   *
   * A rule that found nothing has no annotation: it is one of those `passed`, or `inapplicable`.
   */
  interface ReportMessage {
    type: "report";
    page: string;
    revision: number;
    phase: Phase;
    ruleset: string;
    /** How many rules found nothing. */
    passed: number;
    /** How many rules do not speak of this listing, or lack the field they read. */
    inapplicable: number;
    annotations: Annotation[];
    /** What was found here and is no problem, or was none until its waiver expired. */
    waived?: WaivedHere[];
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
    address?: string | null;
  }

  /**
   * Answer of `POST /v1/check`.
   *
   * With phase `text`, hand the named pictures to `POST /v1/images` and ask again; with phase `image`,
   * the main image's text is being read: ask again a second later.
   */
  interface CheckResponse {
    phase: Phase;
    ruleset: string;
    passed: number;
    inapplicable: number;
    annotations: Annotation[];
    waived?: WaivedHere[];
  }

  /** Answer of `POST /v1/images`: the digest to name in a listing, and what was measured. */
  interface ImageResponse {
    digest: string;
    facts: ImageFacts;
  }

  /** Body of `POST /v1/waivers/choices`: how a finding of this listing can be waived. */
  interface WaiverQuestion {
    listing: Listing;
    locale?: Locale;
    address?: string | null;
    /** The annotation's id. */
    finding: string;
  }

  /** One entry of the menu. */
  interface WaiverChoice {
    scope: Scope;
    /** What it covers, in the reader's language. */
    words: string;
  }

  /** Answer of `POST /v1/waivers/choices`: the entries, the narrowest first. */
  interface WaiverChoices {
    choices: WaiverChoice[];
    /** Who is named when the request names nobody: the agent's system user. */
    author: string;
  }

  /** Body of `POST /v1/waivers`: say that a finding is no problem. */
  interface WaiverRequest {
    listing: Listing;
    locale?: Locale;
    address?: string | null;
    finding: string;
    scope: Scope;
    /** The entry as it was shown: refused when it says something else now, for the listing is another. */
    words?: string | null;
    reason: string;
    author?: string | null;
    /** The last day it holds. */
    until?: string | null;
  }

  /** Answer of `POST /v1/waivers`. */
  interface WaiverSaved {
    id: string;
    /** What it covers, in the reader's language. */
    reach: string;
  }

  /** Answer of `DELETE /v1/waivers/{id}`. */
  interface WaiverRemoved {
    id: string;
  }

  /** One of several, in the reader's language. */
  interface Choice {
    id: string;
    words: string;
  }

  /** A finding that is revealed, with its number in the trainer's order. */
  interface Shown {
    id: string;
    number: number;
  }

  /** What the trainer points at: a field (`index`: which bullet or picture), or a region of a picture. */
  interface Pointer {
    field: ScreenField;
    index?: number | null;
    region?: Region | null;
  }

  /** One question of a quiz; the page never gets the answer with it. */
  interface Question {
    id: string;
    kind: QuestionKind;
    /** Whose place the question is drawn at; `null`: in the middle. */
    finding: string | null;
    /** The passage it is about: what to judge, or what to mend. */
    text: string;
    start: number | null;
    /** UTF-16 offsets of the words in question within `text`, where there are some. */
    end: number | null;
    /** What is asked, in the reader's language. */
    prompt: string;
    /** Empty for `fix`: the answer is a text. */
    choices: Choice[];
  }

  /** All that a page shows of a lesson now; a newer one replaces it. Sent again after a restart. */
  interface Stage {
    type: "stage";
    page: string;
    /** Grows; an older one is dropped. */
    number: number;
    mode: Mode;
    learner: string;
    shown: Shown[];
    /** Is drawn although not in `shown`. */
    spotlight: string | null;
    pointer: Pointer | null;
    /** What the learner of this page found in the hunt. */
    found: string[];
    wrong: number;
    /** How many there are to be found; `null` while no hunt is on. */
    total: number | null;
    /** What a learner can pick in a hunt; the ids are groups of rules. */
    reasons: Choice[];
    question: Question | null;
  }

  /** The verdict on an attempt; it is on disk. */
  interface Attempted {
    type: "attempted";
    page: string;
    id: string;
    verdict: AttemptVerdict;
    finding: string | null;
  }

  /** The verdict on an answer; it is on disk. */
  interface Answered {
    type: "answered";
    page: string;
    question: string;
    id: string;
    right: boolean;
    /** Which answer is right and why, in the reader's language; empty where it may be tried again. */
    words: string;
  }

  /** Where a learner sees a fault: words of a field (UTF-16 offsets), a field, or a region of a picture. */
  interface AttemptPlace {
    field: ScreenField;
    index?: number | null;
    start?: number | null;
    end?: number | null;
    region?: Region | null;
  }

  /** A learner says: here is a fault, and of this group. */
  interface Attempt {
    type: "attempt";
    page: string;
    /** Of the listing that the learner saw. */
    revision: number;
    id: string;
    place: AttemptPlace;
    reason: Group;
  }

  /** A learner's answer to a question: the id of a choice, or the mended text. */
  interface Answer {
    type: "answer";
    page: string;
    question: string;
    id: string;
    answer: string;
  }

  /** The learner at this page says their name. */
  interface Join {
    type: "join";
    page: string;
    learner: string;
  }

  /** What came of a stage on the page; the console shows it. */
  interface Staged {
    type: "staged";
    page: string;
    number: number;
    spotlight: SpotlightState;
    pointer: PointerState;
  }

  /** The page was closed or shows no listing any more. */
  interface Gone {
    type: "gone";
    page: string;
  }

  /** Answer of `POST /v1/console/codes` (role `cli`). */
  interface ConsoleOffer {
    code: string;
    seconds: number;
  }

  /** Body of `POST /v1/console/sessions` (from the console's own origin, no credential). */
  interface ConsoleRequest {
    code: string;
  }

  /** Answer of `POST /v1/console/sessions`: the bearer of role `console`, good after a restart, too. */
  interface ConsoleSession {
    token: string;
  }

  /** First message; nothing is answered before. */
  interface ConsoleHello {
    type: "hello";
    token: string;
    locale: Locale;
  }

  /** Send `PageView` of this page from now on, and of no other; `null`: of none. */
  interface Watch {
    type: "watch";
    page: string | null;
  }

  /** What a page shows from now on, as a whole. Entering `hunt` begins a run with the findings of now. */
  interface Direct {
    type: "direct";
    page: string;
    mode: Mode;
    /** The trainer's order; what it leaves out follows in the page's order. */
    order?: string[];
    revealed?: string[];
    spotlight?: string | null;
    pointer?: Pointer | null;
  }

  /** Who sits at a page. */
  interface Name {
    type: "name";
    page: string;
    learner: string;
  }

  /** Ask the learner at a page about a finding; begins a run if none is on. */
  interface Ask {
    type: "ask";
    page: string;
    finding: string;
    kind: QuestionKind;
  }

  /** Take the question back. */
  interface Unask {
    type: "unask";
    page: string;
  }

  /** The run on this page is over; its recap can be read. The page goes back to `normal`. */
  interface Finish {
    type: "finish";
    page: string;
  }

  /** The token was good. */
  interface ConsoleReady {
    type: "ready";
    agent_version: string;
    /** Every group of rules, by name. */
    groups: Choice[];
  }

  /** One live page. */
  interface PageSummary {
    page: string;
    /** Short, for people; the same as long as the page lives. */
    number: number;
    /** What the list of pairings calls the browser. */
    browser: string;
    platform: Platform;
    marketplace: string | null;
    address: string | null;
    /** Begin of the listing's title, or empty. */
    title: string;
    /** Title of the lesson whose practice page it is. */
    lesson: string | null;
    learner: string;
    mode: Mode;
    /** Violations now. */
    findings: number;
    run: string | null;
    found: number;
    wrong: number;
    total: number | null;
  }

  /** Every live page, oldest first; sent whenever one of them changed. */
  interface PageList {
    type: "pages";
    pages: PageSummary[];
  }

  /** One text of the listing as the page shows it. */
  interface FieldText {
    field: ScreenField;
    index: number | null;
    text: string;
  }

  /** One picture of the listing. */
  interface PictureView {
    index: number;
    slot: string;
  }

  /** One attempt of a hunt. */
  interface AttemptView {
    /** Since the run began. */
    seconds: number;
    place: AttemptPlace;
    /** The words at `place`, if any. */
    quote: string;
    reason: Group;
    verdict: AttemptVerdict;
    finding: string | null;
  }

  /** One answer of a quiz. */
  interface AnswerView {
    /** From the question to the answer. */
    seconds: number;
    kind: QuestionKind;
    finding: string;
    tries: number;
    right: boolean;
  }

  /** The run that is on. */
  interface RunView {
    id: string;
    started: string;
    /** What is to be found: the violations when the run began (a practice page's: the planted ones). */
    key: string[];
    found: string[];
    /** The newest last. */
    attempts: AttemptView[];
    answers: AnswerView[];
  }

  /** All about one page; sent whenever something of it changed. Findings are in the console's language. */
  interface PageView {
    type: "view";
    page: string;
    revision: number;
    /** `null`: not judged yet. */
    phase: Phase | null;
    fields: FieldText[];
    pictures: PictureView[];
    /** In the page's order. */
    annotations: Annotation[];
    /** Of each annotation, in the same order. */
    groups: Group[];
    mode: Mode;
    order: string[];
    revealed: string[];
    spotlight: string | null;
    pointer: Pointer | null;
    /** `changed`: the text it speaks of is another one now, nothing is drawn. */
    spotlight_state: SpotlightState;
    pointer_state: PointerState;
    question: Question | null;
    run: RunView | null;
  }

  /** The page that is watched was closed. */
  interface PageGone {
    type: "gone";
    page: string;
  }

  /** A message of the console was not obeyed; the socket stays open. */
  interface ConsoleRefusal {
    type: "refused";
    page: string | null;
    /** `changed`: the finding is not among the page's any more. `store`: the disk refused. */
    code: "bad-message" | "gone" | "changed" | "nothing-to-find" | "store" | "failed";
    message: string;
  }

  /** One lesson that the agent can serve as a practice page. */
  interface LessonEntry {
    id: string;
    title: string;
    site: Platform;
    faults: number;
    added: string;
    /** Of its practice page on this agent: `/practice/<id>`. */
    path: string;
  }

  /** Answer of `GET /v1/lessons`, newest first. */
  interface LessonList {
    lessons: LessonEntry[];
  }

  /** One run. */
  interface RunEntry {
    id: string;
    learner: string;
    /** Of the lesson, or of the listing on a real page. */
    title: string;
    started: string;
    ended: string | null;
    found: number;
    total: number;
    wrong: number;
  }

  /** Answer of `GET /v1/runs`, newest first, at most 200. */
  interface RunList {
    runs: RunEntry[];
  }

  /** How one learner does with one group of rules. */
  interface GroupProgress {
    group: Group;
    /** Its name in the language asked for. */
    words: string;
    /** Faults and questions of the group that the learner met. */
    asked: number;
    right: number;
    last: string;
    /** A week has passed, or the last time went wrong. */
    due: boolean;
  }

  /** One learner, the weakest group first. */
  interface LearnerProgress {
    learner: string;
    groups: GroupProgress[];
  }

  /** Answer of `GET /v1/progress`, by name. */
  interface ProgressList {
    learners: LearnerProgress[];
  }

  /** Answer of the `DELETE` routes of lessons, runs and learners. */
  interface Removed {
    removed: number;
  }

  type ClientMessage = Audit | Ping | Attempt | Answer | Join | Staged | Gone;

  type AgentMessage = ReportMessage | ErrorMessage | Pong | Stage | Attempted | Answered;

  type ConsoleMessage = Watch | Direct | Name | Ask | Unask | Finish | Ping;

  type ToConsole = ConsoleReady | PageList | PageView | PageGone | ConsoleRefusal | Pong;
}
