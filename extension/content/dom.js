// Reading of controls, texts and pictures that knows no site.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** @typedef {{ at: number, text: string, node: Text | null, from: number }} Piece `text` stands in `node` at `from`. */

  const UNREAD = new Set([
    "script", "style", "template", "noscript", "head", "input", "textarea", "select", "option", "svg", "canvas",
    "iframe", "object", "video", "audio", "math", "datalist",
  ]);
  const INLINE = /^(?:inline|contents|ruby)/;
  const TEXT_INPUT = /^(?:text|search|number|tel|url|email)$/;

  // --- controls -----------------------------------------------------------------------------------

  /** @param {Element} element @returns {element is NativeControl} */
  function isTextControl(element) {
    if (element.localName === "textarea") return true;
    return element.localName === "input" && TEXT_INPUT.test(/** @type {HTMLInputElement} */ (element).type);
  }

  /** @param {Element} element */
  function shadowOf(element) {
    if (element.shadowRoot) return element.shadowRoot;
    if (!element.localName.includes("-")) return null;
    // Only an extension's isolated world has one of these; elsewhere a closed root stays closed.
    const api = /** @type {any} */ (globalThis).chrome?.dom;
    try {
      return api?.openOrClosedShadowRoot?.(element) ?? element.openOrClosedShadowRoot ?? null;
    } catch {
      return null;
    }
  }

  /** @param {Element} host @param {number} [depth] @returns {NativeControl | null} */
  function innerControl(host, depth = 0) {
    if (isTextControl(host)) return host;
    // A kat-predictive-input holds a kat-input that holds the input.
    for (const root of [shadowOf(host), host]) {
      if (!root) continue;
      const inside = [...root.querySelectorAll("*")];
      const control = inside.find(isTextControl);
      if (control) return /** @type {NativeControl} */ (control);
      if (depth >= 3) continue;
      for (const element of inside) {
        const nested = element.localName.includes("-") ? innerControl(element, depth + 1) : null;
        if (nested) return nested;
      }
    }
    return null;
  }

  /** @param {Element} host */
  function choice(host) {
    if (host instanceof HTMLSelectElement) {
      const chosen = host.selectedOptions[0];
      return { element: host, text: unplaced(host.value === "" ? "" : (chosen?.text ?? "").trim()) };
    }
    // The whole shadow text holds every option: only the header is what was chosen.
    const header = shadowOf(host)?.querySelector(".select-header");
    return header ? { element: header, text: readText(header) } : null;
  }

  /** @param {Element} element */
  function isVisible(element) {
    if (!element.isConnected || !element.checkVisibility({ checkVisibilityCSS: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  }

  // --- text ---------------------------------------------------------------------------------------

  /** Collects pieces of text in reading order and folds white space between them as a browser does. */
  function writer() {
    /** @type {Piece[]} */
    const pieces = [];
    /** @type {{ node: Text, from: number } | null} */
    let space = null;
    let breaks = 0;
    let length = 0;

    /** @param {string} text @param {Text | null} node @param {number} from */
    const put = (text, node, from) => {
      pieces.push({ at: length, text, node, from });
      length += text.length;
    };
    return {
      pieces,
      lineBreak() {
        breaks += 1;
      },
      blockEdge() {
        breaks = Math.max(breaks, 1);
      },
      /** @param {Text} node @param {number} from */
      space(node, from) {
        space ??= { node, from };
      },
      /** @param {string} text @param {Text} node @param {number} from */
      write(text, node, from) {
        const last = pieces.at(-1)?.text.at(-1);
        // The line break that ends a <pre> is the one its lower edge makes.
        const lines = last === "\n" ? breaks - 1 : breaks;
        if (last !== undefined && lines > 0) put("\n".repeat(lines), null, 0);
        else if (last !== undefined && space && breaks === 0 && last !== "\n" && text !== "\n") put(" ", space.node, space.from);
        space = null;
        breaks = 0;
        put(text, node, from);
      },
    };
  }

  /** @param {Text} node @param {string} mode @param {ReturnType<typeof writer>} out */
  function readNode(node, mode, out) {
    // "white-space" in its older words, or the two properties that Chromium serialises since 114.
    const keepsBreaks = /^(?:pre|break-spaces|preserve)/.test(mode);
    const keepsSpaces = keepsBreaks && !/^(?:pre-line|preserve-breaks)/.test(mode);
    const token = keepsSpaces ? /[^]+/g : keepsBreaks ? /\n|[ \t\r\f]+|[^ \t\r\f\n]+/g : /[ \t\r\f\n]+|[^ \t\r\f\n]+/g;
    for (const match of node.data.matchAll(token)) {
      const word = match[0];
      if (keepsSpaces || (keepsBreaks && word === "\n") || /[^ \t\r\f\n]/.test(word)) out.write(word, node, match.index);
      else out.space(node, match.index);
    }
  }

  /** @param {Element} element @param {{ skip?: string }} [options] @returns {ReadText} */
  function readText(element, options = {}) {
    const out = writer();

    /** @param {Node} parent @param {CSSStyleDeclaration} style */
    const walk = (parent, style) => {
      for (const node of parent.childNodes) {
        if (node instanceof Text) {
          if (style.visibility === "visible") readNode(node, style.whiteSpace, out);
        } else if (node instanceof Element) {
          enter(node);
        }
      }
    };
    /** @param {Element} node */
    const enter = (node) => {
      if (node.localName === "br") return out.lineBreak();
      if (UNREAD.has(node.localName) || (options.skip && node.matches(options.skip))) return;
      const style = getComputedStyle(node);
      if (style.display === "none") return;
      const block = !INLINE.test(style.display);
      if (block) out.blockEdge();
      walk(node, style);
      if (block) out.blockEdge();
    };
    walk(element, getComputedStyle(element));
    return placed(out.pieces);
  }

  /** @param {Piece[]} pieces @returns {ReadText} */
  function placed(pieces) {
    const whole = pieces.map((piece) => piece.text).join("");
    const text = whole.trim();
    const skipped = whole.length - whole.trimStart().length;

    /** @param {Piece} piece */
    const stands = (piece) => piece.node?.isConnected && piece.node.data.startsWith(piece.text, piece.from);
    return {
      text,
      range(start, end) {
        if (start < 0 || end < start || end > text.length) return null;
        const [from, to] = [start + skipped, end + skipped];
        const covered = pieces.filter((piece) => piece.node && piece.at < Math.max(to, from + 1) && piece.at + piece.text.length > from);
        const first = covered[0] ?? (start === end ? pieces.at(-1) : undefined);
        const last = covered.at(-1) ?? first;
        if (!first?.node || !last?.node || !covered.every(stands)) return null;
        const range = first.node.ownerDocument.createRange();
        range.setStart(first.node, first.from + Math.min(Math.max(from - first.at, 0), first.text.length));
        if (start === end) range.collapse(true);
        else range.setEnd(last.node, last.from + Math.min(to - last.at, last.text.length));
        return range;
      },
    };
  }

  /** @param {ReadText} read @param {number} start @param {number} end @returns {ReadText} */
  function slice(read, start, end) {
    const text = read.text.slice(start, end);
    return { text, range: (from, to) => (from < 0 || to > text.length ? null : read.range(start + from, start + to)) };
  }

  /** @param {readonly ReadText[]} reads @param {string} separator @returns {ReadText} */
  function join(reads, separator) {
    const text = reads.map((read) => read.text).join(separator);
    return {
      text,
      range(start, end) {
        if (start < 0 || end < start || end > text.length) return null;
        /** @type {Range | null} */
        let whole = null;
        let at = 0;
        for (const read of reads) {
          const [from, to] = [Math.max(start - at, 0), Math.min(end - at, read.text.length)];
          at += read.text.length + separator.length;
          if (from > to || (from === to && start !== end)) continue;
          const part = read.range(from, to);
          if (!part) return null;
          if (whole) whole.setEnd(part.endContainer, part.endOffset);
          else whole = part;
        }
        return whole;
      },
    };
  }

  /** @param {string} text @returns {ReadText} */
  function unplaced(text) {
    return { text, range: () => null };
  }

  // --- pictures -----------------------------------------------------------------------------------

  const MAX_URL = 4096; // agent.listing.ListingImage.url
  const MAX_KEPT = 60;
  const PICTURE = /^(?:https?:|blob:|data:image\/(?!gif|svg))/;
  /** Icons and one-pixel stand-ins are not pictures of a product. */
  const DRAWING = /\.(?:svg|gif)(?:[?#]|$)/i;
  const AMAZON_PICTURE = /^(https:\/\/[a-z.-]*(?:media-amazon|ssl-images-amazon)\.com\/images\/I\/[^./]+)\._[A-Za-z0-9,_-]+_(\.[a-z]{3,4})$/;
  /** @type {Map<string, string>} Long data: addresses by the short one that stands for them. */
  const longAddresses = new Map();

  /** @param {string} text 53-bit FNV-like mix: tells pictures of one page apart, secures nothing. */
  function fingerprint(text) {
    let [low, high] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      low = Math.imul(low ^ unit, 2654435761);
      high = Math.imul(high ^ unit, 1597334677);
    }
    return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
  }

  /** @param {HTMLImageElement} image */
  function pictureUrl(image) {
    // An empty src names the page itself.
    const url = image.currentSrc || (image.getAttribute("src") ? image.src : "");
    if (!PICTURE.test(url) || DRAWING.test(url)) return null;
    if (url.length <= MAX_URL) return url;
    if (!url.startsWith("data:")) return null;
    const short = `data:,tenken-${fingerprint(url)}-${url.length}`;
    longAddresses.delete(short);
    longAddresses.set(short, url);
    if (longAddresses.size > MAX_KEPT) longAddresses.delete(/** @type {string} */ (longAddresses.keys().next().value));
    return short;
  }

  /** @param {string} url Amazon writes the size it was asked for into the name: `._AC_SL500_` and the like. */
  function fullSize(url) {
    return url.replace(AMAZON_PICTURE, "$1$2");
  }

  /** @param {string} url */
  function readableUrl(url) {
    return longAddresses.get(url) ?? url;
  }

  tenken.dom = {
    shadowOf, innerControl, choice, isVisible, readText, slice, join, unplaced, pictureUrl, fullSize, readableUrl,
  };
})();
