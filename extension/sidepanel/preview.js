/** The main picture as a buyer's list of results shows it: small, and cut or fitted as the shop does. */

import { byId, element, text } from "../shared/words.js";

/** Pixels of the square that a picture gets in a list; panel.css draws it as large. */
const SIDE = 160;

/** Shops that cut a picture to the square in its middle; the others fit the whole picture in. */
const CUTS = new Set(["mercari", "mercari-shops"]);

/** @type {string} */
let drawn = "";

/**
 * @param {Messages.PageState["preview"]} preview
 * @param {Messages.PageState["platform"]} platform
 */
export function drawPreview(preview, platform) {
  byId("preview", HTMLElement).hidden = preview === null;
  const from = JSON.stringify([preview, platform, document.documentElement.lang]);
  if (preview === null || from === drawn) {
    return;
  }
  drawn = from;
  const cuts = CUTS.has(platform ?? "");
  byId("preview-how", HTMLParagraphElement).textContent = cuts ? text("preview_mercari") : text("preview_amazon");
  byId("preview-outline", HTMLParagraphElement).hidden = preview.product === null;
  const image = element("img", cuts ? "cut" : "fitted");
  image.alt = text("preview_title");
  const shelf = byId("preview-shelf", HTMLDivElement);
  image.addEventListener("load", () => {
    if (preview.product !== null && image.isConnected) {
      shelf.append(outline(image, preview.product, cuts));
    }
  });
  image.src = preview.picture;
  shelf.replaceChildren(image);
}

/**
 * @param {HTMLImageElement} image
 * @param {Wire.Region} product
 * @param {boolean} cuts
 * @returns {HTMLDivElement}  reaches out of the square where the shop cuts the product off
 */
function outline(image, product, cuts) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = SIDE / (cuts ? Math.min(width, height) : Math.max(width, height));
  const box = element("div", "outline");
  const left = (SIDE - width * scale) / 2 + product.x * width * scale;
  const top = (SIDE - height * scale) / 2 + product.y * height * scale;
  Object.assign(box.style, {
    left: `${left}px`, top: `${top}px`,
    width: `${product.width * width * scale}px`, height: `${product.height * height * scale}px`,
  });
  return box;
}
