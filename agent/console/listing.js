/** The watched page's listing: its texts with the findings underlined, its pictures as frames. A click points. */

import { samePointer } from "./direction.js";
import { button, element, put, redraw } from "./elements.js";
import { kindOf, outline, worst } from "./marks.js";
import { pieces, standing } from "./spans.js";
import { placeName, text } from "./words.js";

/** Of a picture's sides: what a click on a frame points at. */
const AROUND = 0.25;

/**
 * @typedef {object} Passage
 * @property {Wire.ScreenField} field
 * @property {number | null} index
 * @property {string | null} text  `null`: only something about the field is told
 * @property {boolean} missing  the page does not have it
 */
/** @typedef {(id: string) => number | null} NumberOf */

/** @param {{ field: Wire.ScreenField | null, index?: number | null }} place */
function nameOf({ field, index }) {
  return `${field}:${index ?? ""}`;
}

/**
 * The texts of a view; before them what is told of a field as a whole or of one that is missing.
 * @param {Wire.PageView} view
 * @returns {Passage[]}
 */
function passagesOf({ fields, pictures, annotations }) {
  const there = new Set([...fields.map(nameOf), ...pictures.map(({ index }) => nameOf({ field: "images", index }))]);
  const several = new Set([...fields.map(({ field }) => field), ...(pictures.length > 0 ? ["images"] : [])]);
  /** @type {Map<string, Passage>} */
  const more = new Map();
  for (const { target, outcome } of annotations) {
    if (target.field !== null && outcome !== "error" && !there.has(nameOf(target))) {
      more.set(nameOf(target), { field: target.field, index: target.index, text: null, missing: !several.has(target.field) });
    }
  }
  /** @type {Passage[]} */
  const shown = fields.map((each) => ({ ...each, missing: false }));
  for (const each of more.values()) {
    const first = shown.findIndex(({ field }) => field === each.field);
    shown.splice(first === -1 ? shown.length : first, 0, each);
  }
  return shown;
}

export class ListingView {
  #texts;
  #pictures;
  #desk;
  /** @type {Map<string, HTMLElement>} */
  #sections = new Map();

  /**
   * @param {HTMLElement} texts
   * @param {HTMLElement} pictures
   * @param {import("./desk.js").Desk} desk
   */
  constructor(texts, pictures, desk) {
    this.#texts = texts;
    this.#pictures = pictures;
    this.#desk = desk;
  }

