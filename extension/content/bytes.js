// The bytes of a picture that only the page can read, as the worker gets them.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const MOST = 8 * 2 ** 20; // agent: limits.image_bytes

  /** @param {Blob} blob @returns {Promise<string | null>} `null` when it is too large or cannot be read (any more). */
  function base64(blob) {
    if (blob.size > MOST) return Promise.resolve(null);
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
      reader.onerror = () => resolve(null);
      reader.readAsDataURL(blob);
    });
  }

  tenken.bytes = { base64, MOST };
})();
