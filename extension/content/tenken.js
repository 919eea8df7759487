// The one global of the content scripts. Every other file adds its part to it and is safe to run twice.
(() => {
  "use strict";
  // Own: an element with this id would be found as a property of the window as well.
  if (Object.hasOwn(globalThis, "tenken")) return;

  /** @type {SiteAdapter[]} */
  const sites = [];

  /** @param {SiteAdapter} adapter */
  function addSite(adapter) {
    const known = sites.findIndex((site) => site.name === adapter.name);
    if (known < 0) sites.push(adapter);
    else sites[known] = adapter;
  }

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The other members are added by the files that follow in the manifest.
  globalThis.tenken = /** @type {Tenken} */ ({ loaded: false, sites, addSite, newId });
})();
