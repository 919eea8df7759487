// What a headless audit asks of a page, beside the content files: when it is whole, what it is, where findings stand.
(() => {
  "use strict";
  const { tenken } = globalThis;

  const TICK_MS = 100;
  /** A page with everything on it may still be filling its lists; one without may still be loading. */
  const CALM_MS = { whole: 500, part: 1_500 };
  const DECODE_MS = 10_000;
  /** Fields that the address tells, or that the site adds: they do not show that the page is there. */
  const WEAK = new Set(["asin", "sku", "messages"]);
  const ROBOT = [
    'form[action*="validateCaptcha"]', 'form[action*="opfcaptcha"]', // Amazon
    "#challenge-form", "#challenge-running", 'iframe[src*="challenges.cloudflare.com"]', 'iframe[src*="captcha-delivery.com"]',
  ].join();
  const FAILED = 'img[src*="/images/G/"][src*="/error/"]'; // Amazon's "Something went wrong"

  function read() {
    try {
      return tenken.extract();
    } catch {
      return null; // a page half built
    }
  }

  /** @param {ReturnType<Tenken["extract"]>} reading */
  function fullness(reading) {
    const { expected = [], found = [] } = reading?.draft ?? {};
    if (!found.some((field) => !WEAK.has(field))) return "none";
    return expected.every((field) => found.includes(field)) ? "whole" : "part";
  }

  /** Nothing will come any more: no page of a listing, or one without fields. @param {ReturnType<Tenken["extract"]>} reading */
  const hopeless = (reading) => reading === null || reading.draft.expected.length === 0 || refused();
  const refused = () => document.querySelector(`${ROBOT}, ${FAILED}, input[type="password"]`) !== null;
  const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  async function loaded() {
    if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }

  /**
   * Waits until the listing is there and stays the same; `false` when it was not by `patience`. A page whose scripts do
   * not run (`still`) is what it is once loaded.
   * @param {boolean} still @param {number} patience Milliseconds.
   */
  async function settled(still, patience) {
    const end = performance.now() + patience;
    await Promise.race([loaded(), pause(patience)]);
    let text = "";
    let since = performance.now();
    while (!still) {
      const reading = read();
      const state = fullness(reading);
      const now = JSON.stringify(reading?.draft ?? null);
      if (now !== text) [text, since] = [now, performance.now()];
      const calm = performance.now() - since;
      if (calm >= CALM_MS.part || (state === "whole" && calm >= CALM_MS.whole)) {
        if (state !== "none" || hopeless(reading)) break;
      }
      if (performance.now() > end) return false;
      await pause(TICK_MS);
    }
    await Promise.race([decoded(), pause(Math.min(DECODE_MS, Math.max(0, end - performance.now())))]);
    return true;
  }

  /** Every picture of the listing that the page shows is decoded, or never will be. */
  async function decoded() {
    const reading = read();
    const images = (reading?.draft.listing.images ?? []).map((_, index) => place(reading, "images", index));
    const shown = images.flatMap((found) => (found?.kind === "image" ? found.element : []));
    // A lazy picture out of sight is not even asked for until somebody scrolls there.
    const coming = shown.filter((image) => image.complete || image.loading !== "lazy");
    await Promise.all(coming.map((image) => image.decode().catch(() => {})));
  }

  /** @param {ReturnType<Tenken["extract"]>} reading @param {Wire.ScreenField | null} field @param {number | null} index */
  function place(reading, field, index) {
    if (!reading || !field) return null;
    try {
      return reading.adapter.locate(document, new URL(location.href), field, index);
    } catch {
      return null;
    }
  }

  function seen() {
    const reading = read();
    return {
      url: location.href,
      draft: reading && reading.draft,
      fullness: fullness(reading),
      password: document.querySelector('input[type="password"]') !== null,
      robot: document.querySelector(ROBOT) !== null,
      failed: document.querySelector(FAILED) !== null,
    };
  }

  /** @param {ReturnType<Tenken["extract"]>} reading @param {Wire.WireTarget} target @returns {DOMRect | null} */
  function box(reading, { field = null, index = null, start = null, end = null, quote = null, region = null }) {
    const found = place(reading, field, index);
    if (!found) return null;
    if (found.kind === "image") return tenken.geometry.region(found.element, region);
    const text = found.kind === "control" ? found.control.value : found.text.text;
    const live = start !== null && end !== null && tenken.spans.fits(text, { start, end }, quote) ? tenken.geometry.range(found, start, end) : null;
    const [first] = Array.from(live?.getClientRects() ?? []).filter(({ width, height }) => width > 0 && height > 0);
    return first ?? tenken.geometry.element(found).getBoundingClientRect();
  }

  /**
   * Where each target stands on the whole page, in CSS pixels from its upper left corner.
   * @param {readonly Wire.WireTarget[]} targets
   */
  function boxes(targets) {
    const reading = read();
    return targets.map((target) => {
      const rect = box(reading, target);
      return rect && rect.width > 0 && rect.height > 0 ? { x: rect.x + scrollX, y: rect.y + scrollY, width: rect.width, height: rect.height } : null;
    });
  }

  /** The bytes of a picture that only the page can read, in base64. @param {string} url */
  async function bytes(url) {
    try {
      return await tenken.bytes.base64(await (await fetch(tenken.dom.readableUrl(url))).blob());
    } catch {
      return null; // revoked, or forbidden by the page
    }
  }

  Object.assign(globalThis, { tenkenAudit: { settled, seen, boxes, bytes } });
})();
