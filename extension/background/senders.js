/** Who may speak to the worker, judged by what the browser says of the sender, never by its words. */

import { isPractice } from "./page-messages.js";

/** A page's port bears the random name of its document. */
const PAGE = /^page-([0-9a-f]{16})$/;
/** Hosts of the listing pages, from the manifest. */
const HOSTS = new Set(
  (chrome.runtime.getManifest().content_scripts ?? [])
    .flatMap((script) => script.matches ?? [])
    .map((pattern) => pattern.split("/")[2]),
);

/**
 * @param {chrome.runtime.Port} port
 * @returns {"page" | "panel" | "options" | null}  `null`: nobody we know
 */
export function roleOf(port) {
  const { sender, name } = port;
  if (sender?.id !== chrome.runtime.id || sender.url === undefined) {
    return null;
  }
  if (PAGE.test(name)) {
    const url = URL.parse(sender.url);
    const listed = url !== null && (isPractice(url) || (url.protocol === "https:" && HOSTS.has(url.hostname)));
    return listed && sender.tab?.id !== undefined && sender.frameId === 0 ? "page" : null;
  }
  if (name === "panel" && sender.url.startsWith(chrome.runtime.getURL("sidepanel/"))) {
    return "panel";
  }
  if (name === "options" && sender.url.startsWith(chrome.runtime.getURL("options/"))) {
    return "options";
  }
  return null;
}

/**
 * @param {chrome.runtime.Port} port  of a page
 * @returns {string}  the agent's name for the page: the tab is the browser's word, the rest the document's, which
 *   outlives this worker
 */
export function pageId(port) {
  return `tab-${port.sender?.tab?.id}-${PAGE.exec(port.name)?.[1]}`;
}
