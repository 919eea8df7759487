/** Entry of the background. Listeners are registered at once: an event may be why the worker runs. */

import { Hub } from "./hub.js";
import { followToolbarButton } from "./panel-window.js";

const hub = new Hub();

/** @type {Record<string, Messages.ToPage>} */
const COMMANDS = {
  "next-finding": { type: "step", by: 1 },
  "previous-finding": { type: "step", by: -1 },
  "open-card": { type: "open-card" },
};

chrome.runtime.onConnect.addListener((port) => hub.connect(port));
chrome.commands.onCommand.addListener((name, tab) => {
  const message = COMMANDS[name];
  if (message !== undefined && tab?.id !== undefined) {
    hub.tell(tab.id, message);
  }
});
followToolbarButton();
