// Plays the site adapter and the worker for the drawing scripts: a small editor whose fields are found by id.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  const deep = (id) => document.getElementById(id) ?? document.getElementById(`${id}-host`)?.shadowRoot?.getElementById(id) ?? null;
  const place = (id) => {
    const element = deep(id);
    if (!element) return null;
    if (element instanceof HTMLImageElement) return { kind: "image", element };
    const host = element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : element;
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return { kind: "control", control: element, host };
    return { kind: "static", element, text: tenken.dom.readText(element) };
  };
  const TEXTS = ["title", "description", "brand", "price"];
  tenken.addSite({
    name: "practice",
    page: () => (document.body?.dataset.page === "practice" ? "edit" : null),
    extract() {
      const listing = { platform: "amazon", page: "edit" };
      for (const id of TEXTS) {
        const found = place(id);
        if (found) listing[id] = found.kind === "control" ? found.control.value : found.text.text;
      }
      const image = deep("image");
      if (image) listing.images = [{ slot: "MAIN", url: image.src }];
      const found = [...TEXTS, "images"].filter((name) => listing[name] !== undefined);
      const expected = document.body.dataset.expected?.split(" ") ?? found;
      return { listing, expected: [...new Set([...expected, ...found])], found };
    },
    locate: (_document, _url, field) => place(field === "images" ? "image" : field),
    upload: (document, input) => {
      const free = ["MAIN", "PT01", "PT02"].filter((slot) => slot !== "MAIN" || !deep("image"));
      return input.id === "file" ? (input.dataset.slot ? [input.dataset.slot] : free) : null;
    },
    root: (document) => document.body,
  });

  globalThis.sent = [];
  globalThis.worker = null;
  tenken.link = {
    start: (handlers) => (globalThis.worker = handlers),
    send: (message) => globalThis.sent.push(structuredClone(message)),
  };
  globalThis.listings = () => globalThis.sent.filter(({ type }) => type === "listing");
  globalThis.root = () => tenken.overlay.root();
  globalThis.card = () => tenken.overlay.root().querySelector(".card:not([hidden])");
  globalThis.boxOf = (node) => (({ left, top, width, height }) => ({ left, top, width, height }))(node.getBoundingClientRect());
  globalThis.drawnMarks = () =>
    tenken.drawing.marks().map(({ annotation, kind, span, stale, shape, rects, number }) => ({
      id: annotation.id, kind, span, stale, shape, number,
      rects: rects.map(({ left, top, width, height }) => ({ left, top, width, height })),
    }));
  globalThis.painted = () =>
    ["error", "warning", "info", "unsure"].flatMap((kind) =>
      [...(CSS.highlights.get(`tenken-${kind}`) ?? [])].map((range) => ({ kind, start: range.startOffset, end: range.endOffset })),
    );
})();
