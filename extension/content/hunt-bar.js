// The learner's bar in a hunt: how many were found, who is looking, where a fault is seen, and the way out.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { element, button } = tenken.face;

  const LONGEST_NAME = 64; // agent/wire_lesson.py, LearnerName
  const UNNAMABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/gu;
  const CORNERS = /** @type {const} */ (["bottom right", "bottom left", "top left", "top right"]);
  const HERE = "";

  /** @type {HTMLElement | null} */
  let bar = null;
  /** @type {Hunting.BarActions | null} */
  let actions = null;
  let corner = 0;
  let language = "";
  /** @type {{score: HTMLElement, verdict: HTMLElement, name: HTMLInputElement, place: HTMLSelectElement} | null} */
  let parts = null;
  let listed = "";
  /** A name that was given here and that no stage says yet, and what the stage said then. @type {{name: string, over: string} | null} */
  let given = null;
  let learner = "";

  /** @param {Hunting.BarActions} handlers */
  function start(handlers) {
    actions = handlers;
  }

  /** @param {string} typed */
  function join(typed) {
    const cleaned = [...typed.replace(UNNAMABLE, "").trim()].slice(0, LONGEST_NAME).join("");
    given = { name: cleaned, over: learner };
    actions?.join(cleaned);
  }

  /** The learner's name: as given while the agent is away, until a stage says it or the trainer's correction. @param {Wire.Stage} stage */
  function nameOf(stage) {
    learner = stage.learner;
    if (given && (learner === given.name || (learner !== given.over && learner !== ""))) given = null;
    return given?.name ?? learner;
  }

  /** @param {string} words @param {HTMLElement} control */
  function labelled(words, control) {
    const label = element("label", "");
    label.append(element("span", "", words), control);
    return label;
  }

  function build() {
    bar?.remove();
    bar = element("section", "panel hunt-bar");
    bar.setAttribute("aria-labelledby", "hunt-title");
    bar.lang = tenken.face.language();
    const title = element("h2", "", tenken.say("hunt_title"));
    title.id = "hunt-title";
    const move = button("plain", tenken.say("hunt_move"), null, () => stand(corner + 1));
    const heading = element("header", "");
    heading.append(title, move);
    const score = element("p", "score");
    score.setAttribute("role", "status");
    const verdict = element("p", "verdict");
    verdict.setAttribute("role", "status");
    const name = element("input", "");
    Object.assign(name, { type: "text", maxLength: LONGEST_NAME, autocomplete: "off", spellcheck: false });
    name.addEventListener("change", (event) => {
      if (event.isTrusted) join(name.value);
    });
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) name.blur(); // says it
    });
    const place = element("select", "");
    const pick = button("main pick", tenken.say("hunt_pick"), null, () => {
      const spot = tenken.places.spots()[Number(place.value)];
      actions?.pick(place.value === HERE || !spot ? null : tenken.places.whole(spot));
    });
    pick.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    const row = element("div", "row");
    row.append(labelled(tenken.say("hunt_where"), place), pick);
    const leave = button("plain leave", tenken.say("lesson_leave"), null, () => actions?.leave());
    bar.append(heading, score, verdict, element("p", "how", tenken.say("hunt_how")), row, labelled(tenken.say("hunt_name"), name), leave);
    parts = { score, verdict, name, place };
    listed = "";
    language = tenken.locale;
    tenken.overlay.root()?.append(bar);
  }

  /** Stands in the first corner where it covers no control, else in the first. */
  function settle() {
    const free = CORNERS.findIndex((_, at) => {
      stand(at);
      return bar !== null && tenken.overlay.free(bar.getBoundingClientRect());
    });
    stand(Math.max(0, free));
  }

  /** @param {number} at */
  function stand(at) {
    corner = at % CORNERS.length;
    const [vertical, horizontal] = CORNERS[corner]?.split(" ") ?? [];
    const inset = ["top", "right", "bottom", "left"].map((side) => (side === vertical || side === horizontal ? "12px" : "auto"));
    if (bar) bar.style.inset = inset.join(" ");
  }

  function drawPlaces() {
    const spots = tenken.places.spots();
    const said = JSON.stringify(spots.map(({ field, index }) => [field, index]));
    if (!parts || said === listed || tenken.overlay.root()?.activeElement === parts.place) return;
    listed = said;
    const chosen = parts.place.value;
    parts.place.replaceChildren(new Option(tenken.say("hunt_here"), HERE), ...spots.map((spot, at) => new Option(tenken.places.name(spot), String(at))));
    parts.place.value = chosen;
    if (parts.place.selectedIndex < 0) parts.place.value = HERE;
  }

  /** @param {Wire.Stage} stage @param {string} verdict What is said of the last attempt. */
  function draw(stage, verdict) {
    const fresh = !bar?.isConnected || language !== tenken.locale;
    if (fresh) build();
    if (!parts) return;
    const words = stage.total === null ? tenken.say("hunt_score_open", [stage.found.length, stage.wrong]) : tenken.say("hunt_score", [stage.found.length, stage.total, stage.wrong]);
    if (parts.score.textContent !== words) parts.score.textContent = words;
    if (parts.verdict.textContent !== verdict) parts.verdict.textContent = verdict;
    const name = nameOf(stage);
    if (tenken.overlay.root()?.activeElement !== parts.name && parts.name.value !== name) parts.name.value = name;
    drawPlaces();
    if (fresh) settle();
  }

  function hide() {
    bar?.remove();
    bar = parts = null;
  }

  tenken.huntBar = { start, draw, hide, focus: () => parts?.place.focus({ preventScroll: true }) };
})();
