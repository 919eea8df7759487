// A practice editor with the structure of facts known about the real one: custom elements with open shadow
// roots, the field's name on the host, one tab's fields in the document at a time. Its text is our own.
"use strict";

const CONTROL_STYLE = `
  :host { display: block; }
  input, textarea { width: 100%; padding: 7px 10px; border: 1px solid #8d9096; border-radius: 4px; background: #fff;
    color: #0f1111; font: 14px/1.5 "Amazon Ember", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Arial, sans-serif; }
  textarea { resize: vertical; }
  input:focus, textarea:focus { border-color: #008296; outline: 3px solid #c8f3fa; }
  .select-header { display: inline-block; min-width: 160px; padding: 7px 32px 7px 10px; border: 1px solid #8d9096; border-radius: 4px; }
  .options { display: none; }
  button { height: 36px; padding: 0 18px; border: 0; border-radius: 4px; background: #008296; color: #fff; font: inherit; cursor: pointer; }`;

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

class KatElement extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).append(element("style", {}, CONTROL_STYLE), ...this.content());
  }
}

class KatField extends KatElement {
  content() {
    this.inner = element(this.tag, { part: "control", "aria-label": this.getAttribute("label") ?? "", ...this.look() });
    this.inner.value = this.getAttribute("value") ?? "";
    return [this.inner];
  }
  get value() {
    return this.inner?.value ?? this.getAttribute("value") ?? "";
  }
}
class KatInput extends KatField {
  tag = "input";
  look = () => ({ type: "text" });
}
class KatTextarea extends KatField {
  tag = "textarea";
  look = () => ({ rows: this.getAttribute("rows") ?? "2" });
}
class KatPredictiveInput extends KatElement {
  content() {
    return [element("kat-input", { value: this.getAttribute("value") ?? "", label: this.getAttribute("label") ?? "" })];
  }
}
class KatDropdown extends KatElement {
  content() {
    const options = (this.getAttribute("options") ?? "").split(",").map((text) => element("div", { role: "option" }, text));
    return [element("div", { class: "select-header" }, this.getAttribute("value") ?? ""), element("div", { class: "options" }, ...options)];
  }
}
class KatLabel extends KatElement {
  content() {
    return [element("span", {}, this.getAttribute("text") ?? "")];
  }
}
class KatAlert extends KatElement {
  content() {
    const texts = ["header", "description"].map((name) => element("p", {}, this.getAttribute(name) ?? ""));
    return [element("section", { role: "alert" }, ...texts, element("slot"))];
  }
}
class KatButton extends KatElement {
  content() {
    return [element("button", { type: "button" }, this.getAttribute("label") ?? "")];
  }
}
for (const [name, kind] of Object.entries({
  "kat-input": KatInput, "kat-textarea": KatTextarea, "kat-predictive-input": KatPredictiveInput,
  "kat-dropdown": KatDropdown, "kat-label": KatLabel, "kat-button": KatButton, "kat-alert": KatAlert,
})) customElements.define(name, kind);

