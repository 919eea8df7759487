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

  /** @param {string} url A blob: or data: address. @returns {Promise<string | null>} */
  async function of(url) {
    const [, written] = /^data:image\/[a-z+]+;base64,([A-Za-z0-9+/]+=*)$/.exec(url) ?? [];
    if (written !== undefined) return written.length > Math.ceil(MOST / 3) * 4 ? null : written;
    try {
      return await base64(await (await fetch(url)).blob());
    } catch {
      return null; // revoked, or forbidden by the page: the finding says that the picture could not be read
    }
  }

  tenken.bytes = { base64, of, MOST };
})();
