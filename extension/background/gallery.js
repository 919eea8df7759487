/** Which pictures the agent already has, and the ones on their way. One for the whole worker. */

import { fetchImage, ImageError, onlyPageReads, pictureOfPage, uploadImage } from "./images.js";
import { previewOf } from "./preview.js";

const AT_ONCE = 2;
const MOST_KNOWN = 1_000;
const MOST_PREVIEWS = 20;
/** A picture that did not come over the network is asked for again after so long, when the page is judged again. */
const AGAIN_MS = 30_000;

/**
 * @typedef {import("./images.js").Uploaded | { problem: Messages.ImageProblem, since: number } | "waiting"} Standing
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
  /** Small versions of main pictures, the newest last. @type {Map<string, string>} */
  #previews = new Map();
  #link;
  #settled;
  #previewed;

  /**
   * @param {() => import("./handshake.js").Link | null} link
   * @param {(url: string) => void} settled  called when a picture's standing is no longer "waiting"
   * @param {(url: string) => void} previewed  called when a picture's preview is there
   */
  constructor(link, settled, previewed) {
    this.#link = link;
    this.#settled = settled;
    this.#previewed = previewed;
  }

  /**
   * @param {string} url
   * @returns {Standing | undefined}  `undefined` when nobody asked for it yet
   */
  standing(url) {
    return this.#known.get(url);
  }

  /**
   * @param {string} url
   * @returns {string | undefined}  a `data:` address
   */
  preview(url) {
    return this.#previews.get(url);
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
   * @param {boolean} isMain  a main picture gets a preview
   */
  bring(url, askPage, isMain) {
    if (!this.#isWanted(url)) {
      return;
    }
    if (this.#known.size >= MOST_KNOWN) {
      const [oldest] = this.#known.keys();
      this.#known.delete(/** @type {string} */ (oldest));
    }
    this.#known.set(url, "waiting");
    const age = this.#age;
    this.#queue.push(async () => {
      const { standing, picture } = await this.#carry(url, askPage);
      if (age === this.#age) {
        this.#known.set(url, standing);
        this.#settled(url);
        if (isMain && picture !== null && "digest" in standing && standing.size !== null) {
          await this.#shrink(url, picture, standing.size);
        }
      }
    });
    this.#work();
  }

  /**
   * @param {string} url
   * @returns {boolean}  whether it was never asked for, or did not come a while ago and may come now
   */
  #isWanted(url) {
    const standing = this.#known.get(url);
    const isPassing = typeof standing === "object" && "problem" in standing && ["fetch", "agent"].includes(standing.problem);
    return standing === undefined || (isPassing && performance.now() - standing.since > AGAIN_MS);
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
   * @returns {Promise<{ standing: Exclude<Standing, "waiting">, picture: import("./images.js").Picture | null }>}
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
      return { standing: await uploadImage(picture, link), picture };
    } catch (error) {
      const problem = error instanceof ImageError ? error.problem : "fetch";
      return { standing: { problem, since: performance.now() }, picture: null };
    }
  }

  /**
   * @param {string} url
   * @param {import("./images.js").Picture} picture
   * @param {{ width: number, height: number }} size
   */
  async #shrink(url, picture, size) {
    const preview = await previewOf(picture, size);
    if (preview === null) {
      return;
    }
    this.#previews.delete(url);
    this.#previews.set(url, preview);
    if (this.#previews.size > MOST_PREVIEWS) {
      const [oldest] = this.#previews.keys();
      this.#previews.delete(/** @type {string} */ (oldest));
    }
    this.#previewed(url);
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
