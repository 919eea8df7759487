/** The operator's choices, in `chrome.storage.local`. */

const KEY = "settings";
/** @type {readonly Messages.Locale[]} */
const LOCALES = Object.freeze(["zh", "ja", "en"]);

/**
 * `author` is who was named last as the author of a waiver.
 * @typedef {{ locale: Messages.Locale, mercariLink: boolean | null, author: string }} Settings
 */

/** @returns {Settings}  what holds until somebody chooses */
function defaults() {
  const language = chrome.i18n.getUILanguage().slice(0, 2).toLowerCase();
  return { locale: LOCALES.find((locale) => locale === language) ?? "en", mercariLink: null, author: "" };
}

/** @returns {Promise<Settings>} */
export async function loadSettings() {
  const settings = defaults();
  const stored = /** @type {Partial<Settings> | undefined} */ ((await chrome.storage.local.get(KEY))[KEY]);
  if (stored?.locale && LOCALES.includes(stored.locale)) {
    settings.locale = stored.locale;
  }
  if (typeof stored?.mercariLink === "boolean") {
    settings.mercariLink = stored.mercariLink;
  }
  if (typeof stored?.author === "string") {
    settings.author = stored.author;
  }
  return settings;
}

/** @param {Settings} settings */
export async function saveSettings(settings) {
  await chrome.storage.local.set({ [KEY]: settings });
}