const IS_EDIT = location.pathname.startsWith("/abis/listing/edit");
const BULLETS = [
  "【6時間保温】真空断熱の二重構造で、熱い飲みものを長くおいしく保ちます",
  "【軽量220g】通勤や通学のかばんに入れても重さを感じにくい設計です",
  "【業界No.1の人気】当店のベストセラー！今なら送料無料でお届けします",
  "【洗いやすい】飲み口とパッキンを外して、すみずみまで洗えます",
  "【安心】100%満足保証。お問い合わせは shop@example.com まで",
];
/** What the operator has typed, by field name: it outlives the fields of a tab that was left. */
const state = IS_EDIT
  ? {
      "item_name-0-value": "【送料無料】★最安値★ アオナミ 真空断熱 ステンレスボトル 500ml 保温 保冷 ステンレスボトル 水筒 ｽﾃﾝﾚｽ 直飲み 軽量 ステンレスボトル 通勤 通学 ブラック AN-SB500",
      "title_differentiation-0-value": "今だけ送料無料の保温ボトル",
      "brand-0-value": "アオナミ",
      "externally_assigned_product_identifier-0-value": "4569951116178",
      "externally_assigned_product_identifier-0-type": "JAN",
      "manufacturer-0-value": "アオナミ",
      "model_number-0-value": "AN-SB500",
      "product_description-0-value": "朝いれたコーヒーが昼休みまであたたかい、毎日使いのステンレスボトルです。\n\n容量: 500ml\n材質: ステンレス鋼、ポリプロピレン\n原産国: 日本\n\n詳しくは https://shop.example.com をご覧ください。",
      "generic_keyword-0-value": "水筒 マグボトル タンブラー 保温 保冷 ステンレスボトル 激安",
      "contribution_sku-0-value": "AN-SB500-BK",
      "purchasable_offer-0-our_price-0-schedule-0-value_with_tax": "2480",
      "condition_type-0-value": "新品",
    }
  : { "contribution_sku-0-value": "", "condition_type-0-value": "新品" };
for (const index of BULLETS.keys()) state[`bullet_point-${index}-value`] = IS_EDIT ? BULLETS[index] : "";

const field = (tag, name, label, extra = {}) => ({ tag, name, label, extra });
const TITLE = { ...field("kat-textarea", "item_name-0-value", "商品名"), reconciled: "アオナミ 真空断熱ステンレスボトル 500ml" };
const HIGHLIGHTS = field("kat-textarea", "title_differentiation-0-value", "商品ハイライト");
const BRAND = field("kat-predictive-input", "brand-0-value", "ブランド名");
const GTIN = field("kat-input", "externally_assigned_product_identifier-0-value", "製品コード");
const GTIN_TYPE = field("kat-dropdown", "externally_assigned_product_identifier-0-type", "製品コードのタイプ", { options: "EAN,JAN,UPC,GTIN" });
const MAKER = field("kat-input", "manufacturer-0-value", "メーカー名");
const MODEL = field("kat-input", "model_number-0-value", "モデル番号");
const POINTS = BULLETS.map((_, index) => field("kat-textarea", `bullet_point-${index}-value`, `商品の仕様 ${index + 1}`));
const DESCRIPTION = field("kat-textarea", "product_description-0-value", "商品説明", { rows: "8" });
const KEYWORDS = field("kat-input", "generic_keyword-0-value", "検索キーワード");
const OFFER = [
  field("kat-input", "contribution_sku-0-value", "出品者SKU"),
  field("kat-input", "purchasable_offer-0-our_price-0-schedule-0-value_with_tax", "販売価格（税込）"),
  field("kat-dropdown", "condition_type-0-value", "商品の状態", { options: "新品,再生品,中古品 - ほぼ新品" }),
];
const TABS = IS_EDIT
  ? [
      ["product_details", "商品詳細", [TITLE, BRAND, ...POINTS, DESCRIPTION, KEYWORDS, GTIN, GTIN_TYPE, MAKER, MODEL]],
      ["images", "画像", "images"],
      ["offer", "出品情報", OFFER],
      ["safety_and_compliance", "安全とコンプライアンス", [field("kat-input", "country_of_origin-0-value", "原産国/地域")]],
    ]
  : [
      ["product_identity", "商品の識別", [TITLE, BRAND, GTIN, GTIN_TYPE]],
      ["description", "説明", [...POINTS, DESCRIPTION]],
      ["product_details", "商品詳細", [KEYWORDS, MAKER, MODEL]],
      ["images", "画像", "images"],
      ["offer", "出品情報", OFFER],
    ];
const PICTURES = { MAIN: "TENKENgrey", PT01: "TENKENwhite", PT02: null };

function control({ tag, name, label, extra }) {
  const host = element(tag, { name, label, value: state[name] ?? "", ...extra });
  host.addEventListener("input", (event) => {
    state[name] = event.composedPath()[0].value;
  });
  return host;
}

