/**
 * One page's part in a lesson: the newest stage for it, and what its learner did that the agent has not answered yet.
 * Such a message is sent once, and again after a break: its id lets the agent count it once.
 */

/** What a learner did while the agent was away: more than anybody does in a lesson's break. */
const MOST_WAITING = 50;
/**
 * An agent that knows of a lesson says so with its first verdict, or when its store answers, which may be slow after a
 * restart: what a lesson hides is not shown meanwhile. One that is silent for so long knows of none.
 */
const SILENCE_MS = 15_000;
/** An agent that could not keep an attempt, its disk being full for instance, is asked again after so long. */
const AGAIN_MS = 3_000;
/** So often one that has no room for it, or wants none of it. */
const MOST_REFUSALS = 5;

/**
 * @typedef {object} Desk
 * @property {(message: Messages.ToPage) => void} post
 * @property {() => void} changed
 * @property {() => boolean} behind  the newest listing has not been sent yet: an attempt may speak of it
 */

export class PageLesson {
  /** What the page draws by: its own word, and until it comes that of the newest stage. @type {Wire.Mode} */
  mode = "normal";
  /** The operator shows the marks in spite of the lesson. */
  left = false;
  /** @type {Wire.Stage | null} */
  #stage = null;
  /** The agent of this connection has judged the page, so that it knows it. */
  #known = false;
  /** @type {Map<string, Wire.Attempt | Wire.Answer>} */
  #waiting = new Map();
  /** Ids of those that went out on this connection. @type {Set<string>} */
  #sent = new Set();
  #refusals = 0;
  /** @type {Wire.Join | null} */
  #join = null;
  /** @type {Wire.Staged | null} */
  #staged = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  #services;
  #page;
  #desk;

  /**
   * @param {Pick<import("./page-session.js").Services, "connection" | "pacer">} services
   * @param {string} page  the agent's name of the page
   * @param {Desk} desk
   */
  constructor(services, page, desk) {
    this.#services = services;
    this.#page = page;
    this.#desk = desk;
  }

  close() {
    clearTimeout(this.#later);
    clearTimeout(this.#silence);
    clearTimeout(this.#again);
  }

  /** A new connection: its agent numbers stages anew and has heard nothing. */
  connected() {
    this.close();
    this.#known = false;
    this.#sent.clear();
    this.#staged = null;
    this.#stage = null;
  }

  /** The agent has judged the page. */
  judged() {
    if (!this.#known) {
      this.#known = true;
      this.#silence = setTimeout(() => this.#stage === null && this.#desk.post({ type: "stage", stage: null }), SILENCE_MS);
    }
    this.pump();
  }

  /** @param {Wire.Stage} stage */
  takeStage(stage) {
    if (this.#stage !== null && stage.number < this.#stage.number) {
      return;
    }
    this.#stage = stage;
    if (stage.learner === this.#join?.learner) {
      this.#join = null;
    }
    this.#desk.post({ type: "stage", stage });
    // The marks are off the badge and the panel at once; whether the operator left the lesson is the page's to say.
    if (!this.left && this.mode !== stage.mode) {
      this.mode = stage.mode;
      this.#desk.changed();
    }
  }

  /** @param {Wire.Attempted | Wire.Answered} verdict */
  takeVerdict(verdict) {
    this.#refusals = 0;
    this.#settle(verdict);
  }

  /** @param {Wire.Attempted | Wire.Answered} verdict */
  #settle(verdict) {
    this.#waiting.delete(verdict.id);
    this.#sent.delete(verdict.id);
    this.#desk.post(verdict.type === "attempted" ? { type: "attempted", verdict } : { type: "answered", verdict });
  }

  /** @param {Messages.FromLearner} message */
  take(message) {
    const page = this.#page;
    switch (message.type) {
      case "join":
        this.#join = { ...message, page };
        this.#sent.delete("join");
        break;
      case "staged":
        this.#staged = { ...message, page };
        break;
      default:
        if (this.#waiting.size < MOST_WAITING || this.#waiting.has(message.id)) {
          this.#waiting.set(message.id, { ...message, page });
        } else {
          this.#drop({ ...message, page });
        }
    }
    this.pump();
  }

  /**
   * The agent could not do something for this page that was no audit. What it could not keep is tried again until it can;
   * what it will not take any more is given up by and by.
   * @param {Wire.ErrorMessage} error
   * @returns {boolean}  whether it was one of ours
   */
  refused({ code, message }) {
    if (this.#waiting.size === 0 && this.#join === null) {
      return false;
    }
    this.#refusals = code === "failed" ? 0 : this.#refusals + 1;
    const isOver = this.#refusals > MOST_REFUSALS;
    this.#desk.post({ type: "refused", revision: null, message: isOver ? "" : message });
    if (isOver) {
      this.#giveUp();
      return true;
    }
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#sent.clear();
      this.pump();
    }, AGAIN_MS);
    return true;
  }

  #giveUp() {
    this.#refusals = 0;
    this.#join = null;
    for (const message of [...this.#waiting.values()]) {
      this.#drop(message);
    }
  }

  /** Its learner is told that it does not count. @param {Wire.Attempt | Wire.Answer} message */
  #drop(message) {
    const { id, page } = message;
    this.#settle(message.type === "attempt"
      ? { type: "attempted", page, id, verdict: "too-late", finding: null }
      : { type: "answered", page, id, question: message.question, right: false, words: "" });
  }

  /** The page was closed, or shows no listing any more. */
  gone() {
    if (this.#known) {
      this.#services.connection.send({ type: "gone", page: this.#page });
      this.#known = false;
      this.#stage = null;
    }
  }

  /** Sends what has not been sent on this connection, as fast as the agent's limit allows. */
  pump() {
    const { connection, pacer } = this.#services;
    clearTimeout(this.#later);
    for (let next = this.#next(); next !== null && this.#known && connection.link !== null; next = this.#next()) {
      const wait = pacer.take(connection.link.limits.messages_per_second);
      if (wait > 0) {
        this.#later = setTimeout(() => this.pump(), wait);
        return;
      }
      next();
    }
  }

  /** @returns {(() => void) | null}  sends the first message that waits */
  #next() {
    const { connection } = this.#services;
    const staged = this.#staged;
    if (staged !== null) {
      return () => {
        this.#staged = null;
        connection.send(staged);
      };
    }
    const join = this.#join;
    if (join !== null && !this.#sent.has("join")) {
      return () => {
        this.#sent.add("join");
        connection.send(join);
      };
    }
    const isHeld = this.#desk.behind();
    const [message] = [...this.#waiting.values()].filter(({ id, type }) => !this.#sent.has(id) && !(isHeld && type === "attempt"));
    return message === undefined
      ? null
      : () => {
        this.#sent.add(message.id);
        if (connection.send(message) === "too-large") {
          this.#drop(message);
        }
      };
  }
}
