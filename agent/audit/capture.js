// The document as data: what is shown, with what stands in its fields, and what of it is the listing or a person's.
// What may be written of it is decided in agent/audit/markup.py.
(() => {
  "use strict";
  const { tenken } = globalThis;

  /** @typedef {{ t: string, a?: Record<string, string>, c?: Tree[], s?: Tree[], own?: true, away?: true, seen?: true } | string} Tree */

  const LEFT_OUT = new Set([
    "noscript", "template", "iframe", "frame", "object", "embed", "video", "audio", "source", "track", "base", "meta", "portal", "fencedframe",
  ]);
  const EMPTIED = new Set(["svg", "canvas", "math", "map", "datalist"]);
  /** What says whose account it is: the store's name, or what the person who is signed in is called. */
  const STORES = [
    "#partner-switcher", "#sc-mkt-picker-switcher-select", ".partner-dropdown-button", ".partner-label", '[class*="account-switcher"]',
    '[class*="AccountSwitcher"]', '[data-testid*="account-name"]', '[data-testid*="user-name"]', '[data-testid*="shop-name"]',
  ].join();
  const ACCOUNTS = [
    STORES, "#nav-link-accountList", "#nav-link-yourAccount", "#nav-flyout-accountList", "#glow-ingress-block", "#nav-global-location-slot",
    '[id^="contextualIngressPt"]', '[data-testid*="account-menu"]', "[itemprop='address']", "address",
  ].join();
  /** Other people: who wrote a review, a question or a comment, and the private seller of an item. */
  const PEOPLE = [
    '[data-hook="review"]', "#customerReviews", "#reviewsMedley", "#customer-reviews_feature_div", "#ask-btf_feature_div", ".a-profile", ".review",
    '[data-testid*="comment"]', '[data-testid*="seller"]', '[data-location*="seller_info"]', 'a[href*="/user/profile/"]', '[data-testid*="user-"]',
  ].join();
  const FURNITURE = 'header, nav, footer, [role="banner"], [role="navigation"], [role="contentinfo"], #navbar, #nav-belt, #nav-main, #navFooter, #rhf';
  const LONGEST_NAME = 80;
  const LEAST_SIDE = 32; // pixels: smaller pictures are icons, or count visitors
  const DECLARED = /'colorImages'\s*:\s*\{\s*'initial'/;

  /** Elements that show the listing, and all that they stand in. */
  function ownElements() {
    /** @type {Set<Element>} */
    const own = new Set();
    const reading = tenken.extract();
    const url = new URL(location.href);
    for (const field of reading?.draft.found ?? []) {
      const value = /** @type {unknown} */ (reading?.draft.listing[field]);
      const indexes = Array.isArray(value) ? value.map((_, index) => index) : [null];
      for (const index of indexes) {
        const place = reading?.adapter.locate(document, url, field, index);
        if (place?.kind === "control") own.add(place.host).add(place.control);
        else if (place) own.add(place.element);
      }
    }
    /** @type {Set<Element>} */
    const around = new Set();
    for (const element of own) {
      for (let at = /** @type {Element | null} */ (element); at && !around.has(at); ) {
        around.add(at);
        const root = at.getRootNode();
        at = at.assignedSlot ?? at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
      }
    }
    return { own, around };
  }

  /** @param {CSSStyleSheet | null} sheet @returns {string | null} Its rules as they apply now; `null` when another origin keeps them. */
  function rules(sheet) {
    try {
      return sheet && !sheet.disabled ? [...sheet.cssRules].map(rule).join("\n") : "";
    } catch {
      return null;
    }
  }

  /** @param {CSSRule} rule */
  function rule(rule) {
    if (!(rule instanceof CSSImportRule)) return rule.cssText;
    const imported = rules(rule.styleSheet) ?? "";
    const layered = rule.layerName === null ? imported : `@layer ${rule.layerName} {${imported}}`;
    return rule.media.length > 0 ? `@media ${rule.media.mediaText} {${layered}}` : layered;
  }

  /** @param {HTMLImageElement} image @param {Map<string, string>} data */
  function pictureSource(image, data) {
    const url = image.currentSrc || (image.getAttribute("src") ? image.src : "");
    return data.get(url) ?? url;
  }

  /** @param {Element} element @param {Map<string, string>} data @returns {Record<string, string>} */
  function attributes(element, data) {
    /** @type {Record<string, string>} */
    const found = {};
    for (const { name, value } of element.attributes) found[name] = value;
    if (element instanceof HTMLInputElement) {
      if (/^(?:checkbox|radio)$/.test(element.type)) {
        delete found["checked"];
        if (element.checked) found["checked"] = "";
      } else if (element.type !== "file") found["value"] = element.value;
    }
    if (element instanceof HTMLOptionElement) {
      delete found["selected"];
      if (element.selected) found["selected"] = "";
    }
    if (element instanceof HTMLImageElement) found["src"] = pictureSource(element, data);
    if (element instanceof HTMLAnchorElement || element instanceof HTMLLinkElement) if (found["href"] !== undefined) found["href"] = element.href;
    return found;
  }

  /** @param {Element} element */
  function isShown(element) {
    const { width, height } = element.getBoundingClientRect();
    return width >= LEAST_SIDE && height >= LEAST_SIDE;
  }

  /** @param {Element} element @returns {string[]} The texts in it that hold no element, where a name stands for itself. */
  function leaves(element) {
    const inside = [element, ...element.querySelectorAll(":not(script, style, noscript)")];
    const texts = inside.filter(({ childElementCount }) => childElementCount === 0).map(({ textContent }) => (textContent ?? "").trim());
    return texts.filter((text) => text !== "" && text.length <= LONGEST_NAME);
  }

  /** @param {{ accounts: string[], others: string[] }} names @param {{ own: Set<Element>, around: Set<Element> }} listing @param {Map<string, string>} data */
  function walker(names, { own, around }, data) {
    /** @param {Document | ShadowRoot} root @returns {Tree[]} */
    const adopted = (root) => root.adoptedStyleSheets.map((sheet) => ({ t: "style", c: [rules(sheet) ?? ""] }));

    /** @param {Node} parent @returns {Tree[]} */
    const children = (parent) => [...parent.childNodes].flatMap(visit);

    /** @param {HTMLLinkElement} node @returns {Tree[]} Without children: the sheet's text is to be had elsewhere. */
    function link(node) {
      const made = { t: node.localName, a: attributes(node, data) };
      if (node.rel.toLowerCase() === "canonical") return [made];
      if (!node.sheet || node.disabled) return [];
      const text = rules(node.sheet);
      return [text === null ? made : { ...made, c: [text] }];
    }

    /** @param {Node} node @returns {Tree[]} */
    function visit(node) {
      if (node instanceof Text) return [node.data];
      if (!(node instanceof Element)) return [];
      const tag = node.localName;
      if (LEFT_OUT.has(tag)) return [];
      if (node instanceof HTMLScriptElement) return script(node);
      if (node instanceof HTMLStyleElement) return node.sheet ? [{ t: tag, a: attributes(node, data), c: [rules(node.sheet) ?? ""] }] : [];
      if (node instanceof HTMLLinkElement) return link(node);
      /** @type {Exclude<Tree, string>} */
      const made = { t: tag, a: attributes(node, data) };
      if (own.has(node)) made.own = true;
      const account = node.matches(ACCOUNTS);
      if (account) names[node.matches(STORES) ? "accounts" : "others"].push(...leaves(node));
      if (!around.has(node)) {
        if (account || node.matches(PEOPLE)) return [{ ...made, away: true }];
        if (node.matches(FURNITURE)) {
          names.accounts.push(...[...node.querySelectorAll(STORES)].flatMap(leaves));
          names.others.push(...leaves(node));
          return [{ ...made, away: true }];
        }
      }
      if (EMPTIED.has(tag)) return [made];
      if (node instanceof HTMLTextAreaElement) return [{ ...made, c: [node.value] }];
      if (node instanceof HTMLImageElement && (own.has(node) || isShown(node))) made.seen = true;
      const shadow = tenken.dom.shadowOf(node);
      if (shadow) made.s = [...children(shadow), ...adopted(shadow)];
      made.c = children(node);
      if (node instanceof HTMLHeadElement) made.c.push(...adopted(document));
      return [made];
    }
    return visit;
  }

  /** @param {HTMLScriptElement} element @returns {Tree[]} Only data that the adapters read. */
  function script(element) {
    const text = element.textContent ?? "";
    const type = element.type === "application/ld+json" ? element.type : "";
    return type || DECLARED.test(text) ? [{ t: "script", a: { type }, c: [text] }] : [];
  }

  /** Pictures that only this page can read, as data: addresses. */
  async function privatePictures() {
    /** @type {Map<string, string>} */
    const data = new Map();
    const urls = new Set([...document.images].map(({ currentSrc }) => currentSrc).filter((url) => url.startsWith("blob:")));
    for (const url of urls) {
      try {
        const blob = await (await fetch(url)).blob();
        data.set(url, `data:${blob.type || "image/png"};base64,${await tenken.bytes.base64(blob)}`);
      } catch {
        data.set(url, "");
      }
    }
    return data;
  }

  /** Fields by name, whose values nobody else may see. @param {string} selector @returns {[string, string][]} */
  const values = (selector) => [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(selector))].map(({ name, id, value }) => [name || id, value]);

  /** Of hidden fields, and the site's own marks against forgery. @returns {[string, string][]} */
  function secrets() {
    /** @type {NodeListOf<HTMLMetaElement>} */
    const metas = document.querySelectorAll("meta[name]");
    return [...values('input[type="hidden"]:not(#ASIN)'), ...[...metas].map(({ name, content }) => /** @type {[string, string]} */ ([name, content]))];
  }

  async function captured() {
    const data = await privatePictures();
    const names = { accounts: /** @type {string[]} */ ([]), others: /** @type {string[]} */ ([]) };
    const visit = walker(names, ownElements(), data);
    const [tree] = visit(document.documentElement);
    return { tree, names, secrets: secrets(), passwords: values('input[type="password"]').map(([, value]) => value), locale: navigator.language, viewport: { width: innerWidth, height: innerHeight } };
  }

  Object.assign(globalThis, { tenkenCapture: captured });
})();
