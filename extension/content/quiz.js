// One question of the trainer's, at the finding that it is about or in the middle. A text is mended in a field of ours.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { element, button } = tenken.face;

  const LONGEST = 50_000; // agent.listing.MAX_TEXT

  /** @type {HTMLElement | null} */
  let dialog = null;
  /** @type {Wire.Question | null} */
  let question = null;
  let language = "";
  /** Put away by the learner: comes back by the command, or with another question. */
  let away = false;
  /** The answer that has no verdict yet. @type {string | null} */
  let sending = null;
  /** @type {Wire.Answered | null} */
  let verdict = null;
  /** @type {Element | null} */
  let returnTo = null;

  /** @param {Wire.Question} asked */
  function passage({ text, start, end }) {
    const made = element("p", "passage");
    made.tabIndex = 0; // else a long one could not be scrolled by keyboard
    if (start === null || end === null || end <= start || end > text.length) made.textContent = text;
    else made.append(text.slice(0, start), element("mark", "", text.slice(start, end)), text.slice(end));
    return made;
  }

  /** @param {string} answer */
  function send(answer) {
    if (!question || sending !== null || isDone()) return;
    sending = tenken.newId();
    verdict = null;
    tenken.link.send({ type: "answer", id: sending, question: question.id, answer });
    tell();
  }

  /** The answer stands: it was right, or the right one has been told. */
  const isDone = () => verdict !== null && (verdict.right || verdict.words !== "");

  /** @param {Wire.Question} asked @returns {HTMLElement[]} */
  function answers(asked) {
    if (asked.kind !== "fix") {
      const list = element("div", "choices");
      list.append(...asked.choices.map(({ id, words }) => button("plain choice", words, null, () => send(id))));
      return [list];
    }
    const area = element("textarea", "");
    Object.assign(area, { value: asked.text, maxLength: LONGEST, rows: 4, spellcheck: false });
    const label = element("label", "");
    label.append(element("span", "", tenken.say("quiz_mend")), area);
    const row = element("div", "choices");
    row.append(button("main", tenken.say("quiz_send"), null, () => send(area.value)));
    return [label, row];
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== "Escape" || !event.isTrusted || event.isComposing) return;
    event.preventDefault(); // else a dialog of the page closes with us
    event.stopPropagation();
    putAway();
  }

  function build() {
    if (!question) return;
    const held = hasFocus();
    const typed = dialog?.querySelector("textarea")?.value;
    dialog?.remove();
    dialog = element("div", "panel quiz");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "false");
    dialog.setAttribute("aria-labelledby", "quiz-prompt");
    dialog.tabIndex = -1;
    dialog.lang = tenken.face.language();
    dialog.addEventListener("keydown", onKey);
    const prompt = element("h2", "", question.prompt);
    prompt.id = "quiz-prompt";
    const heading = element("header", "");
    heading.append(prompt, button("icon close", tenken.say("quiz_later"), "close", putAway));
    const said = element("p", "verdict");
    said.setAttribute("role", "status");
    dialog.append(heading, ...(question.kind === "fix" ? [] : [passage(question)]), ...answers(question), said);
    const area = dialog.querySelector("textarea");
    if (area && typed !== undefined) area.value = typed;
    language = tenken.locale;
    tenken.overlay.root()?.append(dialog);
    tell();
    if (held) focus();
  }

  /** Says how the answer stands. */
  function tell() {
    const said = dialog?.querySelector(".verdict");
    if (!dialog || !said) return;
    const { right = false } = verdict ?? {};
    const result = verdict && `${tenken.say(right ? "quiz_right" : "quiz_wrong")} ${verdict.words}`.trim();
    const words = sending !== null ? tenken.say("hunt_sending") : verdict && !isDone() ? tenken.say("quiz_again") : (result ?? "");
    if (said.textContent !== words) said.textContent = words;
    said.className = `verdict${verdict ? (right ? " good" : " error") : ""}`;
    for (const control of dialog.querySelectorAll(".choices button")) control.setAttribute("aria-disabled", String(sending !== null || isDone()));
    follow();
  }

  /** Shows the question of the newest stage; puts away what is none any more. */
  function draw() {
    const asked = tenken.lesson.current()?.question ?? null;
    if (!asked) {
      if (dialog) close();
      question = null;
      return;
    }
    if (asked.id !== question?.id) {
      away = false;
      sending = verdict = null;
      dialog?.querySelector("textarea")?.remove(); // what was typed into another question
    }
    const same = asked.id === question?.id && language === tenken.locale && dialog?.isConnected;
    question = asked;
    if (!away && !same) build();
  }

  /** @param {Wire.Answered} said */
  function answered(said) {
    if (said.id !== sending) return;
    sending = null;
    verdict = said;
    tell();
  }

  const hasFocus = () => Boolean(dialog?.contains(tenken.overlay.root()?.activeElement ?? null));

  function close() {
    const held = hasFocus();
    dialog?.remove();
    dialog = null;
    if (held && returnTo instanceof HTMLElement && returnTo.isConnected) returnTo.focus({ preventScroll: true });
    returnTo = null;
    tenken.drawing.soon();
  }

  function putAway() {
    away = true;
    close();
  }

  /** Moves the focus into the question; brings one back that was put away. */
  function focus() {
    if (!hasFocus()) returnTo = tenken.typing.focused();
    away = false;
    if (!dialog?.isConnected) build();
    tenken.drawing.draw(); // in a modal dialog of the page we have to be part of it
    /** @type {HTMLElement | null | undefined} */ (dialog?.querySelector("textarea, .choices button"))?.focus({ preventScroll: true });
  }

  const mark = () => tenken.drawing.marks().find(({ annotation }) => annotation.id === question?.finding) ?? null;

  /** Keeps the dialog at its finding after scrolling and layout. */
  function follow() {
    if (!dialog?.isConnected) return;
    dialog.style.maxHeight = "";
    const view = tenken.overlay.viewport();
    const { width, height } = dialog.getBoundingClientRect();
    const about = mark();
    const rects = about ? tenken.spotlight.holes(about) : [];
    const middle = { left: view.left + (view.width - width) / 2, top: view.top + Math.max(8, (view.height - height) / 2), height: view.height - 16 };
    const at = rects.length > 0 ? tenken.card.position(tenken.card.around(rects), { width, height }, view) : middle;
    Object.assign(dialog.style, { left: `${Math.round(at.left)}px`, top: `${Math.round(at.top)}px`, maxHeight: `${Math.floor(at.height)}px` });
  }

  tenken.quiz = {
    draw, answered, focus, follow,
    isOpen: () => question !== null && !isDone(),
    /** What the open question is about; inside a modal dialog of the page it has to be answered there. @returns {Element | null} */
    element: () => {
      const place = dialog?.isConnected ? mark()?.place : null;
      return place ? tenken.geometry.element(place) : dialog?.isConnected ? document.querySelector("dialog:modal") : null;
    },
  };
})();
