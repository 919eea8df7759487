/** Which pictures the agent already has, and the ones on their way. One for the whole worker. */

import { fetchImage, ImageError, onlyPageReads, pictureOfPage, uploadImage } from "./images.js";

const AT_ONCE = 2;
const MOST_KNOWN = 1_000;

/**
 * @typedef {{ digest: string } | { problem: Messages.ImageProblem } | "waiting"} Standing
 */

export class Gallery {
  /** @type {Map<string, Standing>} */
  #known = new Map();
  /** Pictures that only a page can read: who waits for which answer. @type {Map<string, (base64: string | null) => void>} */
  #asked = new Map();
  /** @type {(() => Promise<void>)[]} */
  #queue = [];
  #running = 0;
  /** Grows when the agent forgot everything; answers from before are then worthless. */
  #age = 0;
  #link;
  #settled;

  /**
   * @param {() => import("./handshake.js").Link | null} link
   * @param {(url: string) => void} settled  called when a picture's standing is no longer "waiting"
   */
  constructor(link, settled) {
    this.#link = link;
    this.#settled = settled;
  }

  /**
   * @param {string} url
   * @returns {Standing | undefined}  `undefined` when nobody asked for it yet
   */
  standing(url) {
    return this.#known.get(url);
  }

  /** The agent is another one or was restarted: it has no picture any more. */
  forget() {
    this.#age += 1;
    this.#known.clear();
    this.#queue = [];
    for (const url of [...this.#asked.keys()]) {
      this.answer(url, null);
    }
  }

  /**
   * The agent no longer knows this picture.
   * @param {string} url
   */
  drop(url) {
    this.#known.delete(url);
  }

  /**
   * Brings a picture to the agent, once.
   * @param {string} url
   * @param {(url: string) => void} askPage
   */
  bring(url, askPage) {
    if (this.#known.has(url)) {
      return;
    }
    if (this.#known.size >= MOST_KNOWN) {
      const [oldest] = this.#known.keys();
      this.#known.delete(/** @type {string} */ (oldest));
    }
    this.#known.set(url, "waiting");
    const age = this.#age;
    this.#queue.push(async () => {
      const standing = await this.#carry(url, askPage);
      if (age === this.#age) {
        this.#known.set(url, standing);
        this.#settled(url);
      }
    });
    this.#work();
  }

  /**
   * The page's answer to `need-image`.
   * @param {string} url
   * @param {string | null} base64
   */
  answer(url, base64) {
    this.#asked.get(url)?.(base64);
    this.#asked.delete(url);
  }

  /**
   * @param {string} url
   * @param {(url: string) => void} askPage
   * @returns {Promise<Standing>}
   */
  async #carry(url, askPage) {
    try {
      const picture = onlyPageReads(url)
        ? pictureOfPage(await this.#ask(url, askPage))
        : await fetchImage(url, this.#link()?.limits.image_bytes);
      const link = this.#link();
      if (link === null) {
        throw new ImageError("agent");
      }
      return { digest: await uploadImage(picture, link) };
    } catch (error) {
      return { problem: error instanceof ImageError ? error.problem : "fetch" };
    }
  }

  /**
   * @param {string} url
   * @param {(url: string) => void} askPage
   * @returns {Promise<string | null>}
   */
  #ask(url, askPage) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answer(url, null), 10_000);
      this.#asked.set(url, (base64) => {
        clearTimeout(timer);
        resolve(base64);
      });
      askPage(url);
    });
  }

  #work() {
    while (this.#running < AT_ONCE && this.#queue.length > 0) {
      const job = /** @type {() => Promise<void>} */ (this.#queue.shift());
      this.#running += 1;
      void job().finally(() => {
        this.#running -= 1;
        this.#work();
      });
    }
  }
}
