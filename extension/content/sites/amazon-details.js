// What a public Amazon page says in its tables of details and in the line under the title, in the stores' languages.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const { dom } = tenken;

  /** Labels of rows, the likeliest first; seen on saved pages, those of ja and nl in code only. */
  const LABELS = {
    asin: ["asin"],
    brand: ["brand", "brand name", "marke", "marque", "marca", "marchio", "merk", "merknaam", "ブランド", "ブランド名", "märke", "varumärke", "marka"],
    manufacturer: ["manufacturer", "hersteller", "fabricant", "produttore", "fabricante", "fabrikant", "メーカー", "tillverkare", "producent", "üretici"],
    model: [
      "item model number", "model number", "modellnummer", "numéro du modèle de l'article", "numéro de modèle",
      "numero modello articolo", "numero modello", "número de modelo del producto", "número de modelo",
      "modelnummer item", "modelnummer", "商品モデル番号", "型番", "número do modelo", "numer modelu",
      "manufacturer part number", "part number", "herstellerreferenz", "hersteller-teilenummer", "référence du fabricant",
      "riferimento produttore", "referencia del fabricante", "onderdeelnummer", "メーカー型番", "製造元リファレンス", "部品番号",
    ],
    gtin: ["gtin", "global trade identification number", "ean", "upc", "jan", "janコード", "ean-13", "código upc", "isbn-13"],
  };
  /** @typedef {keyof typeof LABELS} DetailField */

  const ROWS = [
    "#productOverview_feature_div tr",
    "#productDetails_feature_div tr, #prodDetails tr, #productDetails_techSpec_section_1 tr, #technicalSpecifications_feature_div tr",
    "#detailBullets_feature_div li, #detail-bullets li",
    "#productFactsDesktopExpander .product-facts-detail",
  ];
  /** An overview cell holds its text twice, cut and whole. */
  const WHOLE = ".a-truncate-full";

  /** @param {string} text Without case, width, the marks of writing direction, and the colon. */
  function normalLabel(text) {
    const plain = text.normalize("NFKC").replace(/[\u200e\u200f\u202a-\u202e]/g, "").replace(/[’`´]/g, "'");
    return plain.replace(/\s+/g, " ").replace(/[\s:]+$/, "").trim().toLowerCase();
  }

  /** @param {Element} row @returns {{ label: Element, value: Element } | null} */
  function cells(row) {
    const bold = row.localName === "li" ? row.querySelector(".a-text-bold") : null;
    /** @type {Iterable<Element | null>} */
    const both = bold
      ? [bold, bold.nextElementSibling]
      : row instanceof HTMLTableRowElement
        ? row.cells
        : row.querySelectorAll(".a-col-left, .a-col-right");
    const [label, value] = both;
    return label && value ? { label, value } : null;
  }

  /** @param {ReadText} read Without the marks of writing direction around the words. */
  function unmarked(read) {
    const inner = /[^\s\u200e\u200f\u202a-\u202e](?:[^]*[^\s\u200e\u200f\u202a-\u202e])?/.exec(read.text);
    return inner ? dom.slice(read, inner.index, inner.index + inner[0].length) : dom.slice(read, 0, 0);
  }

  /** @param {ReadText} read @returns {ReadText | null} The first number of a cell; an ISBN without its hyphens. */
  function firstNumber(read) {
    const number = /\d[\d-]{6,16}\d/.exec(read.text);
    if (!number) return null;
    const runs = [...number[0].matchAll(/\d+/g)];
    return dom.join(runs.map(({ 0: run, index }) => dom.slice(read, number.index + index, number.index + index + run.length)), "");
  }

  /** @param {Document} doc @param {DetailField} field @returns {{ element: Element, text: ReadText } | null} */
  function find(doc, field) {
    /** @type {{ rank: number, value: Element } | null} */
    let best = null;
    for (const selector of ROWS) {
      for (const row of doc.querySelectorAll(selector)) {
        const pair = cells(row);
        const rank = pair ? LABELS[field].indexOf(normalLabel(pair.label.textContent ?? "")) : -1;
        if (pair && rank >= 0 && (!best || rank < best.rank)) best = { rank, value: pair.value };
      }
    }
    if (!best) return null;
    const element = best.value.querySelector(WHOLE) ?? best.value;
    const read = unmarked(dom.readText(element));
    const text = field === "gtin" ? firstNumber(read) : read;
    return text && text.text !== "" ? { element, text } : null;
  }

  /** The line under the title: "Visit the X Store" where the brand has a store, else "Brand: X". */
  const BYLINES = [
    /^Visit the (.+) Store$/, /^(?:Besuche|Besuchen Sie) den (.+?)[- ]Store$/, /^Visite[rz] la boutique (?:de )?(.+)$/,
    /^Visita lo [Ss]tore (?:di )?(.+)$/, /^Visit[ae]r? la tienda de (.+)$/, /^Bezoek de (.+?)[- ](?:[Ss]tore|winkel)$/,
    /^(.+?)の(?:ストア|ショップ)を表示$/, /^Visite a loja (?:da )?(.+)$/, /^Besök (.+?)[- ](?:[Ss]tore|butiken)$/,
    /^Odwiedź sklep (.+)$/, /^(.+) Store['’]u ziyaret edin$/, /^قم بزيارة متجر (.+)$/,
    /^(?:Brand|Marke|Marque|Marca|Marchio|Merk|Märke|Varumärke|Marka|ブランド|品牌|العلامة التجارية)\s*[:：]\s*(.+)$/,
  ];

  /** @param {Document} doc @returns {{ element: Element, text: ReadText } | null} `null` for authors and unknown wordings. */
  function brand(doc) {
    const element = doc.querySelector("a#bylineInfo");
    if (!element) return null;
    const read = unmarked(dom.readText(element));
    for (const pattern of BYLINES) {
      const name = pattern.exec(read.text)?.[1];
      if (name === undefined) continue;
      const start = read.text.indexOf(name, pattern.source.startsWith("^(.+") ? 0 : read.text.search(/\s/));
      return { element, text: dom.slice(read, start, start + name.length) };
    }
    return null;
  }

  tenken.amazon = { details: { find }, byline: { brand } };
})();
