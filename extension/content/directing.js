// What the trainer says to this page, handed to those who draw it; what the operator may do about it.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @type {Hunting.Direction | null} */
  let host = null;

  /** @param {Hunting.Direction} given */
  function start(given) {
    host = given;
    tenken.stage.start();
    tenken.hunt.start({ revision: given.revision, leave: () => leave(true) });
  }

  /** @param {Wire.Stage | null} stage `null`: there is no lesson (any more). */
  function take(stage) {
    const before = tenken.lesson.current();
    tenken.lesson.take(stage);
    tenken.stage.forget();
    settle(before);
  }

  /** The operator wants to see the marks in spite of the lesson, or to take part again. @param {boolean} left */
  function leave(left) {
    const before = tenken.lesson.current();
    tenken.lesson.leave(left);
    settle(before);
  }

  /** The page shows no listing for now, or shows one again: a lesson and whoever left it are remembered. @param {boolean} away */
  function pause(away) {
    const before = tenken.lesson.current();
    if (!tenken.lesson.pause(away)) return;
    tenken.stage.forget();
    settle(before);
  }

  /** Another stage is in force. @param {Wire.Stage | null} before */
  function settle(before) {
    tenken.drawing.select();
    tenken.stage.bring(before);
    tenken.actions.sync();
    redraw();
    tenken.uploads.redraw();
    host?.changed();
  }

  /** The lesson's own parts, as they are now or in another language. */
  function redraw() {
    tenken.quiz.draw();
    tenken.hunt.draw();
  }

  /** @param {Wire.Attempted} verdict */
  function attempted(verdict) {
    tenken.hunt.judged(verdict);
    host?.answered();
  }

  /** @param {Wire.Answered} verdict */
  function answered(verdict) {
    tenken.quiz.answered(verdict);
    host?.answered();
  }

  /** The keyboard command: a question goes first, then the hunt, then the finding at the caret. */
  function openAtCaret() {
    if (tenken.quiz.isOpen()) tenken.quiz.focus();
    else if (tenken.lesson.mode() === "hunt") tenken.hunt.openAt();
    else tenken.actions.openAtCaret();
  }

  tenken.directing = { start, take, leave, pause, redraw, attempted, answered, openAtCaret };
})();
