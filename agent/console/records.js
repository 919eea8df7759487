/** The lists that the agent keeps: lessons to practise on, runs that were held, progress of learners. */

import { ApiError } from "./api.js";
import { button, byId, element, redraw } from "./elements.js";
import { recapButtons } from "./recaps.js";
import { table } from "./run.js";
import { locale, platformName, text, when } from "./words.js";

/** @typedef {"lessons" | "runs" | "progress"} RecordsTab */

/**
 * @typedef {object} Links
 * @property {(words: string) => void} say
 * @property {(question: string, deed: string) => Promise<boolean>} confirm
 * @property {(run: string, as: "html" | "csv") => void} save
 * @property {(run: string) => boolean} held  on a live page, where it is finished
 */

export class Records {
  #api;
  #links;

  /**
   * @param {import("./api.js").Api} api
   * @param {Links} links
   */
  constructor(api, links) {
    this.#api = api;
    this.#links = links;
  }

  /** @param {RecordsTab} tab */
  async load(tab) {
    await this.#try(async () => {
      if (tab === "lessons") {
        this.#drawLessons(await this.#get("/v1/lessons"));
      } else if (tab === "runs") {
        this.#drawRuns(await this.#get("/v1/runs"));
      } else {
        this.#drawProgress(await this.#get(`/v1/progress?locale=${locale()}`));
      }
    });
  }

  /** @param {File} file */
  async add(file) {
    await this.#try(async () => {
      await this.#api.call("POST", "/v1/lessons", file);
      this.#links.say(text("lesson_added", file.name));
      await this.load("lessons");
    });
  }

  /** @param {Wire.LessonList} list */
  #drawLessons({ lessons }) {
    redraw(byId("lesson-list", HTMLDivElement), lessons, () => lessons.length === 0
      ? [element("p", "soft", text("no_lessons"))]
      : [table(text("tab_lessons"), [text("lesson"), text("site"), text("faults"), text("added"), text("deeds")], lessons.map((lesson) => [
        element("b", "", lesson.title),
        platformName(lesson.site),
        String(lesson.faults),
        when(lesson.added),
        element("div", "acts", practiceLink(lesson), this.#remover(`/v1/lessons/${lesson.id}`, text("remove_lesson", lesson.title), "lessons")),
      ]))]);
  }

  /** @param {Wire.RunList} list */
  #drawRuns({ runs }) {
    /** Of those that are open, which are not held now: their pages were closed. */
    const left = new Set(runs.filter(({ id, ended }) => ended === null && !this.#links.held(id)).map(({ id }) => id));
    redraw(byId("run-list", HTMLDivElement), [runs, [...left]], () => runs.length === 0
      ? [element("p", "soft", text("no_runs"))]
      : [table(text("tab_runs"), [text("learner"), text("lesson"), text("begun"), text("result"), text("deeds")], runs.map((run) => [
        run.learner || text("nameless"),
        run.title || text("no_title"),
        when(run.started),
        text("score", run.found, run.total, run.wrong) + (run.ended === null ? ` · ${text(left.has(run.id) ? "left_open" : "still_on")}` : ""),
        element("div", "acts", ...(left.has(run.id) ? [this.#finisher(run.id)] : []), ...recapButtons(run.id, this.#links.save), this.#remover(`/v1/runs/${run.id}`, text("remove_run"), "runs")),
      ]))]);
  }

  /** @param {Wire.ProgressList} list */
  #drawProgress({ learners }) {
    redraw(byId("progress-list", HTMLDivElement), learners, () => learners.length === 0
      ? [element("p", "soft", text("no_progress"))]
      : learners.map(({ learner, groups }) => element("section", "learner",
        element("h3", "", learner || text("nameless")),
        table(text("weakest_first"), [text("group"), text("result"), text("last_time"), text("again")], groups.map((group) => [
          group.words,
          text("right_of", group.right, group.asked),
          when(group.last),
          group.due ? element("b", "due", text("due")) : text("not_due"),
        ])),
        // Records without a name are removed one by one.
        ...(learner === "" ? [] : [this.#remover(`/v1/progress/${encodeURIComponent(learner)}`, text("remove_learner", learner), "progress")]))));
  }

  /** @param {string} run */
  #finisher(run) {
    return button(text("finish"), `finish ${run}`, () => this.#ask(text("end_run"), text("finish"), "POST", `/v1/runs/${run}/end`, "runs"));
  }

  /**
   * @param {string} path
   * @param {string} question
   * @param {RecordsTab} tab
   */
  #remover(path, question, tab) {
    return button(text("remove"), `remove ${path}`, () => this.#ask(question, text("remove"), "DELETE", path, tab));
  }

  /**
   * @param {string} question
   * @param {string} deed  on the button that goes on
   * @param {"POST" | "DELETE"} method
   * @param {string} path
   * @param {RecordsTab} tab  shown anew
   */
  async #ask(question, deed, method, path, tab) {
    if (await this.#links.confirm(question, deed)) {
      await this.#try(async () => {
        await this.#api.call(method, path);
        await this.load(tab);
      });
    }
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}  as the route's model says
   */
  async #get(path) {
    return (await this.#api.call("GET", path)).json();
  }

  /** @param {() => Promise<void>} deed */
  async #try(deed) {
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      this.#links.say(error.message);
    }
  }
}

/** @param {Wire.LessonEntry} lesson */
function practiceLink({ path, title }) {
  const link = element("a", "button", text("open_practice"));
  link.href = path;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.setAttribute("aria-label", `${text("open_practice")}: ${title}`);
  return link;
}
