// A practice sell form that behaves like a form of controlled React inputs: the last rendered value is tracked on each
// node, an input event that brings no new value is ignored, and every render puts the state back. Its text is our own.
"use strict";

const IS_EDIT = location.pathname.startsWith("/sell/edit");
const FORM = IS_EDIT ? location.pathname : "/sell/create";

/** @type {Record<string, string | string[]>} */
const state = {
  name: "アオナミ 真空断熱 ステンレスボトル 500ml ブラック 未使用 早い者勝ち 送料無料 水筒 保温",
  description:
    "アオナミの真空断熱ステンレスボトルです。\n箱から出して撮影しました。\n\n#水筒 #保温 #保冷 #ステンレス\n\nノークレーム・ノーリターンでお願いします。\n即購入OKです。",
  price: "1980",
  category: ["キッチン・食器", "弁当箱・水筒", "水筒"],
  brand: "",
  condition: IS_EDIT ? "新品、未使用" : "",
  method: IS_EDIT ? "らくらくメルカリ便" : "",
  payer: "2",
};
const PICTURES = ["practice-grey_1.jpg", "practice-white_2.jpg"];
const CHOICES = {
  "/sell/categories": { key: "category", title: "カテゴリーを選択", options: [["キッチン・食器", "弁当箱・水筒", "水筒"], ["キッチン・食器", "食器", "マグカップ"]] },
  "/sell/brands": { key: "brand", title: "ブランドを選択", options: ["アオナミ", "ミナモ"] },
  "/sell/conditions": { key: "condition", title: "商品の状態を選択", options: ["新品、未使用", "未使用に近い", "目立った傷や汚れなし"] },
  "/sell/shipping_methods": { key: "method", title: "配送の方法を選択", options: ["らくらくメルカリ便", "ゆうゆうメルカリ便", "未定"] },
};

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// --- controlled controls, after React's inputValueTracking -------------------------------------

const controlled = new Map();

/** Overrides `value` on the node: what scripts set is remembered as already seen. */
function track(node) {
  const native = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(node), "value");
  const tracked = { value: native.get.call(node) };
  Object.defineProperty(node, "value", {
    configurable: true,
    get: () => native.get.call(node),
    set: (value) => {
      tracked.value = String(value);
      native.set.call(node, value);
    },
  });
  controlled.set(node.name, { node, tracked, native });
}

/** Puts the state back into every control: a value set behind its back does not survive. */
function render() {
  for (const [name, { node, tracked, native }] of controlled) {
    if (native.get.call(node) !== state[name]) native.set.call(node, state[name]);
    tracked.value = state[name];
    const counter = document.querySelector(`[data-counter="${name}"]`);
    if (counter) counter.textContent = `${[...state[name]].length} / ${counter.dataset.limit}`;
  }
}

document.addEventListener("input", ({ target }) => {
  const entry = controlled.get(target.name);
  if (!entry || entry.node !== target) return;
  const typed = entry.native.get.call(target);
  if (typed === entry.tracked.value) return;
  state[target.name] = typed;
  // An input method writes into the field while it composes: React leaves it alone as well.
  render();
});
document.addEventListener("focusout", render);

// --- the form and the pages of choices ----------------------------------------------------------

function go(path) {
  history.pushState(null, "", path);
  mount();
}

function row(path, label, needed) {
  const { key } = CHOICES[path];
  const chosen = state[key];
  const crumbs = Array.isArray(chosen)
    ? element("div", { class: "merBreadcrumbList" }, ...chosen.map((part) => element("div", { class: "merBreadcrumbItem" }, part)))
    : chosen || `${label}を選択する`;
  const link = element(
    "a",
    { class: "row", href: path },
    element("span", { class: "label" }, label, element("span", { class: needed ? "badge" : "badge free" }, needed ? "必須" : "任意")),
    element("span", { class: "choice" }, crumbs),
  );
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go(path);
  });
  return link;
}

function control(tag, name, label, limit, attributes = {}) {
  const node = element(tag, { name, ...attributes });
  track(node);
  node.value = state[name];
  const counter = limit ? [element("span", { class: "counter", "data-counter": name, "data-limit": limit })] : [];
  return element("label", { class: "field" }, ...counter, element("span", { class: "name" }, label), node);
}

function picture(file, index) {
  const source = `https://static.mercdn.net/item/detail/orig/photos/${file}`;
  return element("li", { "data-testid": `image-list-item-${index}` }, element("img", { src: source, alt: `${index + 1}枚目` }));
}

/** The picker: what is chosen is shown at once, from the browser's own memory. */
function uploader() {
  const input = element("input", { type: "file", accept: "image/jpeg,image/png", multiple: "", "data-testid": "photo-upload", "aria-label": "画像を追加" });
  input.addEventListener("change", () => {
    const list = document.querySelector(".images");
    for (const file of input.files) {
      const shown = element("img", { src: URL.createObjectURL(file), alt: file.name });
      list.append(element("li", { "data-testid": `image-list-item-${list.childElementCount}` }, shown));
    }
    input.value = "";
  });
  return input;
}

function form() {
  const payer = element("select", { name: "shippingPayer" }, new Option("送料込み(出品者負担)", "2"), new Option("着払い(購入者負担)", "1"));
  const areas = ["北海道", "東京都", "沖縄県"].map((name, index) => new Option(name, String(index + 1), IS_EDIT && index === 1, IS_EDIT && index === 1));
  const origin = element("select", { name: "shippingFromArea" }, new Option("選択してください", ""), ...areas);
  return element(
    "form",
    { autocomplete: "off" },
    element("h1", {}, IS_EDIT ? "商品の編集" : "商品の出品"),
    element("ul", { class: "images" }, ...PICTURES.map(picture)),
    uploader(),
    element("h2", {}, "商品の詳細"),
    row("/sell/categories", "カテゴリー", true),
    row("/sell/brands", "ブランド", false),
    row("/sell/conditions", "商品の状態", true),
    element("h2", {}, "商品名と説明"),
    control("input", "name", "商品名", "40", { type: "text" }),
    control("textarea", "description", "商品の説明", "1000", { rows: "10" }),
    element("h2", {}, "配送について"),
    element("label", { class: "field" }, element("span", { class: "name" }, "配送料の負担"), payer),
    row("/sell/shipping_methods", "配送の方法", true),
    element("label", { class: "field" }, element("span", { class: "name" }, "発送元の地域"), origin),
    element("h2", {}, "販売価格"),
    element("div", { class: "price" }, "¥", control("input", "price", "販売価格", null, { type: "text", inputmode: "numeric" })),
    element("button", { type: "button", class: "submit" }, IS_EDIT ? "変更する" : "出品する"),
  );
}

function choices({ key, title, options }) {
  const items = options.map((option) => {
    const button = element("button", { type: "button" }, Array.isArray(option) ? option.join(" / ") : option);
    button.addEventListener("click", () => {
      state[key] = option;
      go(FORM);
    });
    return element("li", {}, button);
  });
  return element("section", {}, element("h1", {}, title), element("ul", { class: "options" }, ...items));
}

/** Every visit to the form makes new nodes, as the real one does. */
function mount() {
  controlled.clear();
  const chosen = CHOICES[location.pathname];
  document.querySelector("#main").replaceChildren(chosen ? choices(chosen) : form());
  render();
}

window.addEventListener("popstate", mount);
mount();
