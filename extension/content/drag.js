// A box that a learner drags over a picture of the listing. The page gets neither the drag nor the click that ends it.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const LEAST = 8; // pixels: less is a click

  /** @type {{spot: Hunting.Spot, image: HTMLImageElement, x: number, y: number, box: DOMRect | null} | null} */
  let drag = null;
  /** The click that follows a drag is no click. */
  let swallow = false;
  let on = () => false;
  /** @type {(meant: Hunting.Meant) => void} */
  let picked = () => {};

  /** @param {number} value */
  const share = (value) => Math.min(1, Math.max(0, value));

  /** @param {NonNullable<typeof drag>} from @param {DOMRect} box @returns {Wire.Region | null} */
  function regionOf({ image }, box) {
    const whole = tenken.geometry.picture(image);
    if (!tenken.pictures.isWhole(image) || whole.width <= 0 || whole.height <= 0) return null;
    const x = share((box.left - whole.left) / whole.width), y = share((box.top - whole.top) / whole.height);
    return { x, y, width: share((box.right - whole.left) / whole.width) - x, height: share((box.bottom - whole.top) / whole.height) - y };
  }

  /** @param {PointerEvent} event */
  function down(event) {
    drag = null;
    swallow = false;
    if (!on() || !event.isTrusted || event.button !== 0 || !event.isPrimary || tenken.overlay.owns(event.target)) return;
    const at = tenken.places.pictureAt(event.composedPath()[0] ?? null);
    if (at) drag = { ...at, x: event.clientX, y: event.clientY, box: null };
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!drag || !event.isTrusted) return;
    const inside = tenken.geometry.region(drag.image, null);
    if (!inside) return;
    const x = Math.min(inside.right, Math.max(inside.left, event.clientX)), y = Math.min(inside.bottom, Math.max(inside.top, event.clientY));
    const box = new DOMRect(Math.min(drag.x, x), Math.min(drag.y, y), Math.abs(x - drag.x), Math.abs(y - drag.y));
    if (drag.box === null && Math.max(box.width, box.height) < LEAST) return;
    drag.box = box;
    tenken.drawing.soon();
  }

  /** @param {PointerEvent} event */
  function up(event) {
    const ended = drag;
    drag = null;
    if (!ended || !event.isTrusted) return;
    const meant = tenken.places.whole(ended.spot);
    const region = ended.box && regionOf(ended, ended.box);
    swallow = ended.box !== null;
    // A click on a picture is the page's; only a box, or the list of places, means it.
    if (region) picked({ ...meant, place: { ...meant.place, region }, rects: () => [tenken.geometry.region(ended.image, region) ?? new DOMRect()] });
    else if (ended.box) picked(meant);
  }

  /** @param {Event} event Of the page's own drag, or the click after ours. */
  function keep(event) {
    if (event.type === "click" ? !swallow : drag === null) return;
    swallow = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {() => boolean} isOn @param {(meant: Hunting.Meant) => void} onPicked */
  function start(isOn, onPicked) {
    on = isOn;
    picked = onPicked;
    const passive = { capture: true, passive: true };
    window.addEventListener("pointerdown", down, passive);
    window.addEventListener("pointermove", move, passive);
    window.addEventListener("pointerup", up, passive);
    window.addEventListener("pointercancel", () => (drag = null), passive);
    for (const name of ["dragstart", "click"]) window.addEventListener(name, keep, { capture: true });
  }

  tenken.drag = { start, box: () => drag?.box ?? null };
})();
