/** The pictures of one page's newest listing: which are with the agent, on their way, or unreadable. */

/** @typedef {NonNullable<Messages.Draft["images"]>[number]} Image */

export class PagePictures {
  /** @type {readonly Image[]} */
  #images = [];
  #present = false;
  #askedAgain = false;
  #services;
  #askPage;

  /**
   * @param {Pick<import("./page-session.js").Services, "connection" | "gallery">} services
   * @param {(url: string) => void} askPage
   */
  constructor(services, askPage) {
    this.#services = services;
    this.#askPage = askPage;
  }

  /** @param {readonly Image[] | null} images  `null` when the page shows no gallery */
  take(images) {
    const before = this.#urls().join(" ");
    this.#present = images !== null;
    this.#images = images ?? [];
    this.#askedAgain &&= this.#urls().join(" ") === before;
    this.#collect();
  }

  /** The agent has no picture any more. */
  connected() {
    this.#askedAgain = false;
  }

  /**
   * The gallery as the agent gets it. Addresses go without their query, and those that mean
   * nothing outside the page not at all.
   * @returns {Wire.ListingImage[] | null}
   */
  named() {
    return this.#present
      ? this.#images.map(({ slot, url }) => {
        const standing = this.#standing(url);
        return {
          slot,
          ...(url?.startsWith("https://") && { url: url.split(/[?#]/, 1)[0] ?? null }),
          ...(typeof standing === "object" && ("digest" in standing ? { digest: standing.digest } : { unavailable: true })),
        };
      })
      : null;
  }

  /**
   * @param {string} url  a picture that has just settled
   * @returns {boolean | null}  whether to ask the agent now; `null` when it is not of this page
   */
  worthAsking(url) {
    const image = this.#images.find((known) => known.url === url);
    return image === undefined ? null : image.slot === "MAIN" || this.waiting() === 0;
  }

  /** @returns {Messages.PageState["preview"]}  the main picture as a buyer's list shows it */
  preview() {
    const url = this.#images.find(({ slot }) => slot === "MAIN")?.url ?? null;
    const picture = url === null ? undefined : this.#services.gallery.preview(url);
    const standing = this.#standing(url);
    const product = typeof standing === "object" && "digest" in standing ? standing.product : null;
    return picture === undefined ? null : { picture, product };
  }

  /**
   * @param {string} url
   * @returns {boolean}
   */
  has(url) {
    return this.#images.some((image) => image.url === url);
  }

  /** The agent keeps the measures of some hundred pictures: those it forgot are brought again, once. */
  bringForgotten() {
    const complete = this.#images.length > 0 && this.#images.every(({ url }) => typeof this.#standing(url) === "object");
    if (complete && !this.#askedAgain) {
      this.#askedAgain = true;
      this.#urls().forEach((url) => this.#services.gallery.drop(url));
      this.#collect();
    }
  }

  waiting() {
    return this.#urls().filter((url) => this.#standing(url) === "waiting").length;
  }

  /** @returns {{ slot: string, problem: Messages.ImageProblem }[]} */
  failed() {
    return this.#images.flatMap(({ slot, url }) => {
      const standing = this.#standing(url);
      return typeof standing === "object" && "problem" in standing ? [{ slot, problem: standing.problem }] : [];
    });
  }

  #collect() {
    if (this.#services.connection.link !== null) {
      for (const { slot, url } of this.#images) {
        if (url !== null) {
          this.#services.gallery.bring(url, this.#askPage, slot === "MAIN");
        }
      }
    }
  }

  /** @returns {string[]} */
  #urls() {
    return this.#images.flatMap(({ url }) => (url === null ? [] : [url]));
  }

  /** @param {string | null} url */
  #standing(url) {
    return url === null ? undefined : this.#services.gallery.standing(url);
  }
}
