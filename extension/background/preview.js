/** A main picture as small as a buyer's list shows it, for the side panel. */

/** Twice the 160 pixels that are shown, for dense screens. */
const SHORT_SIDE = 320;
/** Of the measured picture; decoding a larger one would cost more memory than a preview is worth. */
const MOST_PIXELS = 50_000_000;
/** A strip much longer than it is wide is scaled down as a whole. */
const LONGEST_SIDE = 1_280;

/**
 * @param {import("./images.js").Picture} picture
 * @param {{ width: number, height: number }} size  as the agent measured it
 * @returns {Promise<string | null>}  a `data:` address; `null` when this browser cannot decode the picture
 */
export async function previewOf({ bytes, type }, size) {
  if (size.width * size.height > MOST_PIXELS) {
    return null;
  }
  const scale = Math.min(
    1, SHORT_SIDE / Math.min(size.width, size.height), LONGEST_SIDE / Math.max(size.width, size.height),
  );
  const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * scale)));
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type }), {
      resizeWidth: width, resizeHeight: height, resizeQuality: "high",
    });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    // What is transparent is white in the shops' lists.
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const small = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
    const binary = Array.from(new Uint8Array(await small.arrayBuffer()), (byte) => String.fromCharCode(byte)).join("");
    return `data:image/jpeg;base64,${btoa(binary)}`;
  } catch {
    return null;
  }
}
