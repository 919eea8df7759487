// Mercari's forms for one's own item: /sell/create, /sell/draft/<id>, /sell/edit/m<id>. Plain React, no shadow roots.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  const PATH = /^\/sell\/(create|draft|edit)(?:\/|$)/;

  /** @type {Wire.ScreenField[]} */
  const SHOWN = [
    "title", "description", "brand", "price", "category", "condition", "shipping_method", "shipping_payer", "ship_from", "images",
  ];
  const CONTROLS = /** @type {const} */ ({
    title: ['input[name="name"]'],
    description: ['textarea[name="description"]', '[data-testid="input-description"] textarea'],
    price: ['input[name="price"]', '[data-testid="input-price"] input', 'input[name="auctionPrice"]'],
  });
  /** Rows that lead to a page of choices: the chosen text stands in the row. */
  const ROWS = /** @type {const} */ ({
    category: { link: "/sell/categories", select: null },
    brand: { link: "/sell/brands", select: null },
    condition: { link: "/sell/conditions", select: 'select[name="itemCondition"]' },
    shipping_method: { link: "/sell/shipping_methods", select: null },
  });
  /** Drop-downs, whose names nobody has noted down: each is known by a choice that only it offers. */
  const OFFERS = /** @type {const} */ ({ shipping_payer: /着払い/, ship_from: /^沖縄/ });
  const ANY_ROW = 'a[href*="/sell/categories"], a[href*="/sell/brands"], a[href*="/sell/conditions"], a[href*="/sell/shipping_methods"]';
  /** What a row says besides the choice: its name, whether it is needed, and what to do. */
  const FURNITURE = /^(?:(?:カテゴリー?|ブランド(?:名)?|商品の状態|配送の方法|必須|任意|変更(?:する)?|を?(?:選択|入力)(?:する|してください)?|[>›＞/])\s*)+$/;
  const NOTHING_CHOSEN = /選択(?:する|してください)/;
  const UPLOADER = '[data-testid="photo-upload"], input[type="file"][accept*="image"]';
  const MOST_PICTURES = 20;
  const PICTURES = '[data-testid^="image-list-item-"] img';

  /** @param {URL} url @returns {PageKind | null} */
  function page(url) {
    const form = url.hostname === "jp.mercari.com" ? PATH.exec(url.pathname)?.[1] : undefined;
    if (!form) return null;
    return form === "edit" ? "edit" : "create";
  }

  /** @param {Document} doc @param {keyof typeof CONTROLS} field @returns {NativeControl | null} */
  function controlOf(doc, field) {
    for (const selector of CONTROLS[field]) {
      /** @type {NodeListOf<NativeControl>} */
      const controls = doc.querySelectorAll(selector);
      const control = (controls.length > 1 ? [...controls].find(dom.isVisible) : null) ?? controls[0];
      if (control) return control;
    }
    return null;
  }

  /** @param {ReadText} read @returns {ReadText[]} The lines of a text that are the choice. */
  function chosenLines(read) {
    /** @type {ReadText[]} */
    const lines = [];
    for (const { 0: line, index } of read.text.matchAll(/[^\n]+/g)) {
      const text = line.trim();
      const start = index + line.indexOf(text);
      if (!FURNITURE.test(text)) lines.push(dom.slice(read, start, start + text.length));
    }
    return lines;
  }

  /** @param {Element} link @returns {Element} The row: as far out as the link is the only one of its kind. */
  function rowOf(link) {
    let row = link;
    for (let box = link.parentElement; box && box.localName !== "form" && box.localName !== "main"; box = box.parentElement) {
      if (box.querySelectorAll(ANY_ROW).length > 1 || box.querySelector("input, textarea")) break;
      row = box;
    }
    return row;
  }

  /** @param {Document} doc @param {keyof typeof ROWS} field @returns {{ element: Element, text: ReadText } | null} */
  function rowChoice(doc, field) {
    const { link: href, select } = ROWS[field];
    const native = select && doc.querySelector(select);
    if (native) return dom.choice(native);
    const link = doc.querySelector(`a[href*="${href}"]`);
    if (!link) return null;
    const row = rowOf(link);
    for (const element of [link, row]) {
      const crumbs = [...element.querySelectorAll(".merBreadcrumbItem")].flatMap((item) => chosenLines(dom.readText(item)));
      const lines = crumbs.length > 0 ? crumbs : chosenLines(dom.readText(element));
      // The method's own tags (匿名配送) and its postage follow on lines of their own.
      if (lines.length > 0) return { element, text: dom.join(field === "shipping_method" ? lines.slice(0, 1) : lines, " > ") };
    }
    // A row that says neither a choice nor that one is to be made is a row that this code does not know.
    return NOTHING_CHOSEN.test(dom.readText(row).text) ? { element: link, text: dom.unplaced("") } : null;
  }

  /** @param {Document} doc @param {keyof typeof OFFERS} field @returns {Reading | null} */
  function selected(doc, field) {
    const select = [...doc.querySelectorAll("select")].find(({ options }) => [...options].some(({ text }) => OFFERS[field].test(text.trim())));
    const choice = select ? dom.choice(select) : null;
    return choice && NOTHING_CHOSEN.test(choice.text.text) ? { element: choice.element, text: dom.unplaced("") } : choice;
  }

  /** @param {Document} doc */
  function pictures(doc) {
    /** @type {NodeListOf<HTMLImageElement>} */
    const images = doc.querySelectorAll(PICTURES);
    return [...images].flatMap((element) => {
      const url = dom.pictureUrl(element);
      return url ? [{ element, url }] : [];
    });
  }

  /** @param {Document} doc @returns {Place | null} */
  function uploader(doc) {
    const input = doc.querySelector(UPLOADER);
    return input ? { kind: "static", element: input, text: dom.unplaced("") } : null;
  }

  /** @param {Document} doc @param {HTMLInputElement} input @returns {string[] | null} */
  function upload(doc, input) {
    if (!input.matches(UPLOADER)) return null;
    const slots = Array.from({ length: MOST_PICTURES }, (_, index) => tenken.slotName(index));
    return slots.slice(pictures(doc).length);
  }

  const CHOSEN = /** @type {const} */ (["category", "brand", "condition", "shipping_method", "shipping_payer", "ship_from"]);

  /** @param {Document} doc @param {(typeof CHOSEN)[number]} field @returns {Reading | null} */
  function chosen(doc, field) {
    return field === "shipping_payer" || field === "ship_from" ? selected(doc, field) : rowChoice(doc, field);
  }

  /** @param {Document} doc @param {URL} url @returns {Draft} */
  function extract(doc, url) {
    /** @type {DraftListing} */
    const listing = { platform: "mercari", marketplace: "jp", page: page(url) ?? "create" };
    for (const field of /** @type {const} */ (["title", "description", "price"])) {
      const control = controlOf(doc, field);
      if (control) listing[field] = control.value;
    }
    for (const field of CHOSEN) {
      const choice = chosen(doc, field);
      if (choice) listing[field] = choice.text.text;
    }
    const images = pictures(doc);
    if (images.length > 0 || uploader(doc)) {
      listing.images = images.map(({ url: address }, index) => ({ slot: tenken.slotName(index), url: address }));
    }
    return tenken.draft(listing, SHOWN);
  }

  /** @param {Document} doc @param {URL} _url @param {Wire.ScreenField} field @param {number | null} index @returns {Place | null} */
  function locate(doc, _url, field, index) {
    if (field === "title" || field === "description" || field === "price") {
      const control = controlOf(doc, field);
      return control && { kind: "control", control, host: control };
    }
    const choice = CHOSEN.find((name) => name === field);
    if (choice) {
      const reading = chosen(doc, choice);
      return reading && { kind: "static", ...reading };
    }
    if (field !== "images") return null;
    const element = pictures(doc)[index ?? 0]?.element;
    return element ? { kind: "image", element } : index === null ? uploader(doc) : null;
  }

  tenken.addSite({ name: "mercari-sell", page, extract, locate, upload, root: (doc) => doc.body ?? doc });
})();
