/** The one-time string of `tenken pair`: what people type, and what is meant by it. Pure. */

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Crockford's check symbols: the digits and five more, for a remainder of 37. */
const CHECKS = `${DIGITS}*~$=U`;
const LENGTH = 26;

/**
 * The 26 characters without the check character, or `null` when the string is not one that
 * `tenken pair` prints. Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.
 * @param {string} text
 * @returns {string | null}
 */
export function readPairingString(text) {
  const plain = text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-‐‑‒–—―−ー_]+/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  if (plain.length !== LENGTH + 1) {
    return null;
  }
  const digits = plain.slice(0, LENGTH);
  let remainder = 0;
  for (const character of digits) {
    const value = DIGITS.indexOf(character);
    if (value < 0) {
      return null;
    }
    remainder = (remainder * DIGITS.length + value) % CHECKS.length;
  }
  return CHECKS[remainder] === plain[LENGTH] ? digits : null;
}
