/** The console: gets its bearer, keeps the socket, and hands what comes to those who draw it. */

import { code } from "./code.js";
import { Api, ApiError, openSession } from "./api.js";
import { Lesson } from "./lesson.js";
import { byId } from "./elements.js";
import { listenToDialogs } from "./dialogs.js";
import { choose, locale, speak, text } from "./words.js";

const KEPT = "tenken.console.token";
const language = byId("language", HTMLSelectElement);

/** @type {Lesson | null} */
let lesson = null;

/** @param {import("./words.js").Key} why */
function lock(why) {
  sessionStorage.removeItem(KEPT);
  lesson?.close();
  lesson = null;
  const reason = byId("locked-why", HTMLElement);
  reason.dataset["text"] = why;
  reason.textContent = text(why);
  byId("locked", HTMLElement).hidden = false;
  byId("desk", HTMLElement).hidden = true;
  byId("tabs", HTMLElement).hidden = true;
  byId("connection", HTMLElement).textContent = "";
}

/** @returns {Promise<{ token: string | null, why: import("./words.js").Key }>} */
async function bearer() {
  const kept = sessionStorage.getItem(KEPT);
  if (code === null) {
    return { token: kept, why: "locked_no_code" };
  }
  try {
    return { token: await openSession(code) ?? kept, why: "locked_used" };
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    return { token: kept, why: "locked_no_agent" };
  }
}

async function start() {
  const { token, why } = await bearer();
  if (token === null) {
    lock(why);
    return;
  }
  sessionStorage.setItem(KEPT, token);
  byId("locked", HTMLElement).hidden = true;
  byId("desk", HTMLElement).hidden = false;
  byId("tabs", HTMLElement).hidden = false;
  const refused = () => lock("locked_void");
  lesson = new Lesson(token, new Api(token, refused), refused);
}

language.value = locale();
language.addEventListener("change", () => {
  choose(language.value);
  speak();
  lesson?.speak();
});
listenToDialogs();
speak();
document.body.hidden = false;
await start();
