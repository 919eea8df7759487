// A product's public page on amazon.*: /dp/<ASIN> and /gp/product/<ASIN>. Markup of 2019 to 2026.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  const HOST = /^(?:www|smile)\.amazon\.(com|com?\.[a-z]{2}|[a-z]{2})$/;
  const PATH = /\/(?:dp|gp\/product)\/([A-Z0-9]{10})(?:[/?]|$)/;
  /** A public page stands on its store's own domain. */
  /** @type {Record<string, string>} */
  const STORES = {
    "co.jp": "jp", com: "us", ca: "ca", "com.mx": "mx", "com.br": "br", "co.uk": "uk", de: "de", fr: "fr", it: "it",
    es: "es", nl: "nl", se: "se", pl: "pl", "com.be": "be", ie: "ie", "com.tr": "tr", in: "in", ae: "ae", sa: "sa",
    eg: "eg", "com.au": "au", sg: "sg", "co.za": "za",
  };
  /** @type {Wire.ScreenField[]} */
  const SHOWN = ["title", "bullets", "description", "brand", "asin", "price", "category", "images"];

  // Five of 36 saved pages carry a hidden input with the same id, its text escaped twice.
  const TITLE = "#productTitle:not(input)";
  const BULLETS = [
    "#feature-bullets li:not(.aok-hidden, #replacementPartsFitmentBullet)",
    "#productFactsDesktopExpander li:not(.aok-hidden)", // apparel
  ];
  const DESCRIPTION = ["#productDescription", "#bookDescription_feature_div .a-expander-content"];
  /** Amazon's own words inside the description: headings, and which variation it belongs to. */
  const NOT_DESCRIPTION = "h1, h2, h3, .disclaim";
  const CRUMBS = "#wayfinding-breadcrumbs_feature_div li a:not(#breadcrumb-back-link)";

  const PRICE_BOXES = [
    "#corePriceDisplay_desktop_feature_div", "#corePrice_feature_div", "#corePrice_desktop", "#apex_desktop",
  ];
  /** A price that is struck through, or that is for one piece of several, is not the price. */
  const PRICE = ".a-price:not(.a-text-price, [data-a-strike])";
  const OLD_PRICE = "#priceblock_ourprice, #priceblock_dealprice, #priceblock_saleprice, #price_inside_buybox";
  const MAIN_PICTURE = "#landingImage, #imgBlkFront, #ebooksImgBlkFront, #main-image";

  const { details, byline } = tenken.amazon;

  /** @param {URL} url @param {Document} doc @returns {PageKind | null} */
  function page(url, doc) {
    if (!HOST.test(url.hostname) || !PATH.test(url.pathname)) return null;
    // A robot check or an error page stands at the same address.
    return doc.querySelector(`${TITLE}, #dp input#ASIN, #ppd input#ASIN`) ? "public" : null;
  }

  /** @param {Element | null} element @param {{ skip?: string }} [options] */
  function read(element, options) {
    if (!element) return null;
    const text = dom.readText(element, options);
    return text.text === "" ? null : { element, text };
  }

  /** @param {Document} doc */
  function bullets(doc) {
    for (const selector of BULLETS) {
      const items = [...doc.querySelectorAll(selector)].map((item) => read(item.querySelector(".a-list-item") ?? item));
      const filled = items.filter((item) => item !== null);
      if (filled.length > 0) return filled;
    }
    return [];
  }

  /** @param {Document} doc */
  function description(doc) {
    for (const selector of DESCRIPTION) {
      const found = read(doc.querySelector(selector), { skip: NOT_DESCRIPTION });
      if (found) return found;
    }
    return null;
  }

  /** @param {Document} doc */
  function category(doc) {
    const crumbs = [...doc.querySelectorAll(CRUMBS)];
    const element = crumbs[0]?.closest("ul");
    return element ? { element, text: dom.join(crumbs.map((crumb) => dom.readText(crumb)), " > ") } : null;
  }

  /** @param {Document} doc The brand of the catalogue; a store's name may differ from it. */
  function brand(doc) {
    const row = details.find(doc, "brand");
    const line = byline.brand(doc);
    return row && row.text.text !== line?.text.text ? row : line;
  }

  /** @param {Document} doc */
  function price(doc) {
    for (const box of PRICE_BOXES) {
      const shown = doc.querySelector(`${box} ${PRICE}`);
      // The text for screen readers may be empty; the visible one is made of symbol, whole and fraction.
      const found = read(shown?.querySelector(":scope > [aria-hidden]") ?? shown) ?? read(shown);
      if (found) return found;
    }
    return read(doc.querySelector(OLD_PRICE));
  }

  /** @param {Document} doc @returns {{ variant: string, url: string, ids: string[] }[]} The gallery that the page's own script declares. */
  function declaredPictures(doc) {
    for (const script of doc.scripts) {
      const text = script.textContent ?? "";
      const start = text.search(/'colorImages'\s*:\s*\{\s*'initial'\s*:\s*\[/);
      if (start < 0) continue;
      return jsonList(text, text.indexOf("[", start)).flatMap(declaredPicture);
    }
    return [];
  }

  /** @param {string} text @param {number} from Where a JSON list begins inside JavaScript. @returns {unknown[]} */
  function jsonList(text, from) {
    const token = /"(?:[^"\\]|\\.)*"|[[\]]/g;
    token.lastIndex = from;
    let depth = 0;
    for (let match = token.exec(text); match; match = token.exec(text)) {
      depth += match[0] === "[" ? 1 : match[0] === "]" ? -1 : 0;
      if (depth > 0) continue;
      try {
        return JSON.parse(text.slice(from, token.lastIndex));
      } catch {
        return [];
      }
    }
    return [];
  }

  /** @param {unknown} item @returns {{ variant: string, url: string, ids: string[] }[]} */
  function declaredPicture(item) {
    const { variant, hiRes, large, thumb } = /** @type {Record<string, unknown>} */ (item ?? {});
    const url = hiRes ?? large;
    if (typeof variant !== "string" || typeof url !== "string") return [];
    return [{ variant, url, ids: [hiRes, large, thumb].map(pictureId).filter((id) => id !== null) }];
  }

  /** @param {unknown} url The picture's id in its address; each size class has its own. */
  function pictureId(url) {
    return typeof url === "string" ? (/\/images\/I\/([^./]+)\./.exec(url)?.[1] ?? null) : null;
  }

  /** @param {Document} doc @returns {{ slot: string, url: string, element: HTMLImageElement | null }[]} */
  function pictures(doc) {
    /** @type {HTMLImageElement | null} */
    const main = doc.querySelector(MAIN_PICTURE);
    const shown = main && (main.dataset["oldHires"] || dom.pictureUrl(main));
    const shownId = pictureId(shown);
    /** @type {HTMLImageElement[]} */
    const thumbnails = [...doc.querySelectorAll(/** @type {"img"} */ ("#altImages li:not(.videoThumbnail) img"))];
    const declared = declaredPictures(doc);
    // Another variation was chosen since the script was written: only the shown picture is of that one.
    const stale = shownId !== null && !declared.some(({ ids }) => ids.includes(shownId));
    if (declared.length === 0 || stale) return shown ? [{ slot: "MAIN", url: dom.fullSize(shown), element: main }] : [];
    return declared.map(({ variant, url, ids }, index) => ({
      slot: variant,
      url: dom.fullSize(url),
      element: index === 0 && main ? main : (thumbnails.find(({ src }) => ids.includes(pictureId(src) ?? "")) ?? null),
    }));
  }

  /** @param {Document} doc @param {URL} url */
  function asin(doc, url) {
    // The address may name the family while the page shows one of its members.
    const shown = doc.querySelector("input#ASIN")?.getAttribute("value") ?? "";
    return /^[A-Z0-9]{10}$/.test(shown) ? shown : PATH.exec(url.pathname)?.[1];
  }

  /** @type {Record<string, (doc: Document) => { element: Element, text: ReadText } | null>} */
  const READERS = {
    title: (doc) => read(doc.querySelector(TITLE)),
    description,
    brand,
    manufacturer: (doc) => details.find(doc, "manufacturer"),
    model: (doc) => details.find(doc, "model"),
    gtin: (doc) => details.find(doc, "gtin"),
    price,
    category,
  };
  const READ = /** @type {("title" | "description" | "brand" | "manufacturer" | "model" | "gtin" | "price" | "category")[]} */ (
    Object.keys(READERS)
  );

  /** @param {Document} doc @param {URL} url @returns {Draft} */
  function extract(doc, url) {
    /** @type {DraftListing} */
    const listing = { platform: "amazon", page: "public" };
    const store = STORES[HOST.exec(url.hostname)?.[1] ?? ""];
    if (store) listing.marketplace = store;
    for (const field of READ) {
      const reading = READERS[field]?.(doc);
      if (reading) listing[field] = reading.text.text;
    }
    const points = bullets(doc);
    if (points.length > 0) listing.bullets = points.map(({ text }) => text.text);
    const code = asin(doc, url);
    if (code) listing.asin = code;
    const images = pictures(doc);
    if (images.length > 0) listing.images = images.map(({ slot, url: address }) => ({ slot, url: address }));
    return tenken.draft(listing, SHOWN);
  }

  /** @param {Document} doc @param {URL} url @param {Wire.ScreenField} field @param {number | null} index @returns {Place | null} */
  function locate(doc, url, field, index) {
    if (field === "images") {
      const element = pictures(doc)[index ?? 0]?.element;
      return element ? { kind: "image", element } : null;
    }
    const row = field === "asin" ? details.find(doc, "asin") : null;
    if (row) return row.text.text === asin(doc, url) ? { kind: "static", ...row } : null;
    const reading = field === "bullets" ? bullets(doc)[index ?? 0] : READERS[field]?.(doc);
    return reading ? { kind: "static", ...reading } : null;
  }

  tenken.addSite({ name: "amazon-product", page, extract, locate, root: (doc) => doc.body ?? doc });
})();