  /** @param {NumberOf} numberOf */
  draw(numberOf) {
    const { view } = this.#desk;
    if (view === null) {
      return;
    }
    const annotations = view.annotations.filter(({ id }) => numberOf(id) !== null);
    const before = this.#sections;
    this.#sections = new Map();
    /** @param {string} key */
    const section = (key) => {
      const made = before.get(key) ?? element("section", "field");
      this.#sections.set(key, made);
      return made;
    };
    const texts = passagesOf(view).map((passage) => {
      const root = section(`text ${nameOf(passage)}`);
      const here = annotations.filter(({ target }) => nameOf(target) === nameOf(passage));
      this.#mark(root, passage);
      redraw(root, [passage, this.#signs(here, numberOf)], () => this.#passage(passage, here, numberOf));
      return root;
    });
    const pictures = view.pictures.map((picture) => {
      const root = section(`picture ${picture.index}`);
      const place = { field: /** @type {const} */ ("images"), index: picture.index };
      const here = annotations.filter(({ target }) => nameOf(target) === nameOf(place));
      this.#mark(root, place);
      redraw(root, [picture, this.#signs(here, numberOf), this.#desk.now.pointer], () => this.#picture(picture, here, numberOf));
      return root;
    });
    put(this.#texts, texts);
    put(this.#pictures, pictures);
  }

  /** Brings the chosen finding's mark into sight. */
  follow() {
    const marks = [this.#texts, this.#pictures].map((root) => root.querySelector(".chosen"));
    marks.find((mark) => mark !== null)?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {HTMLElement} root
   * @param {{ field: Wire.ScreenField, index: number | null }} place
   */
  #mark(root, { field, index }) {
    const { pointer } = this.#desk.now;
    root.classList.toggle("pointed", pointer !== null && samePointer({ ...pointer, region: null }, { field, index }));
  }

  /**
   * What the marks of these findings look like now.
   * @param {readonly Wire.Annotation[]} annotations
   * @param {NumberOf} numberOf
   */
  #signs(annotations, numberOf) {
    return annotations.map((each) => [each.id, each.target, kindOf(each), numberOf(each.id), this.#look(each.id)]);
  }

  /** @param {string} id */
  #look(id) {
    const { now, chosen } = this.#desk;
    return [
      now.revealed.includes(id) ? "revealed" : "",
      now.spotlight === id ? "spotlit" : "",
      chosen === id ? "chosen" : "",
    ].filter(Boolean).join(" ");
  }

  /**
   * @param {Passage} passage
   * @param {readonly Wire.Annotation[]} annotations
   * @param {NumberOf} numberOf
   * @returns {Node[]}
   */
  #passage(passage, annotations, numberOf) {
    const { field, index } = passage;
    const words = passage.text;
    const title = this.#heading(placeName(passage), { field, index });
    const loose = annotations.filter(({ target }) => words === null || standing(words, target) !== "words");
    title.append(...loose.map((each) => this.#badge(each, numberOf)));
    if (words === null) {
      return passage.missing ? [title, element("p", "soft", text("not_on_page"))] : [title];
    }
    if (words === "") {
      return [title, element("p", "soft", text("empty"))];
    }
    const shown = element("p", "passage");
    shown.addEventListener("click", () => this.#desk.point({ field, index, region: null }));
    for (const piece of pieces(words, annotations)) {
      shown.append(piece.ids.length === 0 ? piece.text : this.#piece(piece, annotations, numberOf));
    }
    const changed = annotations.filter(({ target }) => standing(words, target) === "changed");
    const notes = changed.map(({ id }) => element("p", "changed", text("mark_changed", numberOf(id) ?? "")));
    return [title, shown, ...notes];
  }

  /**
   * @param {import("./spans.js").Piece} piece
   * @param {readonly Wire.Annotation[]} annotations
   * @param {NumberOf} numberOf
   */
  #piece(piece, annotations, numberOf) {
    const here = annotations.filter(({ id }) => piece.ids.includes(id));
    const looks = new Set(here.flatMap(({ id }) => this.#look(id).split(" ")));
    const made = element("span", ["words", worst(here), ...looks].join(" ").trim());
    for (const each of here.filter(({ id }) => piece.starts.includes(id))) {
      made.append(this.#badge(each, numberOf));
    }
    made.append(piece.text);
    made.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#desk.choose(here[0]?.id ?? null);
    });
    return made;
  }

  /**
   * @param {Wire.Annotation} annotation
   * @param {NumberOf} numberOf
   */
  #badge(annotation, numberOf) {
    const { id, title } = annotation;
    const number = String(numberOf(id) ?? "");
    const made = button(number, `badge ${id}`, () => this.#desk.choose(id), `number ${kindOf(annotation)} ${this.#look(id)}`.trim());
    made.setAttribute("aria-label", text("numbered", number, title));
    made.addEventListener("click", (event) => event.stopPropagation());
    return made;
  }

  /**
   * @param {string} name
   * @param {Wire.Pointer} pointer
   */
  #heading(name, pointer) {
    const place = button(name, `place ${nameOf(pointer)}`, () => this.#desk.point(pointer), "place");
    place.title = text("point_here");
    return element("h3", "", place);
  }

  /**
   * @param {Wire.PictureView} picture
   * @param {readonly Wire.Annotation[]} annotations
   * @param {NumberOf} numberOf
   * @returns {Node[]}
   */
  #picture({ index, slot }, annotations, numberOf) {
    const place = { field: /** @type {const} */ ("images"), index };
    const title = this.#heading(`${placeName(place)} (${slot})`, { ...place, region: null });
    const frame = element("div", "frame");
    frame.addEventListener("click", (event) => {
      const box = frame.getBoundingClientRect();
      const x = Math.min(Math.max((event.clientX - box.left) / box.width - AROUND / 2, 0), 1 - AROUND);
      const y = Math.min(Math.max((event.clientY - box.top) / box.height - AROUND / 2, 0), 1 - AROUND);
      this.#desk.point({ ...place, region: { x, y, width: AROUND, height: AROUND } });
    });
    for (const annotation of annotations) {
      const badge = this.#badge(annotation, numberOf);
      if (annotation.target.region === null) {
        title.append(badge);
      } else {
        const areas = (annotation.target.areas ?? []).map((area) => outline(area, "area"));
        const box = outline(annotation.target.region, `outline ${kindOf(annotation)} ${this.#look(annotation.id)}`);
        box.append(badge);
        frame.append(...areas, box);
      }
    }
    const { pointer } = this.#desk.now;
    if (pointer?.region && samePointer({ ...pointer, region: null }, place)) {
      frame.append(outline(pointer.region, "outline pointer"));
    }
    return [title, frame];
  }
}
