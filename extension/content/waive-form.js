// The form that says "not a problem here", for the card and for the side panel. It holds what was typed; it sends nothing itself.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { element, button } = tenken.face;

  const MOST_REASON = 2_000; // agent/waivers.py, Line
  const MOST_AUTHOR = 200;
  let made = 0;

  /** Today in the reader's own time zone, as a date input writes it. */
  function today() {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  }

  /** @param {Waiving.FormActions} actions @param {string} author Who was named last. @returns {Waiving.Form} */
  function make(actions, author) {
    made += 1;
    const prefix = `waive-${made}`;
    /** What is said in the reader's language, and how it is said again in another one. @type {(() => void)[]} */
    const said = [];
    /** @template {HTMLElement} T @param {T} node @param {string} name Of the words. */
    const worded = (node, name) => {
      said.push(() => (node.textContent = tenken.say(`waive_${name}`)));
      return node;
    };
    /** @template {HTMLElement} T @param {string} name Of the label. @param {T} control */
    const labelled = (name, control) => {
      const label = element("label", "");
      label.append(worded(element("span", ""), name), control);
      return label;
    };

    const title = worded(element("p", "waive-title"), "title");
    title.id = `${prefix}-title`;
    const choices = element("div", "choices");
    const waiting = worded(element("p", "waiting"), "asking");
    const scopes = element("fieldset", "");
    scopes.append(worded(element("legend", ""), "scope"), waiting, choices);
    const reason = element("textarea", "reason");
    Object.assign(reason, { rows: 2, required: true, maxLength: MOST_REASON });
    const until = element("input", "until");
    Object.assign(until, { type: "date", min: today(), max: "9999-12-31" });
    const by = element("input", "author");
    Object.assign(by, { type: "text", maxLength: MOST_AUTHOR, value: author, autocomplete: "off" });
    const more = element("div", "more-fields");
    more.append(labelled("until", until), labelled("author", by));
    const problem = element("p", "problem");
    problem.setAttribute("role", "alert");
    const node = element("div", "waive-form");
    node.setAttribute("role", "group");
    node.setAttribute("aria-labelledby", title.id);
    node.append(title, worded(element("p", "explain"), "explain"), scopes, labelled("reason", reason), more);
    const save = worded(button("main save", "", null, (event, self) => actions.save(event, self)), "save");
    const cancel = worded(button("plain cancel", "", null, () => actions.cancel()), "cancel");
    const buttons = element("footer", "waive-buttons");
    buttons.append(problem, save, cancel);

    /** @type {readonly Wire.WaiverChoice[]} */
    let offered = [];
    const chosen = () => offered.find((_, at) => /** @type {HTMLInputElement | undefined} */ (choices.querySelectorAll("input")[at])?.checked);

    /** @param {readonly Wire.WaiverChoice[]} entries The narrowest first. @param {string} user Who is named when nobody is. */
    function offer(entries, user) {
      const before = chosen()?.scope;
      offered = entries;
      by.placeholder = user;
      const kept = entries.some(({ scope }) => scope === before) ? before : entries[0]?.scope;
      choices.replaceChildren(...entries.map(({ scope, words }) => {
        const radio = element("input", "");
        Object.assign(radio, { type: "radio", name: prefix, value: scope, checked: scope === kept });
        const label = element("label", "choice");
        label.append(radio, element("span", "", words));
        return label;
      }));
      waiting.hidden = true;
    }

    /** @param {string} words What stands in the way; empty: nothing. */
    function fail(words) {
      problem.textContent = words;
      problem.hidden = words === "";
      waiting.hidden = offered.length > 0 || words !== "";
    }

    /** @param {boolean} busy An answer is awaited: a second click saves nothing twice. */
    function wait(busy) {
      save.setAttribute("aria-disabled", String(busy));
      if (busy) fail("");
      save.textContent = tenken.say(busy ? "waive_saving" : "waive_save");
    }

    function relabel() {
      for (const again of said) again();
    }

    /** What is filled in, or the words for what is missing. @returns {Waiving.Filled | string} */
    function filled() {
      const choice = chosen();
      const why = reason.value.trim();
      if (why === "") return tenken.say("waive_needs_reason");
      if (until.validity.badInput || (until.value !== "" && until.value < today())) return tenken.say("waive_needs_day");
      return { choice: choice ?? null, reason: why, author: by.value.trim(), until: until.value === "" ? null : until.value };
    }

    relabel();
    fail("");
    return {
      node, buttons, offer, fail, wait, relabel, filled,
      waits: () => save.getAttribute("aria-disabled") === "true",
      focus: () => reason.focus({ preventScroll: true }),
    };
  }

  tenken.waiveForm = { make };
})();
