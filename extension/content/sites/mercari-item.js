// Mercari's public pages: jp.mercari.com/item/m<id> (one person's item) and /shops/product/<id> (a shop's product).
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  const PATH = /^\/(?:(item)\/(m\d+)|shops\/product\/([A-Za-z0-9]{10,40}))(?:\/|$)/;
  /** @type {Wire.ScreenField[]} */
  const SHOWN = ["title", "description", "price", "category", "condition", "shipping_method", "shipping_payer", "ship_from", "images"];
  /** The search page and the related items below use the same test ids. */
  const BOX = '[data-testid="item-detail-container"], #item-info, #product-info';

  /** @param {URL} url @returns {PageKind | null} */
  function page(url) {
    return url.hostname === "jp.mercari.com" && PATH.test(url.pathname) ? "public" : null;
  }

  /** @param {URL} url */
  function identity(url) {
    const [, item, itemId, productId] = PATH.exec(url.pathname) ?? [];
    return { platform: /** @type {Wire.Listing["platform"]} */ (item ? "mercari" : "mercari-shops"), id: itemId ?? productId ?? "" };
  }

  /** @param {string} json @returns {unknown} */
  function parsed(json) {
    try {
      return JSON.parse(json);
    } catch {
      return null;
    }
  }

  /** @param {unknown} value @returns {Record<string, unknown>} */
  const asObject = (value) => /** @type {Record<string, unknown>} */ (typeof value === "object" && value !== null ? value : {});

  /** @param {unknown} value @returns {unknown[]} */
  const asList = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

  /** @param {Document} doc @param {string} id @returns {Record<string, unknown>} This item's own structured data; {} when there is none. */
  function product(doc, id) {
    for (const script of doc.querySelectorAll('script[type="application/ld+json"]')) {
      for (const top of asList(parsed(script.textContent ?? ""))) {
        for (const node of [top, ...asList(asObject(top)["@graph"])].map(asObject)) {
          const isProduct = asList(node["@type"]).includes("Product");
          const named = [node["productID"], node["sku"], node["@id"], node["url"], ...asList(node["offers"]).map((offer) => asObject(offer)["url"])];
          // After a change of page inside the application the last item's data may still stand there.
          if (isProduct && named.some((name) => typeof name === "string" && name.split(/[/?#]/).includes(id))) return node;
        }
      }
    }
    return {};
  }

  /** @param {Element | null | undefined} element @returns {Reading | null} */
  function read(element) {
    if (!element) return null;
    const text = dom.readText(element);
    return text.text === "" ? null : { element, text };
  }

  /** @param {Document} doc @param {string} testId */
  function part(doc, testId) {
    return doc.querySelector(BOX)?.querySelector(`[data-testid="${testId}"]`) ?? null;
  }

  /** @param {Document} doc @returns {Reading | null} */
  function price(doc) {
    const element = part(doc, "price");
    const parts = element ? [...element.children].map((child) => dom.readText(child)) : [];
    const text = dom.join(parts, "");
    return element && /\d/.test(text.text) ? { element, text } : null;
  }

  /** @param {Document} doc @returns {Reading | null} */
  function category(doc) {
    const element = part(doc, "item-detail-category");
    const crumbs = element ? [...element.querySelectorAll('a[href*="category_id="]')].map((crumb) => dom.readText(crumb)) : [];
    return element && crumbs.length > 0 ? { element, text: dom.join(crumbs, " > ") } : null;
  }

  /** @param {Document} doc @param {string} testId @returns {Reading | null} The value stands first; an explanation or a tag follows. */
  function firstLine(doc, testId) {
    const whole = read(part(doc, testId));
    if (!whole) return null;
    const [line = ""] = whole.text.text.split("\n");
    return { element: whole.element, text: dom.slice(whole.text, 0, line.trimEnd().length) };
  }

  /** @param {Document} doc @returns {Reading | null} Brand and size share a box; an empty box means neither is set. */
  function brand(doc) {
    const box = part(doc, "item-size-and-brand-container");
    const lines = box ? [...box.querySelectorAll("p, a")].filter((line) => !line.querySelector("p, a")) : [];
    return lines.map(read).find((line) => line !== null && !/^サイズ\s*[:：]/.test(line.text.text)) ?? null;
  }

  /** @type {Record<string, (doc: Document) => Reading | null>} */
  const READERS = {
    title: (doc) => read(part(doc, "name")?.querySelector("h1") ?? part(doc, "name")),
    description: (doc) => read(part(doc, "description")),
    price, category, brand,
    condition: (doc) => firstLine(doc, "商品の状態"),
    shipping_method: (doc) => firstLine(doc, "配送の方法"),
    shipping_payer: (doc) => firstLine(doc, "配送料の負担"),
    ship_from: (doc) => firstLine(doc, "発送元の地域"),
  };
  const READ = /** @type {("title" | "description" | "price" | "category" | "condition" | "brand" | "ship_from")[]} */ (Object.keys(READERS));

  /** @param {Record<string, unknown>} data */
  function declared(data) {
    const [offer] = asList(data["offers"]).map(asObject);
    const amount = offer?.["price"] ?? offer?.["lowPrice"];
    const owner = data["brand"];
    return {
      title: data["name"],
      description: data["description"],
      brand: typeof owner === "string" ? owner : asObject(owner)["name"],
      price: typeof amount === "number" ? String(amount) : amount,
    };
  }

  /** @param {Document} doc @param {Record<string, unknown>} data @returns {{ url: string, element: HTMLImageElement | null }[]} */
  function pictures(doc, data) {
    /** @type {Map<string, HTMLImageElement>} */
    const shown = new Map();
    // "image-0" is a picture of the carousel, "image-search-button" is not.
    for (const slide of doc.querySelectorAll('[data-testid^="image-"]')) {
      const image = /^image-\d+$/.test(slide.getAttribute("data-testid") ?? "") ? slide.querySelector("img") : null;
      const url = image && dom.pictureUrl(image);
      if (image && url && !shown.has(url)) shown.set(url, image);
    }
    const urls = asList(data["image"]).filter((url) => typeof url === "string");
    // A carousel may hold only the slides that have been looked at.
    const all = urls.length > shown.size ? urls : [...shown.keys()];
    const bare = (/** @type {string} */ url) => url.replace(/[?#].*$/, "");
    return all.map((url) => ({ url, element: [...shown].find(([known]) => bare(known) === bare(url))?.[1] ?? null }));
  }

  /** @param {Document} doc @param {URL} url @returns {Draft} */
  function extract(doc, url) {
    const { platform, id } = identity(url);
    const data = product(doc, id);
    /** @type {DraftListing} */
    const listing = { platform, marketplace: "jp", page: "public" };
    for (const [field, value] of Object.entries(declared(data))) {
      if (typeof value === "string" && value.trim() !== "") listing[/** @type {"title"} */ (field)] = value.trim();
    }
    for (const field of READ) {
      const reading = READERS[field]?.(doc);
      if (reading) listing[field] = reading.text.text;
    }
    const images = pictures(doc, data);
    if (images.length > 0) {
      listing.images = images.map(({ url: address }, index) => ({ slot: tenken.slotName(index), url: address }));
    }
    return tenken.draft(listing, SHOWN);
  }

  /** @param {Document} doc @param {URL} url @param {Wire.ScreenField} field @param {number | null} index @returns {Place | null} */
  function locate(doc, url, field, index) {
    if (field === "images") {
      const element = pictures(doc, product(doc, identity(url).id))[index ?? 0]?.element;
      return element ? { kind: "image", element } : null;
    }
    const reading = READERS[field]?.(doc);
    return reading ? { kind: "static", ...reading } : null;
  }

  tenken.addSite({ name: "mercari-item", page, extract, locate, root: (doc) => doc.body ?? doc });
})();
