/** Keeps the worker below the agent's message rate, so that no burst of typing closes the socket. */

const BURST = 30;
/** An audit that the agent was too busy for is sent again after so long … */
export const BUSY_WAIT_MS = 500;
/** … and so often. */
export const MOST_BUSY_TRIES = 10;

export class Pacer {
  #left = BURST;
  #at = Date.now();

  /**
   * Takes one message out of the budget.
   * @param {number} perSecond
   * @returns {number}  0 when it may be sent now, else the ms to wait before asking again
   */
  take(perSecond) {
    const now = Date.now();
    // Three quarters: pings share the same limit.
    const rate = perSecond * 0.75;
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1_000) * rate);
    this.#at = now;
    if (this.#left >= 1) {
      this.#left -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#left) / rate) * 1_000);
  }
}
