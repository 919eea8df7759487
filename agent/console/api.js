/** The agent's HTTP routes as the console uses them: with its bearer, and faults in one sentence. */

import { text } from "./words.js";

/** A call that did not succeed; the message is for people. */
export class ApiError extends Error {}

/**
 * The bearer for a one-time code. Throws `ApiError` when the agent cannot say.
 * @param {string} code
 * @returns {Promise<string | null>}  `null`: the code is used up or too old
 */
export async function openSession(code) {
  /** @type {Wire.ConsoleRequest} */
  const body = { code };
  const answer = await reach("/v1/console/sessions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status === 403) {
    return null;
  }
  if (!answer.ok) {
    throw new ApiError(await problem(answer));
  }
  /** @type {Wire.ConsoleSession} */
  const session = await answer.json();
  return session.token;
}

export class Api {
  #token;
  #refused;

  /**
   * @param {string} token
   * @param {() => void} refused  the bearer is void
   */
  constructor(token, refused) {
    this.#token = token;
    this.#refused = refused;
  }

  /**
   * The answer of a route that succeeded. Throws `ApiError`.
   * @param {"GET" | "POST" | "DELETE"} method
   * @param {string} path
   * @param {BodyInit} [body]  JSON
   * @returns {Promise<Response>}
   */
  async call(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${this.#token}` };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    const answer = await reach(path, { method, headers, body: body ?? null });
    if (answer.status === 401) {
      this.#refused();
    }
    if (!answer.ok) {
      throw new ApiError(text("failed_because", await problem(answer)));
    }
    return answer;
  }

  /**
   * What a route answers, saved as a file under the name that it gives. Throws `ApiError`.
   * @param {string} path
   */
  async save(path) {
    const answer = await this.call("GET", path);
    const address = URL.createObjectURL(await answer.blob());
    const link = document.createElement("a");
    link.href = address;
    link.download = /filename="([\w.-]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "tenken-recap";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

/**
 * @param {string} path
 * @param {RequestInit} request
 * @returns {Promise<Response>}
 */
async function reach(path, request) {
  try {
    return await fetch(path, { ...request, credentials: "omit", cache: "no-store" });
  } catch {
    throw new ApiError(text("connection_lost"));
  }
}

/**
 * @param {Response} answer
 * @returns {Promise<string>}
 */
async function problem(answer) {
  try {
    /** @type {{ message?: unknown }} */
    const { message } = await answer.json();
    return typeof message === "string" ? message : String(answer.status);
  } catch {
    return String(answer.status);
  }
}
