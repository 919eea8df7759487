/**
 * What the page-reading half of the content scripts offers to the drawing half. Other declaration
 * files add their own members to `Tenken` by declaring the interface again.
 */

/** The text of an element as a reader sees it. Offsets count UTF-16 code units of `text`. */
interface ReadText {
  readonly text: string;
  /**
   * The document range behind `text.slice(start, end)`; `null` when the offsets are out of range, when only
   * characters that stand in no text node are covered (a line break between two blocks), or when the page has
   * changed since the text was read.
   */
  range(start: number, end: number): Range | null;
}

/** Where a field stands on the page. */
type Place =
  /** `host` is the site's element (kat-*), or the control itself. */
  | { kind: "control"; control: HTMLInputElement | HTMLTextAreaElement; host: Element }
  | { kind: "static"; element: Element; text: ReadText }
  | { kind: "image"; element: HTMLImageElement };

/** The listing without what only the operator knows. */
type DraftListing = Omit<Wire.Listing, "mercari_link">;

/** One reading of a page. `found` are the fields of `listing`, and each of them is `expected`. */
interface Draft {
  listing: DraftListing;
  /** What this page and tab should show, in the order of `agent.listing.SCREEN_FIELDS`. */
  expected: Wire.ScreenField[];
  found: Wire.ScreenField[];
}

type PageKind = "edit" | "create" | "public";

/** The only place that knows a site. Nothing is kept between calls: a tab change replaces the nodes. */
interface SiteAdapter {
  readonly name: string;
  /** The kind of this page; `null` when it is not a listing (a search, a robot check, another site). */
  page(url: URL, doc: Document): PageKind | null;
  extract(doc: Document, url: URL): Draft;
  /** Where the text that `extract` read stands; `null` when it stands nowhere (the SKU of an address). */
  locate(doc: Document, url: URL, field: Wire.ScreenField, index: number | null): Place | null;
  /**
   * The slots that files of this input go to, in their order, those that hold a picture left out unless the input is that
   * slot's own; `null` when it takes no picture of the listing. Only forms have it.
   */
  upload?(doc: Document, input: HTMLInputElement): string[] | null;
  /** What to observe for changes. */
  root(doc: Document): Node;
}

type NativeControl = HTMLInputElement | HTMLTextAreaElement;

interface TenkenDom {
  /** The shadow root of a custom element, open or (in an extension) closed. */
  shadowOf(element: Element): ShadowRoot | null;
  /** The native text control inside a site's own field element, or the element itself. */
  innerControl(host: Element): NativeControl | null;
  /** The chosen text of a native or custom drop-down; `null` when it cannot be read. */
  choice(host: Element): Reading | null;
  /** Whether a person can see the element: rendered, not hidden, not empty. */
  isVisible(element: Element): boolean;
  /** The text below `element` as a reader sees it; elements that match `skip` are left out. */
  readText(element: Element, options?: { skip?: string }): ReadText;
  slice(read: ReadText, start: number, end: number): ReadText;
  /** Several texts as one, with `separator` between them (which stands nowhere on the page). */
  join(reads: readonly ReadText[], separator: string): ReadText;
  /** A text that stands nowhere on the page. */
  unplaced(text: string): ReadText;
  /** The address of a picture, at most 4,096 characters; `null` when there is none yet. */
  pictureUrl(image: HTMLImageElement): string | null;
  /** The address of the picture as uploaded, where the image server's name for it tells; else `url`. */
  fullSize(url: string): string;
  /** The address to read a picture's bytes from: `pictureUrl` shortens a long `data:` address. */
  readableUrl(url: string): string;
}

type Reading = { element: Element; text: ReadText };

interface TenkenAmazon {
  details: { find(doc: Document, field: "asin" | "brand" | "manufacturer" | "model" | "gtin"): Reading | null };
  byline: { brand(doc: Document): Reading | null };
}

interface Tenken {
  /** Set by the last file: a second injection returns early in every file. */
  loaded: boolean;
  readonly sites: SiteAdapter[];
  /** Adds an adapter, or replaces the one of the same name. */
  addSite(adapter: SiteAdapter): void;
  dom: TenkenDom;
  amazon: TenkenAmazon;
  /** The `Draft` of a listing: `shown` are the fields that the page should show. */
  draft(listing: DraftListing, shown: readonly Wire.ScreenField[]): Draft;
  /** The slot of a site's `index`-th picture: `MAIN`, `PT01` … */
  slotName(index: number): string;
  /** Reads the current document; `null` when no adapter knows it as a listing. */
  extract(): { adapter: SiteAdapter; draft: Draft } | null;
}

declare var tenken: Tenken;

/** Firefox gives an extension the shadow root of an element as its property. */
interface Element {
  readonly openOrClosedShadowRoot?: ShadowRoot | null;
}
