/** What the side panel says while a lesson is on: that it hides the findings, and the way out of it and back. */

import { byId, sign, text } from "../shared/words.js";

let hides = false;

/**
 * @param {Messages.PageState | null} page
 * @returns {boolean}  whether the lesson hides the findings
 */
export function drawLesson(page) {
  const { mode, left } = page?.lesson ?? { mode: "normal", left: false };
  hides = mode !== "normal";
  const hunting = mode === "hunt";
  byId("lesson", HTMLElement).hidden = !hides && !left;
  byId("lesson-sign", HTMLSpanElement).replaceChildren(sign("info"));
  byId("lesson-title", HTMLHeadingElement).textContent = text(hides ? "lesson_hides" : "lesson_left");
  byId("lesson-help", HTMLParagraphElement).textContent = hides ? text(hunting ? "lesson_hunt_help" : "lesson_hides_help") : "";
  byId("lesson-leave", HTMLButtonElement).textContent = text(hides ? "lesson_leave" : "lesson_return");
  return hides;
}

/** @param {(left: boolean) => void} say  the operator leaves the lesson on this page, or comes back to it */
export function followLessonButton(say) {
  byId("lesson-leave", HTMLButtonElement).addEventListener("click", () => say(hides));
}
