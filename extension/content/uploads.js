// Files on their way into the site's own form: noticed when picked or dropped, judged before the site has them.
// Listens only; what the site does with the file is neither changed nor delayed.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const MOST = 20; // Mercari's gallery
  const TWICE_MS = 1_500; // one choice may be told by "input", "change" and "drop"
  const LATE_MS = 20_000; // a worker that was restarted meanwhile has lost the file
  const MOST_TRIES = 3;

  /** @type {SiteAdapter | null} */
  let adapter = null;
  /** @type {Drawing.Upload[]} */
  let uploads = [];
  let counted = 0;
  /** @type {() => Iterable<string>} The addresses of the listing's pictures as they are now. */
  let shown = () => [];
  /** @type {{key: string, at: number}[]} */
  let seen = [];

  /** @param {Element} input @returns {string[] | null} Where its files go, in their order; `null` when it takes no picture of the listing. */
  function slotsOf(input) {
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return null;
    try {
      return adapter?.upload?.(document, input) ?? null;
    } catch {
      return null; // a page half built
    }
  }

  /** @param {File} file @param {Element} input Told a moment ago by another event. */
  function isRepeated(file, input) {
    const now = performance.now();
    const key = [file.name, file.size, file.lastModified, input.id, input.getAttribute("data-testid")].join("\n");
    seen = seen.filter(({ at }) => now - at < TWICE_MS);
    if (seen.some((one) => one.key === key)) return true;
    seen.push({ key, at: now });
    return false;
  }

  /** A lesson that hides marks hides what was found on files, too. */
  const draw = () => tenken.slip.draw(tenken.lesson.hides() ? [] : uploads);

  /** @param {HTMLInputElement} input @param {readonly File[]} files */
  function take(input, files) {
    const slots = slotsOf(input);
    if (!slots) return;
    const fresh = files.filter((file) => !isRepeated(file, input));
    // An input of one slot replaces that slot's picture; any other fills those that are free.
    if (fresh.length > 0 && slots.length === 1) for (const { id, slot } of [...uploads]) if (slot === slots[0]) forget(id);
    const free = slots.filter((slot) => !uploads.some((upload) => upload.slot === slot));
    const before = new Set(shown());
    fresh.slice(0, Math.min(free.length, MOST)).forEach((file, at) => {
      counted += 1;
      const problem = file.size > tenken.bytes.MOST ? "too-large" : file.size === 0 ? "not-image" : null;
      uploads.push({ id: counted, file, slot: free[at] ?? "MAIN", input, before, problem, report: null, sentAt: 0, tries: 0 });
    });
    while (uploads.length > MOST) forget(/** @type {Drawing.Upload} */ (uploads[0]).id);
    next();
    draw();
  }

  /** @param {Drawing.Upload} upload */
  const isOpen = ({ problem, report }) => problem === null && report === null;

  /** Hands the next file to the worker: one at a time, for each may be 8 MiB. */
  function next() {
    if (uploads.some((upload) => upload.sentAt > 0 && isOpen(upload))) return;
    const upload = uploads.find((one) => one.sentAt === 0 && isOpen(one));
    if (upload) void send(upload);
  }

  /** @param {Drawing.Upload} upload */
  async function send(upload) {
    upload.sentAt = performance.now();
    upload.tries += 1;
    const base64 = await tenken.bytes.base64(upload.file);
    if (!uploads.includes(upload)) return next();
    if (base64 === null) {
      upload.problem = "page";
      draw();
      return next();
    }
    tenken.link.send({ type: "picked-image", id: upload.id, slot: upload.slot, base64 });
  }

  /** @param {Messages.PickedVerdict} verdict */
  function verdict({ id, problem, report }) {
    const upload = uploads.find((one) => one.id === id);
    if (!upload) return;
    upload.problem = problem;
    upload.report = (report && tenken.accept.report(report)?.report) ?? (problem === null ? upload.report : null);
    draw();
    next();
  }

  /** @param {number} id */
  function forget(id) {
    uploads = uploads.filter((upload) => upload.id !== id);
    tenken.link.send({ type: "picked-gone", id });
  }

  /** Nobody wants to know any more. @param {Element} input Whose files. */
  function dismiss(input) {
    for (const upload of [...uploads]) if (upload.input === input) forget(upload.id);
    draw();
    next();
  }

  /** The listing was read: a file that the site shows by itself is judged like any other picture. @param {Messages.Draft["images"]} images */
  function listed(images) {
    const arrived = uploads.filter(({ slot, before }) => images?.some((image) => image.slot === slot && image.url !== null && !before.has(image.url)));
    if (arrived.length === 0) return;
    for (const { id } of arrived) forget(id);
    draw();
    next();
  }

  /** Once a second, while the agent can be asked. */
  function retry() {
    const now = performance.now();
    for (const upload of uploads) {
      const late = isOpen(upload) && upload.sentAt > 0 && now - upload.sentAt > LATE_MS;
      if ((late || upload.problem === "agent") && upload.tries < MOST_TRIES) Object.assign(upload, { problem: null, sentAt: 0 });
    }
    next();
    draw();
  }

  /** @param {SiteAdapter | null} of Another page: its files are of no interest here. */
  function use(of) {
    if (of !== adapter) clear();
    adapter = of;
  }

  function clear() {
    if (uploads.length === 0) return;
    for (const { id } of [...uploads]) forget(id);
    draw();
  }

  /** @param {Event} event */
  function picked(event) {
    const input = event.composedPath()[0];
    if (event.isTrusted && adapter && input instanceof HTMLInputElement && input.type === "file") take(input, [...(input.files ?? [])]);
  }

  /** @param {DragEvent} event */
  function dropped(event) {
    const files = [...(event.dataTransfer?.files ?? [])]; // gone when the event is over
    const path = event.composedPath();
    if (!event.isTrusted || !adapter || files.length === 0) return;
    // Later, when the site has had it: a drop that it did not claim is none of a drop zone.
    setTimeout(() => {
      if (!event.defaultPrevented) return;
      for (const element of path) {
        if (!(element instanceof Element)) continue;
        const inputs = [element, ...element.querySelectorAll('input[type="file"]')].filter((input) => slotsOf(input) !== null);
        if (inputs.length === 1) return take(/** @type {HTMLInputElement} */ (inputs[0]), files);
        if (inputs.length > 1) return;
      }
    }, 0);
  }

  /** @param {() => Iterable<string>} addresses */
  function start(addresses) {
    shown = addresses;
    tenken.slip.start(dismiss);
    for (const name of ["input", "change"]) document.addEventListener(name, picked, { capture: true, passive: true });
    document.addEventListener("drop", dropped, { capture: true, passive: true });
  }

  tenken.uploads = { start, use, clear, verdict, listed, retry, redraw: draw };
})();
