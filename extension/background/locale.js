/** The interface texts in the operator's language, which need not be the browser's. */

const FOLDERS = Object.freeze({ zh: "zh_CN", ja: "ja", en: "en" });
/** @type {Map<Messages.Locale, Messages.Strings>} */
const loaded = new Map();

/**
 * @param {Messages.Locale} locale
 * @returns {Promise<Messages.Strings>}  key → text, `$1` … still in place
 */
export async function loadStrings(locale) {
  const known = loaded.get(locale);
  if (known) {
    return known;
  }
  const answer = await fetch(chrome.runtime.getURL(`_locales/${FOLDERS[locale]}/messages.json`));
  const entries = /** @type {Record<string, { message: string }>} */ (await answer.json());
  const strings = Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => [key, entry.message]),
  );
  loaded.set(locale, strings);
  return strings;
}

/**
 * Puts `values` where `$1`, `$2` … stand.
 * @param {string} text
 * @param {readonly (string | number)[]} values
 * @returns {string}
 */
export function format(text, values) {
  return text.replace(/\$([1-9])/g, (whole, digit) => String(values[Number(digit) - 1] ?? whole));
}
