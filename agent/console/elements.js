/** Small elements, and redrawing that keeps the focus. Nothing here knows of lessons. */

/**
 * @param {string} id
 * @template {HTMLElement} T
 * @param {new () => T} kind
 * @returns {T}  throws when the page has no such element
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new TypeError(`${id} is not a ${kind.name}`);
  }
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {...(Node | string)} children  strings become text
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className !== "") {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} words
 * @param {string} key  names it within what is redrawn, so that it keeps the focus
 * @param {() => void} act
 * @param {string} [className]
 * @returns {HTMLButtonElement}
 */
export function button(words, key, act, className = "button") {
  const made = element("button", className, words);
  made.type = "button";
  made.dataset["key"] = key;
  made.addEventListener("click", act);
  return made;
}

/** What each root was last made of. @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/**
 * Fills `root` anew when what it shows has changed; the element that had the focus has it again.
 * @param {Element} root
 * @param {unknown} from  all that `make` depends on, as JSON can say it
 * @param {() => readonly (Node | string)[]} make
 */
export function redraw(root, from, make) {
  const signature = JSON.stringify([document.documentElement.lang, from]);
  if (drawn.get(root) === signature) {
    return;
  }
  drawn.set(root, signature);
  const held = document.activeElement;
  const key = held instanceof HTMLElement && root.contains(held) ? held.dataset["key"] : undefined;
  root.replaceChildren(...make());
  if (key !== undefined) {
    const again = [...root.querySelectorAll("[data-key]")].find((each) => each instanceof HTMLElement && each.dataset["key"] === key);
    if (again instanceof HTMLElement) {
      again.focus({ preventScroll: true });
    }
  }
}

/**
 * @param {Element} root
 * @param {readonly Element[]} children  put there unless they are
 */
export function put(root, children) {
  if (children.length !== root.children.length || children.some((child, at) => root.children[at] !== child)) {
    root.replaceChildren(...children);
  }
}

/**
 * @param {number} seconds
 * @returns {string}  minutes and seconds, with the hours before them if there are some
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3_600);
  const minutes = String(Math.floor(whole / 60) % 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${minutes.padStart(2, "0")}:${rest}`;
}
