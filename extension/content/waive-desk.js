// The open forms of "not a problem here" and their questions to the worker. What was typed stays until it is saved or cancelled.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const ANSWER_MS = 15_000; // the agent waits at most 10 s for the file

  /** @typedef {{key: string, finding: string, form: Waiving.Form}} Entry */
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** Questions without an answer. @type {Map<number, {entry: Entry, kind: "choices" | "save" | "again", timer: number}>} */
  const asked = new Map();
  /** @type {Waiving.Host | null} */
  let host = null;
  let asks = 0;
  let author = "";
  let language = "";
  let ready = false;

  /** @param {Waiving.Host} given */
  function start(given) {
    host = given;
  }

  /** The form for a finding, a new one if none is open. @param {string} key Names it here. @param {string} finding The annotation's id. */
  function open(key, finding) {
    const known = entries.get(key);
    if (known) return known.form;
    /** @type {Entry} */
    const entry = {
      key,
      finding,
      form: tenken.waiveForm.make({ save: (event, self) => save(entry, event, self), cancel: () => close(entry) }, author),
    };
    entries.set(key, entry);
    choices(entry);
    return entry.form;
  }

  /** @param {Entry} entry */
  function close({ key }) {
    entries.delete(key);
    host?.closed(key, false);
  }

  /** @param {Entry} entry @param {"choices" | "save" | "again"} kind @param {Messages.WaiverAsk} message */
  function ask(entry, kind, message) {
    const { ask: number } = message;
    const timer = setTimeout(() => answer({ type: "waiver-answer", ask: number, problem: tenken.say("waive_problem_late"), again: false, choices: [], author: "" }), ANSWER_MS);
    asked.set(number, { entry, kind, timer });
    host?.send(message, entry.key);
  }

  /** @param {Entry} entry @param {"choices" | "again"} [kind] `again`: what the form says of the last try stays. */
  function choices(entry, kind = "choices") {
    asks += 1;
    ask(entry, kind, { type: "waiver-choices", ask: asks, finding: entry.finding });
  }

  /** @param {Entry} entry @param {Event} event @param {HTMLElement} self */
  function save(entry, event, self) {
    const { form } = entry;
    if (form.waits()) return;
    if (!event.isTrusted || !host?.aimed(event, self)) return form.fail(tenken.say("card_not_seen"));
    const filled = form.filled();
    if (typeof filled === "string") {
      form.fail(filled);
      form.focus();
      return host.changed();
    }
    const { choice, ...rest } = filled;
    if (choice === null) return choices(entry); // the agent was away when the form was opened
    form.wait(true);
    asks += 1;
    ask(entry, "save", { type: "waive", ask: asks, finding: entry.finding, scope: choice.scope, words: choice.words, ...rest });
  }

  /** @param {Messages.WaiverAnswer} given */
  function answer(given) {
    const question = asked.get(given.ask);
    if (!question) return;
    asked.delete(given.ask);
    clearTimeout(question.timer);
    const { entry, kind } = question;
    if (entries.get(entry.key) !== entry) return; // cancelled meanwhile; a waiver that was saved is listed in the panel
    if (kind === "save") entry.form.wait(false);
    if (given.problem !== null) {
      entry.form.fail(given.problem);
      if (given.again) choices(entry, "again");
    } else if (kind === "save") {
      entries.delete(entry.key);
      host?.closed(entry.key, true);
    } else {
      if (kind === "choices") entry.form.fail("");
      entry.form.offer(given.choices, given.author);
    }
    host?.changed();
  }

  /** The connection, the language or the remembered name may be others now. @param {Messages.State} state */
  function heed(state) {
    const back = state.state === "ready" && !ready;
    ready = state.state === "ready";
    const other = state.locale !== language;
    language = state.locale;
    author = state.author ?? "";
    for (const entry of entries.values()) {
      if (other) entry.form.relabel();
      if (other || back) choices(entry);
    }
  }

  tenken.waiveDesk = {
    start, open, answer, heed,
    of: (key) => entries.get(key)?.form ?? null,
    clear: () => entries.clear(),
  };
})();