function group(spec) {
  const values = element("div", { class: "values" }, control(spec));
  if (spec.reconciled && IS_EDIT) values.append(element("span", { class: "reconciledValue--muted" }, spec.reconciled));
  if (spec === TITLE) {
    const open = element("button", { type: "button", class: "link", id: "open-dialog" }, "商品ハイライトを編集");
    open.addEventListener("click", openDialog);
    values.append(open);
  }
  return element("div", { class: "attributeGroup", id: `attribute-group-${spec.name.split("-")[0]}` }, element("kat-label", { text: spec.label }), values);
}

function slot([code, picture]) {
  const source = `https://m.media-amazon.com/images/I/${picture}._AC_SL500_.jpg`;
  const shown = picture && IS_EDIT ? element("img", { src: source, alt: code }) : "画像をアップロード";
  const upload = element("input", { type: "file", id: `ProductImage_${code}-input_input`, accept: "image/*", "aria-label": code });
  const box = element("div", { class: "picture" }, shown);
  const made = element("section", { class: "slot" }, element("h3", {}, code), box, upload);
  // A file is kept until the page is saved, which this one never is: nothing is shown of it but its name.
  const keep = ([file]) => file && !box.querySelector("img") && box.replaceChildren(file.name);
  upload.addEventListener("change", () => keep(upload.files));
  made.addEventListener("dragover", (event) => event.preventDefault());
  made.addEventListener("drop", (event) => {
    event.preventDefault();
    keep(event.dataTransfer.files);
  });
  return made;
}

function openDialog() {
  document.querySelector("#dialog-fields").replaceChildren(control(HIGHLIGHTS));
  document.querySelector("#dialog").showModal();
}

function currentTab() {
  const names = [location.hash.slice(1), location.pathname.split("/").at(-1)];
  return TABS.find(([name]) => names.includes(name)) ?? TABS[0];
}

function show() {
  const [current, , fields] = currentTab();
  document.querySelector(".tabs").replaceChildren(
    ...TABS.map(([name, label]) => {
      const tab = element("button", { type: "button", role: "tab", id: `${name}-link`, "aria-selected": String(name === current) }, label);
      tab.addEventListener("click", () => {
        const action = IS_EDIT ? "edit" : "create";
        history.pushState(null, "", `/abis/listing/${action}/${name}${location.search}#${name}`);
        show();
      });
      return tab;
    }),
  );
  const content = fields === "images" ? [element("div", { class: "slots" }, ...Object.entries(PICTURES).map(slot))] : fields.map(group);
  document.querySelector("#panel").replaceChildren(...content);
}

const query = new URLSearchParams(location.search);
document.querySelector("#heading").textContent = IS_EDIT ? "商品情報の編集" : "商品登録";
document.querySelector("#identity").textContent = IS_EDIT ? `ASIN: ${query.get("asin")} | SKU: ${query.get("sku")} | 商品タイプ: ボトル` : "商品タイプ: ボトル";
document.querySelector("#dialog-close").addEventListener("click", () => document.querySelector("#dialog").close());
document.querySelector("#dialog").addEventListener("close", () => document.querySelector("#dialog-fields").replaceChildren());
document.querySelector("#panel").addEventListener("submit", (event) => event.preventDefault());
/** A new page under a brand that is registered to somebody else: the first press of the button says so. */
const REFUSED = { variant: "error", header: "エラー 5461", description: "このブランドに対してASINを新規作成することはできません。" };
document.querySelector("#EditSaveAction").addEventListener("click", () => {
  if (!IS_EDIT) {
    document.querySelector("kat-alert")?.remove();
    document.querySelector("main").prepend(element("kat-alert", REFUSED));
    return;
  }
  document.querySelector("#saved").textContent = "入力内容を確認しました（練習用ページのため保存されません）";
});
window.addEventListener("popstate", show);
show();
