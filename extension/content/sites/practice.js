// A practice listing, which the agent serves. Its markup is agent/lessons/practice_page.py's: data-tenken-… name the parts.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  const LOOPBACK = /^127(?:\.\d{1,3}){3}$/;
  const PATH = /^\/practice\/[A-Za-z0-9_-]{1,64}$/;
  const PLATFORMS = /** @type {const} */ (["amazon", "mercari", "mercari-shops"]);
  const MARKETPLACE = /^[a-z]{2}$/;
  const LISTS = /** @type {const} */ (["bullets", "messages"]);
  const TEXTS = /** @type {const} */ ([
    "title", "highlights", "description", "search_terms", "brand", "manufacturer", "model", "gtin", "gtin_type", "asin", "sku", "price",
    "category", "condition", "shipping_method", "shipping_payer", "ship_from",
  ]);

  /** @param {Document} doc @returns {HTMLElement | null} */
  const main = (doc) => doc.querySelector("main[data-tenken-practice]");

  /** @param {Document} doc */
  const platformOf = (doc) => PLATFORMS.find((name) => name === main(doc)?.dataset["tenkenPractice"]) ?? null;

  /** @param {URL} url @param {Document} doc @returns {PageKind | null} */
  function page(url, doc) {
    const served = url.protocol === "http:" && LOOPBACK.test(url.hostname) && PATH.test(url.pathname);
    return served && platformOf(doc) !== null ? "edit" : null;
  }

  /** @param {Document} doc @param {Wire.ScreenField} field @returns {NativeControl[]} */
  function controls(doc, field) {
    const found = [...(main(doc)?.querySelectorAll(`[data-tenken-field="${field}"]`) ?? [])];
    return found.flatMap((element) => dom.innerControl(element) ?? []);
  }

  /** @param {Document} doc @returns {HTMLImageElement[]} */
  const pictures = (doc) => [...(main(doc)?.querySelectorAll("img") ?? [])].filter(({ dataset }) => dataset["tenkenSlot"] !== undefined);

  /** @param {Document} doc @returns {Element | null} Where the pictures stand, also when there are none. */
  const gallery = (doc) => main(doc)?.querySelector("[data-tenken-images]") ?? null;

  /** @param {Document} doc @returns {Draft} */
  function extract(doc) {
    const marketplace = main(doc)?.dataset["tenkenMarketplace"];
    /** @type {DraftListing} */
    const listing = { platform: platformOf(doc) ?? "amazon", page: "edit" };
    if (marketplace !== undefined && MARKETPLACE.test(marketplace)) listing.marketplace = marketplace;
    for (const field of TEXTS) {
      const [control] = controls(doc, field);
      if (control) listing[field] = control.value;
    }
    for (const field of LISTS) {
      const found = controls(doc, field);
      if (found.length > 0) listing[field] = found.map(({ value }) => value);
    }
    const images = pictures(doc).flatMap((element) => {
      const url = dom.pictureUrl(element);
      return url ? [{ slot: element.dataset["tenkenSlot"] ?? "", url }] : [];
    });
    if (images.length > 0 || gallery(doc)) listing.images = images;
    return tenken.draft(listing, []);
  }

  /** @param {Document} doc @param {URL} _url @param {Wire.ScreenField} field @param {number | null} index @returns {Place | null} */
  function locate(doc, _url, field, index) {
    if (field === "images") {
      const element = pictures(doc).filter((image) => dom.pictureUrl(image))[index ?? 0];
      const box = index === null ? gallery(doc) : null;
      return element ? { kind: "image", element } : box && { kind: "static", element: box, text: dom.unplaced("") };
    }
    const control = controls(doc, field)[index ?? 0];
    return control ? { kind: "control", control, host: control } : null;
  }

  tenken.addSite({ name: "practice", page, extract, locate, root: (doc) => doc.body ?? doc });
})();
