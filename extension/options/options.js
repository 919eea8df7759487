/** The set-up page: start the agent, pair this browser with it, test the line. */

import { readPairingString } from "../background/pairing-string.js";
import { byId, element, sign, speak, text, wordsOfState } from "../shared/words.js";
import { WorkerPort } from "../shared/worker-port.js";

/** Characters of a whole pairing string; see background/pairing-string.js. */
const WHOLE = 27;

/** @type {Messages.OptionsState | null} */
let state = null;
/** Why the last attempt failed. @type {Messages.PairReason | "busy" | "ok" | null} */
let pairing = null;
/** @type {Messages.TestStep[] | "running" | null} */
let test = null;
let again = false;

const code = byId("code", HTMLInputElement);
const form = byId("pair-form", HTMLFormElement);

/** @type {WorkerPort<Messages.FromOptions, Messages.ToOptions>} */
const port = new WorkerPort("options", (message) => {
  switch (message.type) {
    case "state":
      state = message;
      speak(state, "options_title");
      break;
    case "pair-result":
      pairing = message.ok ? "ok" : message.reason;
      if (message.ok) {
        code.value = "";
        again = false;
      }
      break;
    case "test-result":
      test = message.steps;
      break;
  }
  draw();
}, () => {
  // A new worker knows nothing of what the one before it was asked.
  pairing = pairing === "busy" ? "not-running" : pairing;
  test = test === "running" ? null : test;
});

function draw() {
  if (state === null) {
    return;
  }
  byId("locale", HTMLSelectElement).value = state.locale;
  drawConnection(state);
  drawAgent(state);
  drawPairing(state);
  drawTest();
  const dropped = byId("dropped", HTMLParagraphElement);
  dropped.hidden = state.dropped === 0;
  dropped.textContent = text("options_dropped", state.dropped);
}

/** @param {Messages.OptionsState} of */
function drawConnection(of) {
  const box = byId("connection", HTMLParagraphElement);
  const { title, remedy } = wordsOfState(of.state);
  const calm = of.state === "ready" || of.state === "connecting";
  box.className = `connection ${of.state === "ready" ? "ready" : calm ? "" : "trouble"}`;
  say(box, remedy === "" ? title : `${title} – ${remedy}`);
}

/** @param {Messages.OptionsState} of */
function drawAgent(of) {
  const found = of.state !== "not-running" && of.state !== "connecting" && of.state !== "wrong-agent";
  mark("step-agent", found ? "done" : of.state === "wrong-agent" ? "problem" : "todo");
  say(byId("agent-state", HTMLParagraphElement), text(found ? "step_agent_ok" : "step_agent_waiting"));
}

/** @param {Messages.OptionsState} of */
function drawPairing(of) {
  const { agent } = of;
  byId("paired", HTMLElement).hidden = agent === null;
  form.hidden = agent !== null && !again;
  byId("again", HTMLButtonElement).setAttribute("aria-expanded", String(!form.hidden));
  if (agent !== null) {
    byId("paired-id", HTMLElement).textContent = agent.id.slice(0, 12);
    byId("paired-port", HTMLElement).textContent = agent.port === null ? text("paired_offline") : `127.0.0.1:${agent.port}`;
    byId("paired-version", HTMLElement).textContent = agent.version ?? text("paired_offline");
    byId("paired-since", HTMLElement).textContent = new Date(agent.created).toLocaleString(document.documentElement.lang);
  }
  const refused = agent !== null && ["wrong-agent", "version", "not-paired"].includes(of.state);
  mark("step-pair", refused || isTrouble(pairing) ? "problem" : agent === null ? "todo" : "done");
  const message = byId("pair-message", HTMLParagraphElement);
  message.className = `message ${isTrouble(pairing) ? "bad" : pairing === "ok" ? "good" : ""}`;
  say(message, pairing === null ? "" : text(`pair_${pairing.replaceAll("-", "_")}`));
  code.setAttribute("aria-invalid", String(pairing === "check-character"));
  byId("pair", HTMLButtonElement).disabled = pairing === "busy";
}

/** @param {typeof pairing} outcome */
function isTrouble(outcome) {
  return outcome !== null && outcome !== "ok" && outcome !== "busy";
}

function drawTest() {
  const steps = Array.isArray(test) ? test : [];
  const passed = steps.length === 3 && steps.every((step) => step.ok);
  mark("step-test", test === null || test === "running" ? "todo" : passed ? "done" : "problem");
  byId("test", HTMLButtonElement).disabled = test === "running";
  byId("test-steps", HTMLUListElement).replaceChildren(...steps.map(({ name, ok, detail }) => {
    const words = ok
      ? `${text("test_ok")} · ${text(`test_${name}_detail`, detail)}`
      : `${text("test_failed")} · ${wordsOfState(/** @type {Messages.ConnectionState} */ (detail)).title}`;
    return element("li", "", sign(ok ? "pass" : "error"), element("span", "", text("label_value", text(`test_${name}`), words)));
  }));
  const message = byId("test-message", HTMLParagraphElement);
  const failed = steps.find((step) => !step.ok);
  message.className = `message ${failed ? "bad" : passed ? "good" : ""}`;
  if (test === "running") {
    say(message, text("test_running"));
  } else if (failed) {
    say(message, wordsOfState(/** @type {Messages.ConnectionState} */ (failed.detail)).remedy);
  } else {
    say(message, passed ? text("test_all_ok") : "");
  }
}

/**
 * @param {string} id
 * @param {"done" | "todo" | "problem"} standing
 */
function mark(id, standing) {
  const step = byId(id, HTMLLIElement);
  step.className = `step ${standing}`;
  const icon = { done: "pass", todo: "inapplicable", problem: "warning" }[standing];
  step.querySelector(".mark")?.replaceChildren(sign(icon), text(`step_${standing}`));
}

/**
 * Writes only what changed: a live region would be read out again.
 * @param {HTMLElement} target
 * @param {string} words
 */
function say(target, words) {
  if (target.textContent !== words) {
    target.textContent = words;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  // Told here, before anything is handed on; the worker checks once more.
  if (readPairingString(code.value) === null) {
    pairing = "check-character";
    code.focus();
  } else {
    pairing = "busy";
    port.send({ type: "pair", text: code.value });
  }
  draw();
});
code.addEventListener("input", () => {
  const whole = code.value.replace(/[\s-]/g, "").length >= WHOLE;
  pairing = whole && readPairingString(code.value) === null ? "check-character" : null;
  draw();
});
byId("unpair", HTMLButtonElement).addEventListener("click", () => {
  pairing = null;
  test = null;
  port.send({ type: "unpair" });
});
byId("again", HTMLButtonElement).addEventListener("click", () => {
  again = !again;
  pairing = null;
  draw();
  if (again) {
    code.focus();
  }
});
byId("test", HTMLButtonElement).addEventListener("click", () => {
  test = "running";
  port.send({ type: "test" });
  draw();
});
byId("locale", HTMLSelectElement).addEventListener("change", (event) => {
  const { value } = /** @type {HTMLSelectElement} */ (event.target);
  port.send({ type: "set", locale: /** @type {Messages.Locale} */ (value) });
});
for (const button of document.querySelectorAll(".command button")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement?.querySelector("code")?.textContent ?? "");
    button.textContent = text("options_copied");
    setTimeout(() => {
      button.textContent = text("options_copy");
    }, 2_000);
  });
}
