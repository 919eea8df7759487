// The product form of a Mercari Shops seller. Its fields carry no stable name: they are found by their label's text.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  const PATH = /^\/seller\/shops\/[^/]+\/products\/(?:([^/]+)\/edit|(create|new))\/?$/;
  /** A label and its control stand within this many elements of each other. */
  const MAX_LEVELS = 4;

  /** @type {Wire.ScreenField[]} */
  const SHOWN = ["title", "description", "sku", "price", "images"];
  const LABELS = /** @type {const} */ ({
    title: ["商品名"],
    description: ["商品の説明", "商品説明"],
    sku: ["商品管理コード"],
    price: ["販売価格", "価格"],
    gtin: ["JANコード"],
    brand: ["ブランド", "ブランド名"],
    category: ["カテゴリー", "カテゴリ"],
    condition: ["商品の状態"],
    shipping_method: ["配送方法", "配送の方法"],
    shipping_payer: ["配送料の負担"],
    ship_from: ["発送元の地域"],
  });
  /** @typedef {keyof typeof LABELS} LabelledField */
  const LABELLED = /** @type {LabelledField[]} */ (Object.keys(LABELS));
  const PICTURE_LABELS = ["商品画像", "画像"];
  const CONTROL = 'textarea, select, input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="file"], [type="submit"], [type="button"])';
  const UPLOADER = 'input[type="file"]';
  const MOST_PICTURES = 20;
  const LABEL = "label, legend, dt, th, h2, h3, h4, p, span, div";

  /** @param {URL} url @returns {PageKind | null} */
  function page(url) {
    const match = url.hostname === "mercari-shops.com" ? PATH.exec(url.pathname) : null;
    if (!match) return null;
    return match[1] === undefined ? "create" : "edit";
  }

  /** @param {Element} element Its own words, without the badge that says whether the field is needed. */
  function labelText(element) {
    return (element.textContent ?? "").replace(/\s+/g, "").replace(/[（(]?(?:任意|必須)[）)]?$/, "");
  }

  /** @param {Document} doc @param {readonly string[]} texts @returns {Element[]} The innermost elements with that text. */
  function labels(doc, texts) {
    for (const kind of ["label, legend", LABEL]) {
      const named = [...doc.querySelectorAll(kind)].filter((element) => texts.includes(labelText(element)));
      const innermost = named.filter((element) => !named.some((other) => other !== element && element.contains(other)));
      if (innermost.length > 0) return innermost;
    }
    return [];
  }

  /** @param {Element} label @returns {Element | null} The one control that the label is for. */
  function labelled(label) {
    const forLabel = label instanceof HTMLLabelElement ? label.control : null;
    if (forLabel?.matches(CONTROL)) return forLabel;
    let box = label.parentElement;
    for (let level = 0; box && level < MAX_LEVELS; level += 1, box = box.parentElement) {
      const controls = box.querySelectorAll(CONTROL);
      if (controls.length > 0) return controls.length === 1 ? (controls[0] ?? null) : null;
    }
    return null;
  }

  /** @param {Document} doc @param {LabelledField} field @returns {{ value: string, place: Place } | null} */
  function read(doc, field) {
    const controls = new Set(labels(doc, LABELS[field]).map(labelled).filter((control) => control !== null));
    // A label that stands twice (one a variation) does not say which of them is the listing's.
    const [host] = controls;
    if (!host || controls.size > 1) return null;
    const control = dom.innerControl(host);
    if (control) return { value: control.value, place: { kind: "control", control, host } };
    const choice = dom.choice(host);
    return choice && { value: choice.text.text, place: { kind: "static", ...choice } };
  }

  /** @param {Document} doc @returns {{ box: Element, images: { url: string, element: HTMLImageElement }[] } | null} */
  function gallery(doc) {
    for (const label of labels(doc, PICTURE_LABELS)) {
      let box = label.parentElement;
      for (let level = 0; box && level < MAX_LEVELS; level += 1, box = box.parentElement) {
        if (box.querySelector(CONTROL)) break;
        const upload = box.querySelector(UPLOADER);
        const images = [...box.querySelectorAll("img")].flatMap((element) => {
          const url = dom.pictureUrl(element);
          return url ? [{ url, element }] : [];
        });
        if (images.length > 0 || upload) return { box, images };
      }
    }
    return null;
  }

  /** @param {Document} doc @param {HTMLInputElement} input @returns {string[] | null} */
  function upload(doc, input) {
    const found = gallery(doc);
    if (!found?.box.contains(input)) return null;
    return Array.from({ length: MOST_PICTURES }, (_, index) => tenken.slotName(index)).slice(found.images.length);
  }

  /** @param {Document} doc @param {URL} url @returns {Draft} */
  function extract(doc, url) {
    /** @type {DraftListing} */
    const listing = { platform: "mercari-shops", marketplace: "jp", page: page(url) ?? "edit" };
    for (const field of LABELLED) {
      const reading = read(doc, field);
      if (reading) listing[field] = reading.value;
    }
    const images = gallery(doc)?.images;
    if (images) listing.images = images.map(({ url: address }, index) => ({ slot: tenken.slotName(index), url: address }));
    return tenken.draft(listing, SHOWN);
  }

  /** @param {Document} doc @param {URL} _url @param {Wire.ScreenField} field @param {number | null} index @returns {Place | null} */
  function locate(doc, _url, field, index) {
    if (field === "images") {
      const element = gallery(doc)?.images[index ?? 0]?.element;
      return element ? { kind: "image", element } : null;
    }
    return Object.hasOwn(LABELS, field) ? (read(doc, /** @type {LabelledField} */ (field))?.place ?? null) : null;
  }

  tenken.addSite({ name: "mercari-shops", page, extract, locate, upload, root: (doc) => doc.body ?? doc });
})();
