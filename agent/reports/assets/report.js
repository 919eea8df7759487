"use strict";
// Shows the findings of the page's data. Listing text becomes text nodes only; groups are filled when opened.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 100;
  const SVG = "http://www.w3.org/2000/svg";
  const LANGUAGES = { ja: "ja", zh: "zh-CN", en: "en" };
  const GRAVITY = ["failed", "error", "warning", "info", "incomplete"];
  const $ = (id) => document.getElementById(id);
  let locale = $("locale").value;
  data.findings = data.findings.map((row) => Object.fromEntries(row.map((value, place) => [data.columns[place], value])));
  for (const one of data.findings) one.quote = one.quote === null ? null : data.strings[one.quote];

  /** An element with a class and children; a string child is text, an empty one is left out. */
  function make(tag, name, ...children) {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...children.filter((child) => child !== "" && child !== null));
    return node;
  }

  /** The reader's language of a triple of numbers into the table of strings, or of strings. */
  function pick(triple) {
    if (!triple) return "";
    const value = triple[data.locales.indexOf(locale)];
    return typeof value === "number" ? data.strings[value] : value;
  }

  const say = (key, values = {}) =>
    pick(data.texts[key]).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

  const fieldName = (key) => pick(data.fields[key ?? ""]);

  /** A list that shows a page at a time, with a button for the next one. */
  function paged(parent, items, draw) {
    let shown = 0;
    const button = make("button", "");
    button.type = "button";
    const next = () => {
      const last = Math.min(items.length, shown + PAGE);
      const fresh = items.slice(shown, last).map(draw);
      parent.append(...fresh);
      if (shown > 0) fresh[0].querySelector("summary, a, button")?.focus();
      shown = last;
      button.remove();
      if (shown < items.length) {
        button.textContent = say("more", { count: items.length - shown });
        parent.after(button);
      }
    };
    button.addEventListener("click", next);
    next();
  }

  /** A details element whose content is made when it is opened. */
  function lazy(details, fill) {
    let filled = false;
    details.addEventListener("toggle", () => {
      if (!details.open || filled) return;
      filled = true;
      details.append(fill());
    });
    return details;
  }

  function shape(tag, values, name) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(values)) node.setAttribute(key, String(value));
    if (name) node.setAttribute("class", name);
    return node;
  }

  /** A picture with boxes over it; regions are fractions of its sides, a number stands at the box's corner. */
  function picture(name, source, caption, width, height, boxes) {
    const image = make("img", "");
    image.src = source;
    image.alt = caption;
    const layer = shape("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const size = Math.max(width, height) / 60;
    for (const { region: [x, y, w, h], number, area } of boxes) {
      layer.append(shape("rect", { x: x * width, y: y * height, width: w * width, height: h * height }, area ? "area" : ""));
      if (number === undefined) continue;
      const cx = Math.max(size, x * width);
      const cy = Math.max(size, y * height);
      const text = shape("text", { x: cx, y: cy, "font-size": size });
      text.textContent = String(number);
      layer.append(shape("circle", { cx, cy, r: size }), text);
    }
    const frame = make("span", "frame", image, layer);
    return make("figure", `shot ${name}`, frame, make("figcaption", "", caption));
  }

  function screenshot(shot) {
    const boxes = shot.marks.map(([place, region]) => ({ region, number: place + 1 }));
    return picture("page", shot.source, shot.caption || say("screenshot"), shot.width, shot.height, boxes);
  }

  function finding(one, by) {
    const rule = data.rules[one.rule];
    const target = data.targets[one.target];
    const head = make("p", "", make("span", "number", String(one.place + 1)), badge(one.kind));
    if (one.state !== "open") head.append(badge(one.state));
    if (one.expired) head.append(badge("expired"));
    head.append(by === "rule" ? make("span", "label", labelOf(target)) : make("b", "", pick(rule.title)));
    const index = one.index === null ? "" : ` ${one.index + 1}`;
    const place = make("p", "place", `${fieldName(one.field)}${index}`);
    if (one.quote) place.append(": ", make("mark", "quote", one.quote));
    const item = make("li", `finding ${one.kind}`, head, make("p", "message", pick(one.message)), place);
    if (one.reason) item.append(make("p", "reason", pick(one.reason)));
    if (one.expired) item.append(make("p", "over", pick(one.expired)));
    if (one.fix) item.append(make("p", "fix", `→ ${pick(one.fix)}`));
    const source = data.pictures[one.picture];
    if (source && one.region) {
      const boxes = [{ region: one.region }, ...one.areas.map((region) => ({ region, area: true }))];
      item.append(picture("picture", source.source, say("picture"), source.width, source.height, boxes));
    }
    item.append(lazy(make("details", "", make("summary", "", say("help"))), () => explanation(one, rule)));
    return item;
  }

  const badge = (key) => make("span", `badge ${key}`, pick(data.badges[key] ?? data.texts[key]));
  const labelOf = (target) => (target.line === null ? target.label : `${target.label} (${say("line")} ${target.line})`);

  function explanation(one, rule) {
    const sources = make("ul", "");
    for (const { title, url, seen } of rule.sources) {
      const item = make("li", "", url ? link(url, title) : title, ` (${seen})`);
      sources.append(item);
    }
    return make("div", "", make("p", "", pick(rule.help)), sources,
      make("p", "id", `${rule.id} · ${say("fingerprint")} ${one.token}`));
  }

  function link(url, title) {
    const node = make("a", "", title);
    node.href = url;
    node.rel = "noreferrer noopener";
    return node;
  }

  function wanted() {
    const form = new FormData($("tools"));
    return {
      words: $("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean),
      kinds: new Set(form.getAll("kind")),
      states: new Set([...form.getAll("state"), "open"]),
      group: form.get("group"),
    };
  }

  function text(one) {
    const rule = data.rules[one.rule];
    const parts = [rule.id, pick(rule.title), data.targets[one.target].label, one.quote, pick(one.message), one.token];
    return parts.join("\n").toLowerCase();
  }

  const worst = (found) => Math.min(...found.map((one) => GRAVITY.indexOf(one.kind)));

  function groupsOf(found, by) {
    const groups = new Map();
    for (const one of found) {
      const list = groups.get(one[by]);
      if (list) list.push(one);
      else groups.set(one[by], [one]);
    }
    const ranked = [...groups].map(([key, list]) => ({ key, list, worst: worst(list) }));
    return ranked.sort((a, b) => a.worst - b.worst || b.list.length - a.list.length || a.key - b.key);
  }

  function group({ key, list, worst: grave }, by) {
    const card = by === "rule" ? data.rules[key] : data.targets[key];
    const name = by === "rule" ? pick(card.title) : labelOf(card);
    const summary = make("summary", "", badge(GRAVITY[grave]), make("h3", "", name),
      by === "rule" ? make("span", "id", card.id) : "", make("span", "count", String(list.length)));
    return lazy(make("details", "group", summary), () => {
      const items = make("ol", "findings");
      const shots = by === "target" ? card.shots.map(screenshot) : [];
      const inside = make("div", "inside", ...shots, items);
      paged(items, list, (one) => finding(one, by));
      return inside;
    });
  }

  function draw() {
    const { words, kinds, states, group: by } = wanted();
    const found = data.findings.filter((one) => {
      if (!kinds.has(one.kind) || !states.has(one.state)) return false;
      const content = words.length ? text(one) : "";
      return words.every((word) => content.includes(word));
    });
    $("shown").textContent = found.length ? say("shown", { count: found.length, all: data.findings.length }) : say("none");
    const groups = make("div", "");
    groups.id = "groups";
    const list = make("div", "");
    groups.append(list);
    paged(list, groupsOf(found, by), (one) => group(one, by));
    $("groups").replaceWith(groups);
  }

  /** What was waived, or is gone since the baseline. */
  function record(one) {
    const place = make("p", "place", fieldName(one.field));
    if (one.quote) place.append(": ", make("mark", "quote", one.quote));
    const item = make("li", "finding", make("p", "", make("span", "label", labelOf(data.targets[one.target]))), place);
    if (one.reason) item.append(make("p", "", `${say("why")}: ${one.reason}`));
    if (one.author) item.append(make("p", "", `${say("author")}: ${one.author}`));
    if (one.until) item.append(make("p", "", `${say("until")}: ${one.until}`));
    item.append(make("p", "id", `${one.rule} · ${one.token}`));
    return item;
  }

  function lists() {
    for (const details of document.querySelectorAll("details[data-list]")) {
      const fresh = details.cloneNode(false);
      fresh.append(details.querySelector("summary"));
      lazy(fresh, () => {
        const items = make("ul", "findings");
        const inside = make("div", "inside", items);
        paged(items, data[details.dataset.list], record);
        return inside;
      });
      details.replaceWith(fresh);
    }
  }

  function translate() {
    document.documentElement.lang = LANGUAGES[locale];
    document.title = `${say("title")} · Tenken`;
    for (const node of document.querySelectorAll("[data-say]")) {
      node.textContent = say(node.dataset.say, { count: node.dataset.count });
    }
    for (const node of document.querySelectorAll("[data-locale]")) node.hidden = node.dataset.locale !== locale;
    lists();
    draw();
  }

  let waiting = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 150);
  });
  $("tools").addEventListener("change", (event) => { if (event.target.id !== "search") draw(); });
  $("tools").addEventListener("submit", (event) => event.preventDefault());
  $("locale").addEventListener("change", () => { locale = $("locale").value; translate(); });
  translate();
})();
