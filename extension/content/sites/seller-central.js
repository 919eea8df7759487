// The listing editor of Seller Central and Vendor Central (/abis/listing/...).
// Facts: the host's `name` is stable, its tag is not; one tab's fields are in the document at a time.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  const HOST = /^(?:sellercentral(?:-[a-z]+)?|vendorcentral)\.amazon\.(?:com|com?\.[a-z]{2}|[a-z]{2})$/;
  const PATH = /^\/abis\/listing\/([A-Za-z-]+)(?:\/([a-z_]+))?/;

  /** Store by marketplace id: the host does not tell, several stores are edited on one. */
  /** @type {Record<string, string>} */
  const STORES = {
    A1VC38T7YXB528: "jp", ATVPDKIKX0DER: "us", A2EUQ1WTGCTBG2: "ca", A1AM78C64UM0Y8: "mx", A2Q3Y263D00KWC: "br",
    A1F83G8C2ARO7P: "uk", A1PA6795UKMFR9: "de", A13V1IB3VIYZZH: "fr", APJ6JRA9NG5V4: "it", A1RKKUPIHCS9HS: "es",
    A1805IZSGTT6HS: "nl", A2NODRKZP88ZB9: "se", A1C3SOZRARQ6R3: "pl", AMEN7PMS3EDWL: "be", A28R8C7NBKEWEA: "ie",
    A33AVAJ2PDY3EV: "tr", A21TJRUUN4KGV: "in", A2VIGQ35RCS4UG: "ae", A17E79C6D8DWNP: "sa", ARBP9OOSHTCHU: "eg",
    A39IBJ37TRP1C6: "au", A19VAU5U5O7RUS: "sg", AE08WJ6YKNBMC: "za",
  };

  /** Names of a field's host, the likeliest first. */
  const NAMES = /** @type {const} */ ({
    title: ["item_name-0-value"],
    highlights: ["title_differentiation-0-value", "item_highlights-0-value"],
    description: ["product_description-0-value", "rtip_product_description-0-value"],
    search_terms: ["generic_keyword-0-value"],
    brand: ["brand-0-value"],
    manufacturer: ["manufacturer-0-value"],
    model: ["model_number-0-value"],
    gtin: ["externally_assigned_product_identifier-0-value", "external_product_id-0-value"],
    gtin_type: ["externally_assigned_product_identifier-0-type", "external_product_id-0-type"],
    sku: ["contribution_sku-0-value"],
    price: ["purchasable_offer-0-our_price-0-schedule-0-value_with_tax"],
    condition: ["condition_type-0-value"],
  });
  /** @typedef {keyof typeof NAMES} NamedField */
  const NAMED = /** @type {NamedField[]} */ (Object.keys(NAMES));
  const BULLET = /^bullet_point-(\d+)-value$/;
  const SLOT = /^ProductImage_([A-Z][A-Z0-9]*)-input_input$/;

  /** What the page says of errors: Katal's alerts, those of older pages, and what a screen reader would be told. */
  const ALERTS = 'kat-alert, .a-alert-error, .a-alert-warning, [role="alert"]';
  const GOOD_NEWS = /^(?:success|info)/;

  /** A slot's box is a few elements around its input; further out stands the page's own furniture. */
  const MAX_LEVELS = 6;

  /** What a tab should show. The edit pages keep most texts on one tab, the create pages spread them. */
  /** @type {Record<string, Wire.ScreenField[]>} */
  const TABS = {
    product_identity: ["title", "brand", "gtin"],
    description: ["bullets", "description"],
    product_details: ["title", "bullets", "description", "search_terms", "brand"],
    images: ["images"],
    offer: ["sku", "price"],
    variations: [],
    safety_and_compliance: [],
  };
  /** @type {Wire.ScreenField[]} */
  const DETAILS_OF_CREATE = ["search_terms", "manufacturer", "model"];

  /** @param {URL} url The tab that the address names; the first one of the page when it names none. */
  function tabOf(url) {
    const named = [url.hash.slice(1), PATH.exec(url.pathname)?.[2] ?? ""].filter((name) => name !== "");
    const first = page(url) === "create" ? "product_identity" : "product_details";
    return named.find((name) => Object.hasOwn(TABS, name)) ?? named[0] ?? first;
  }

  /** @param {URL} url @returns {PageKind | null} */
  function page(url) {
    const action = HOST.test(url.hostname) ? PATH.exec(url.pathname)?.[1] : undefined;
    if (!action) return null;
    return action === "edit" ? "edit" : "create";
  }

  /** @param {URL} url */
  function marketplace(url) {
    /** @type {Map<string, string>} */
    const given = new Map();
    for (const [key, value] of url.searchParams) given.set(key.toLowerCase(), value);
    const id = given.get("marketplaceid") ?? given.get("mons_sel_mkid")?.split(".").at(-1);
    return id !== undefined && Object.hasOwn(STORES, id) ? STORES[id] : undefined;
  }

  /** @param {Document} doc @param {string} name A field of the editor, not its twin in a hidden template. */
  function hostNamed(doc, name) {
    const hosts = [...doc.querySelectorAll(`[name="${name}"]`)];
    return (hosts.length > 1 ? hosts.find(dom.isVisible) : null) ?? hosts[0] ?? null;
  }

  /** @param {Element | null} host @returns {{ value: string, place: Place } | null} */
  function read(host) {
    if (!host) return null;
    const control = dom.innerControl(host);
    if (control) return { value: control.value, place: { kind: "control", control, host } };
    const choice = dom.choice(host);
    if (choice) return { value: choice.text.text, place: { kind: "static", ...choice } };
    // Without a way in, the attribute is the last value the site wrote there: it may lag while a person types.
    const value = host.getAttribute("value");
    return value === null ? null : { value, place: { kind: "static", element: host, text: dom.unplaced(value) } };
  }

  /** @param {Document} doc @param {NamedField} field */
  function named(doc, field) {
    for (const name of NAMES[field]) {
      const reading = read(hostNamed(doc, name));
      if (reading) return reading;
    }
    return null;
  }

  /** @param {Document} doc Filled and empty slots in their order; a slot that cannot be read is not there. */
  function bullets(doc) {
    const names = [...doc.querySelectorAll('[name^="bullet_point-"]')].map((host) => host.getAttribute("name") ?? "");
    const slots = [...new Set(names.filter((name) => BULLET.test(name)))];
    slots.sort((one, other) => Number(BULLET.exec(one)?.[1]) - Number(BULLET.exec(other)?.[1]));
    return slots.map((name) => read(hostNamed(doc, name))).filter((reading) => reading !== null);
  }

  /** @param {Document} doc @returns {{ element: Element, text: ReadText }[]} The site's errors and warnings, in their order. */
  function messages(doc) {
    const alerts = [...doc.querySelectorAll(ALERTS)].filter((alert) => !alert.parentElement?.closest(ALERTS));
    return alerts.flatMap((element) => {
      if (GOOD_NEWS.test(element.getAttribute("variant") ?? "") || !dom.isVisible(element)) return [];
      const given = ["header", "description"].map((name) => dom.unplaced((element.getAttribute(name) ?? "").trim()));
      const [first, ...others] = [...given, dom.readText(element)].filter(({ text }) => text !== "");
      return first ? [{ element, text: others.length > 0 ? dom.join([first, ...others], "\n") : first }] : [];
    });
  }

  /** @param {Element} input @returns {HTMLImageElement | null} The preview that shares the slot's box. */
  function preview(input) {
    let box = input.parentElement;
    for (let level = 0; box && level < MAX_LEVELS; level += 1, box = box.parentElement) {
      const inputs = [...box.querySelectorAll('[id^="ProductImage_"]')].filter(({ id }) => SLOT.test(id));
      if (inputs.length > 1) return null;
      const image = [...box.querySelectorAll("img")].find((candidate) => dom.pictureUrl(candidate) !== null);
      if (image) return image;
    }
    return null;
  }

  /** @param {Document} doc @returns {{ slot: string, url: string, element: HTMLImageElement }[] | null} */
  function pictures(doc) {
    const inputs = [...doc.querySelectorAll('[id^="ProductImage_"]')].filter(({ id }) => SLOT.test(id));
    if (inputs.length === 0) return null;
    return inputs.flatMap((input) => {
      const element = preview(input);
      const url = element && dom.pictureUrl(element);
      return element && url ? [{ slot: SLOT.exec(input.id)?.[1] ?? "", url: dom.fullSize(url), element }] : [];
    });
  }

  /** @param {Document} doc @param {HTMLInputElement} input @returns {string[] | null} */
  function upload(doc, input) {
    const root = input.getRootNode();
    const outer = root instanceof ShadowRoot ? root.host : null;
    const named = [input, outer].map((element) => SLOT.exec(element?.closest('[id^="ProductImage_"]')?.id ?? "")?.[1]).find(Boolean);
    if (named) return [named];
    // The one that takes several files fills the slots that are free.
    const slots = input.multiple ? [...doc.querySelectorAll('[id^="ProductImage_"]')].filter(({ id }) => SLOT.test(id)) : [];
    const free = slots.filter((slot) => preview(slot) === null).map(({ id }) => SLOT.exec(id)?.[1] ?? "");
    return slots.length > 0 ? free : null;
  }

  /** @param {Document} doc @param {URL} url @returns {Draft} */
  function extract(doc, url) {
    /** @type {DraftListing} */
    const listing = { platform: "amazon", page: page(url) ?? "edit" };
    const store = marketplace(url);
    if (store) listing.marketplace = store;
    for (const field of NAMED) {
      const reading = named(doc, field);
      if (reading) listing[field] = reading.value;
    }
    const points = bullets(doc);
    if (points.length > 0) listing.bullets = points.map(({ value }) => value);
    const alerts = messages(doc);
    if (alerts.length > 0) listing.messages = alerts.map(({ text }) => text.text);
    const images = pictures(doc);
    if (images) listing.images = images.map(({ slot, url: address }) => ({ slot, url: address }));

    const { searchParams } = url;
    const asin = searchParams.get("asin");
    if (asin) listing.asin = asin;
    listing.sku ??= searchParams.get("sku") ?? undefined;
    const path = searchParams.get("displayPath");
    if (path) listing.category = path.split("/").join(" > ");
    return tenken.draft(listing, shownOn(url, listing));
  }

  /** @param {URL} url @param {DraftListing} listing @returns {Wire.ScreenField[]} */
  function shownOn(url, listing) {
    const tab = tabOf(url);
    const spread = listing.title === undefined && DETAILS_OF_CREATE.some((field) => listing[field] !== undefined);
    if (tab === "product_details" && (spread || page(url) === "create")) return DETAILS_OF_CREATE;
    return Object.hasOwn(TABS, tab) ? (TABS[tab] ?? []) : [];
  }

  /** @param {Document} doc @param {URL} _url @param {Wire.ScreenField} field @param {number | null} index @returns {Place | null} */
  function locate(doc, _url, field, index) {
    if (field === "images") {
      const element = pictures(doc)?.[index ?? 0]?.element;
      return element ? { kind: "image", element } : null;
    }
    if (field === "bullets") return bullets(doc)[index ?? 0]?.place ?? null;
    if (field === "messages") {
      const alert = messages(doc)[index ?? 0];
      return alert ? { kind: "static", ...alert } : null;
    }
    return Object.hasOwn(NAMES, field) ? (named(doc, /** @type {NamedField} */ (field))?.place ?? null) : null;
  }

  tenken.addSite({ name: "seller-central", page, extract, locate, upload, root: (doc) => doc.body ?? doc });
})();
