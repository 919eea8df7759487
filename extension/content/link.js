// The page's line to the background worker. Content scripts never speak to the agent themselves.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const FIRST_WAIT_MS = 100;
  const LAST_WAIT_MS = 1_000;
  /** A line that lasted this long was not a failed try. */
  const STEADY_MS = 5_000;

  /** @type {chrome.runtime.Port | null} */
  let port = null;
  /** @type {Messages.LinkHandlers | null} */
  let handlers = null;
  /** @type {Extract<Messages.FromPage, { type: "listing" }> | null} */
  let newest = null;
  /** @type {Extract<Messages.FromPage, { type: "drawn" }> | null} */
  let drawn = null;
  /** What a learner did, by its id, until it is answered. @type {Map<string, Messages.FromLearner>} */
  const unanswered = new Map();
  /** Names this document for as long as it lives, whatever becomes of the worker. */
  const name = `page-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  let wait = FIRST_WAIT_MS;
  let begun = 0;

  /** After an update or removal of the extension this page's scripts are orphans: nothing to talk to. */
  const isOrphan = () => chrome.runtime?.id === undefined;

  function connect() {
    if (isOrphan()) return;
    try {
      port = chrome.runtime.connect({ name });
    } catch {
      port = null;
      return;
    }
    begun = Date.now();
    port.onMessage.addListener(receive);
    port.onDisconnect.addListener(lost);
    // The worker may be a new one that knows nothing of this page.
    if (drawn !== null) port.postMessage(drawn);
    if (newest !== null) port.postMessage(newest);
    for (const message of unanswered.values()) port.postMessage(message);
  }

  /** The worker was stopped, which is ordinary; connecting starts it again. */
  function lost() {
    void chrome.runtime?.lastError;
    port = null;
    if (Date.now() - begun > STEADY_MS) wait = FIRST_WAIT_MS;
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, LAST_WAIT_MS);
  }

  // The browser may keep the page alive in its back/forward cache, with the port closed.
  addEventListener("pageshow", (event) => {
    if (event.persisted && handlers !== null && port === null) connect();
  });

  /** @param {Messages.ToPage} message */
  function receive(message) {
    switch (message.type) {
      case "state":
        return handlers?.onState(message);
      case "report":
        return handlers?.onReport(message.report, message.unavailable ?? 0);
      case "refused":
        return handlers?.onRefused(message.revision, message.message);
      case "need-image":
        return handlers?.onNeedImage(message.url);
      case "picked-verdict":
        return handlers?.onPicked(message);
      case "waiver-answer":
        return handlers?.onWaiver(message);
      case "stage":
        if (message.stage?.learner === /** @type {Wire.Join | undefined} */ (unanswered.get("join"))?.learner) unanswered.delete("join");
        return handlers?.onStage(message.stage);
      case "attempted":
        unanswered.delete(message.verdict.id);
        return handlers?.onAttempted(message.verdict);
      case "answered":
        unanswered.delete(message.verdict.id);
        return handlers?.onAnswered(message.verdict);
      case "lesson":
        return handlers?.onLesson(message.left);
      case "show":
        return handlers?.onShow(message.id);
      case "step":
        return handlers?.onStep(message.by);
      case "open-card":
        return handlers?.onOpenCard();
      default:
        return undefined;
    }
  }

  tenken.link = {
    start(given) {
      if (handlers !== null) return;
      handlers = given;
      connect();
    },
    send(message) {
      if (message.type === "listing") newest = message;
      if (message.type === "no-listing") newest = null;
      if (message.type === "drawn") drawn = message;
      if (message.type === "attempt" || message.type === "answer") unanswered.set(message.id, message);
      if (message.type === "join") unanswered.set("join", message);
      try {
        port?.postMessage(message);
      } catch {
        // Orphaned or just closed; onDisconnect brings the newest listing again.
      }
    },
  };
})();
