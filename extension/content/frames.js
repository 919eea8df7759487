// When to draw: at the next frame, once however often it is asked; on a slow page less often.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const FREE_MS = 4; // a drawing this short may happen at every frame
  const REST = 5; // longer ones take at most a sixth of the time

  /** @param {() => void} paint @returns {Drawing.Frames} */
  function make(paint) {
    let frame = 0;
    let later = 0;
    let drawnAt = 0;
    let cost = 0;

    /** Draws everything where it is now. */
    function draw() {
      cancelAnimationFrame(frame);
      clearTimeout(later);
      frame = later = 0;
      const began = performance.now();
      paint();
      drawnAt = performance.now();
      cost = drawnAt - began;
    }

    function soon() {
      if (frame !== 0 || later !== 0) return;
      const rest = drawnAt + cost * REST - performance.now();
      if (cost > FREE_MS && rest > 0) later = setTimeout(draw, rest);
      else frame = requestAnimationFrame(draw);
    }

    /** Draws now what waits for its frame: a click must not be judged by where things were. */
    function settle() {
      if (frame !== 0 || later !== 0) draw();
    }

    return { draw, soon, settle };
  }

  /** Calls once the frame that holds what was just drawn has been painted; at once where nobody sees the page. @param {() => void} act */
  function afterPaint(act) {
    if (document.hidden) act();
    else requestAnimationFrame(() => setTimeout(act, 0));
  }

  tenken.frames = { make, afterPaint };
})();
