// The conversation of one page: what was read goes to the worker, what comes back is drawn. Last file: marks the set as loaded.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const PATIENCE_MS = 10_000; // a page may become a listing this long after its address did

  /** @type {Draft | null} */
  let draft = null;
  let patience = performance.now() + PATIENCE_MS;
  let sent = "";
  let revision = 0;
  /** A field changed since the last listing was sent: reports on it come too late. */
  let dirty = false;
  let started = false;
  /** The newest report on the current revision. @type {Wire.ReportMessage | null} */
  let report = null;
  /** How far the verdict on it has come; -1 when the agent or what it judges by is another one. */
  let rank = -1;
  /** Pictures of it that could not be fetched. */
  let unavailable = 0;
  /** @type {Messages.State | null} */
  let connection = null;
  /** @type {string | null} */
  let refusal = null;
  /** Why the agent could not keep what a learner did. @type {string | null} */
  let unkept = null;
  let readable = true;
  /** The page removes or covers what we draw. */
  let blocked = false;
  let drawn = "";

  /**
   * The interface's words in the chosen language; `$1`, `$2` … are filled from `values`.
   * @param {string} key @param {readonly (string | number)[]} [values]
   */
  function say(key, values = []) {
    const words = connection?.strings[key] ?? globalThis.chrome?.i18n?.getMessage?.(key) ?? "";
    return words.replace(/\$(\d)/g, (_, digit) => String(values[Number(digit) - 1] ?? ""));
  }

  /** Reads the page and sends the listing if it is another one than before. */
  function read() {
    /** @type {ReturnType<Tenken["extract"]>} */
    let reading = null;
    try {
      reading = tenken.extract();
      readable = true;
    } catch (error) {
      readable = false; // said on the page; the next change tries again
      console.error("Tenken could not read this page", error);
    }
    if (!reading) {
      if (readable) leave();
      return showStatus();
    }
    begin(reading.adapter);
    tenken.directing.pause(false);
    const before = draft?.listing.images ?? [];
    draft = reading.draft;
    const address = location.origin + location.pathname;
    const now = JSON.stringify([draft.listing, draft.expected, draft.found, address]);
    const changed = now !== sent;
    if (changed) {
      sent = now;
      revision += 1;
      report = null;
      rank = -1;
      refusal = null;
      const images = draft.listing.images ?? [];
      tenken.drawing.replaced(new Set(before.flatMap(({ url }, index) => (images[index]?.url === url ? [] : [index]))));
      const { listing, expected, found } = draft;
      tenken.link.send({ type: "listing", revision, listing: /** @type {Messages.Draft} */ (listing), expected, found, address });
    }
    tenken.places.listed(draft);
    if (changed) tenken.hunt.draw();
    tenken.uploads.listed(/** @type {Messages.Draft} */ (draft.listing).images);
    // Typed and taken back before anything was sent: the report still fits, and its hidden marks come back.
    if (!changed && report && (dirty || shown !== report)) take(report);
    else tenken.drawing.refresh();
    dirty = false;
    tenken.actions.sync();
    showStatus();
  }

  /** @param {SiteAdapter} adapter */
  function begin(adapter) {
    tenken.drawing.use(adapter);
    tenken.uploads.use(adapter);
    if (!started) {
      started = true;
      tenken.overlay.start(checkSight);
      tenken.status.start();
      // First, because a box that a learner drags keeps its click from all others.
      tenken.directing.start({ revision: currentRevision, changed: onDirected, answered: onAnswered });
      tenken.actions.start({ redraw: () => report && take(report), dismissed: sendDrawn });
      tenken.uploads.start(() => (draft?.listing.images ?? []).flatMap(({ url }) => url ?? []));
      tenken.link.start({
        onState, onReport, onRefused, onNeedImage, onPicked: tenken.uploads.verdict, onWaiver: tenken.waiveDesk.answer, onStep: tenken.actions.step,
        onShow: (id) => tenken.actions.show(id, () => report && take(report)), onOpenCard: tenken.directing.openAtCaret, onStage: tenken.directing.take, onLesson: tenken.directing.leave,
        onAttempted: tenken.directing.attempted, onAnswered: tenken.directing.answered,
      });
    }
    tenken.watch.observe(adapter.root(document));
  }

  /** The page is no listing (any more). */
  function leave() {
    if (!started || !draft) return;
    draft = null;
    sent = "";
    report = null;
    tenken.link.send({ type: "no-listing" });
    tenken.places.listed(null);
    tenken.directing.pause(true); // it may be back in a moment
    tenken.actions.close(false);
    tenken.drawing.use(null);
    tenken.uploads.use(null);
    tenken.watch.observe(null);
  }

  /** @type {Wire.ReportMessage | null} */
  let shown = null;

  /** @param {Wire.ReportMessage} verdict */
  function take(verdict) {
    shown = verdict;
    tenken.drawing.take(verdict, tenken.actions.dismissed);
    tenken.actions.sync();
    showStatus();
  }

  /** @param {unknown} message @param {number} missing */
  function onReport(message, missing) {
    const accepted = tenken.accept.report(message);
    if (!accepted || accepted.report.revision !== revision || !draft) return;
    const come = tenken.accept.rank(accepted.report.phase);
    if (come < rank) return; // overtaken by a later phase of the same revision
    rank = come;
    report = accepted.report;
    unavailable = missing;
    refusal = null;
    // Typed since: the next listing is on its way, and until then the old marks keep to their words.
    if (!dirty) take(report);
  }

  /** @param {Messages.State} message */
  function onState(message) {
    connection = message;
    rank = -1;
    tenken.locale = message.locale;
    tenken.directing.redraw();
    tenken.waiveDesk.heed(message);
    tenken.actions.sync();
    tenken.uploads.redraw();
    showStatus();
  }

  /** @param {number | null} refused @param {string} message */
  function onRefused(refused, message) {
    if (refused === null) unkept = message || null; // no word on the listing; empty: it is sent no more
    else if (refused === revision) refusal = message;
    else return;
    showStatus();
  }

  function sendDrawn() {
    /** @type {Messages.FromPage} */
    const now = { type: "drawn", dismissed: [...tenken.actions.dismissed].slice(0, 1_000), blocked, mode: tenken.lesson.mode(), left: tenken.lesson.hasLeft() };
    const said = JSON.stringify(now);
    if (said !== drawn) tenken.link.send(now); // every stage of a lesson asks
    drawn = said;
  }

  /** Once a second: whether the page hides what we draw. Then only the panel and the badge can tell. */
  function checkSight() {
    const hidden = !tenken.overlay.check() || tenken.card.covered();
    if (hidden === blocked) return;
    blocked = hidden;
    sendDrawn();
  }

  /** Only the page itself can read its blob: and data: pictures. @param {string} url */
  async function onNeedImage(url) {
    const known = draft?.listing.images?.some((image) => image.url === url) ?? false;
    if (!known || !/^(?:blob|data):/.test(url)) return;
    tenken.link.send({ type: "image-bytes", url, base64: await tenken.bytes.of(tenken.dom.readableUrl(url)) });
  }

  function showStatus() {
    if (started) tenken.status.show(tenken.standing.of({ draft, readable, connection: connection?.state ?? "connecting", refusal, unkept, report, unavailable, leave: () => tenken.directing.leave(true) }));
  }

  function onDirected() {
    sendDrawn();
    onAnswered();
  }

  /** The agent could keep what a learner did: what it refused before is over. */
  function onAnswered() {
    unkept = null;
    showStatus();
  }

  /** The revision of the listing as it is now: what was typed a moment ago is sent first. */
  function currentRevision() {
    if (dirty && !tenken.watch.composing()) read();
    return revision;
  }

  /** Another page of the site, or another tab of its form: no mark of the last one may stay. */
  function navigated() {
    patience = performance.now() + PATIENCE_MS;
    sent = "";
    report = null;
    tenken.actions.close(false);
    tenken.drawing.clear();
    tenken.uploads.clear();
    tenken.waiveDesk.clear();
    read();
  }

  function moved() {
    tenken.drawing.moved();
    tenken.slip.follow();
  }

  /** @param {boolean} second */
  function beat(second) {
    if (second && !draft && performance.now() < patience) read();
    if (!started || !draft) return;
    if (tenken.drawing.onOverlay()) tenken.drawing.soon();
    if (!second) return;
    checkSight();
    if (connection?.state === "ready") tenken.uploads.retry();
    tenken.status.draw();
  }

  /** @param {EventTarget | undefined} control */
  function typed(control) {
    if (!started) return;
    dirty = true;
    tenken.drawing.typed(control);
    tenken.actions.sync();
  }

  tenken.say = say;
  tenken.locale = "en";
  tenken.watch.start({ read, typed, moved, beat, navigated });
  read();
  tenken.loaded = true;
})();
