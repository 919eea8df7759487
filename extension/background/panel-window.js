/** Opens the side panel; where the browser refuses (it wants a fresh click), a tab of its own. */

/** @param {number} tab  the page that asked */
export function openPanel(tab) {
  const inTab = () => void chrome.tabs.create({ url: chrome.runtime.getURL(`sidepanel/panel.html?tab=${tab}`) });
  if (chrome.sidePanel) {
    chrome.sidePanel.open({ tabId: tab }).catch(inTab);
  } else {
    toggleSidebar().catch(inTab);
  }
}

/** Firefox has a sidebar of its own making, and no button behaviour to declare. */
export function followToolbarButton() {
  if (chrome.sidePanel) {
    void chrome.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
  } else {
    chrome.action.onClicked.addListener(() => void toggleSidebar().catch(() => undefined));
  }
}

/** @returns {Promise<void>} */
async function toggleSidebar() {
  const { browser } = /** @type {{ browser?: { sidebarAction?: { toggle(): Promise<void> } } }} */ (
    /** @type {unknown} */ (globalThis)
  );
  if (browser?.sidebarAction === undefined) {
    throw new Error("no sidebar");
  }
  await browser.sidebarAction.toggle();
}
