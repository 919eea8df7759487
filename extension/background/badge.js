/** The toolbar button of a tab: how many violations, how bad, or that nobody is checking. */

import { format } from "./locale.js";

/** Dark enough for the white digits to stand at 4.5 : 1 and more. */
const COLOURS = Object.freeze({
  error: "#b3261e", warning: "#8a5100", info: "#1f5fa8", good: "#1b6e3c", waiting: "#5b6470", down: "#3f4650",
});

/**
 * @param {number} tab
 * @param {Messages.ConnectionState} state
 * @param {Messages.PageState | null} page  `null` when the tab shows no listing
 * @param {Messages.Strings} strings
 */
export async function drawBadge(tab, state, page, strings) {
  const badge = page === null ? null : describe(state, page, strings);
  try {
    await Promise.all([
      chrome.action.setBadgeText({ tabId: tab, text: badge?.text ?? "" }),
      chrome.action.setBadgeBackgroundColor({ tabId: tab, color: badge?.colour ?? COLOURS.waiting }),
      chrome.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" }),
      chrome.action.setTitle({ tabId: tab, title: badge?.title ?? strings.extension_name ?? "" }),
    ]);
  } catch {
    // The tab was closed in between.
  }
}

/**
 * @param {Messages.ConnectionState} state
 * @param {Messages.PageState} page
 * @param {Messages.Strings} s
 * @returns {{ text: string, colour: string, title: string }}
 */
function describe(state, page, s) {
  if (state !== "ready" && state !== "connecting") {
    return { text: "!", colour: COLOURS.down, title: s[`state_${state.replaceAll("-", "_")}`] ?? "" };
  }
  if (page.refused !== null) {
    return { text: "!", colour: COLOURS.down, title: page.refused };
  }
  if (page.lesson.mode !== "normal") {
    return { text: "–", colour: COLOURS.waiting, title: s.badge_lesson ?? "" };
  }
  if (page.report === null || page.pending || state === "connecting") {
    return { text: "…", colour: COLOURS.waiting, title: s.badge_checking ?? "" };
  }
  const violations = page.report.annotations.filter(
    (a) => a.outcome === "violation" && !page.dismissed.includes(a.id),
  );
  const worst = /** @type {const} */ (["error", "warning", "info"])
    .find((severity) => violations.some((a) => a.severity === severity));
  return worst === undefined
    ? { text: "0", colour: COLOURS.good, title: s.badge_none ?? "" }
    : {
      text: violations.length > 999 ? "999+" : String(violations.length),
      colour: COLOURS[worst],
      title: format(s.badge_found ?? "", [violations.length]),
    };
}
