// What the status line says until something changes: what the marks cannot tell, and that a lesson hides them.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @param {StandingOf} now @returns {Drawing.Standing | null} */
  function of({ draft, readable, connection, refusal, unkept, report, unavailable, leave }) {
    const { say } = tenken;
    if (!draft && readable) return null;
    if (!readable) return { kind: "error", text: say("status_unreadable") };
    if (connection !== "ready") {
      const kind = connection === "connecting" ? "unsure" : "error";
      return { kind, text: say(`status_${connection.replaceAll("-", "_")}`) };
    }
    if (refusal !== null) return { kind: "error", text: say("status_refused", [refusal]) };
    if (unkept !== null) return { kind: "error", text: say("lesson_unkept", [unkept]) };
    // In a hunt the bar has the way out. What is missing or pending would be a hint.
    if (tenken.lesson.mode() === "hunt") return null;
    if (tenken.lesson.hides()) return { kind: "info", text: say("lesson_hides"), action: { label: say("lesson_leave"), act: leave } };
    const parts = [];
    const { expected = [], found = [], listing: read } = draft ?? {};
    if (found.length < expected.length) parts.push(say("status_fields", [found.length, expected.length]));
    if (report?.phase === "text" && read?.images?.length) parts.push(say("status_images"));
    if (report?.phase === "image" && read?.images?.length) parts.push(say("status_reading"));
    if (report && unavailable > 0) parts.push(say("status_unavailable", [unavailable]));
    if (tenken.drawing.omitted() > 0) parts.push(say("status_capped", [tenken.marks.MOST, tenken.marks.MOST + tenken.drawing.omitted()]));
    return parts.length > 0 ? { kind: "unsure", text: parts.join(" · ") } : null;
  }

  tenken.standing = { of };
})();
