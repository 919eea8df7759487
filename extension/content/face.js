// What a card says about one finding, as elements. Every word goes in as textContent: rules and listings are not markup.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  /** 16×16 outlines. Their shapes tell the kinds apart without colour. @type {Record<string, string>} */
  const SIGNS = {
    error: "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM8 4.6v4M8 11.2v.2",
    warning: "M8 1.8 15 14H1zM8 6v4M8 11.9v.2",
    info: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 7.3v4M8 4.8v.2",
    unsure: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.2M8 11.3v.2",
    previous: "M10 3.5 5.5 8l4.5 4.5",
    next: "M6 3.5 10.5 8 6 12.5",
    good: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5 8.2l2.1 2.1L11 6",
    close: "M4 4l8 8M12 4l-8 8",
  };

  /** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} className @param {string | null} [text] */
  function element(tag, className, text = null) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== null) made.textContent = text;
    return made;
  }

  /** @param {string} name */
  function sign(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const look = { fill: "none", stroke: "currentColor", "stroke-width": "1.7", "stroke-linecap": "round", "stroke-linejoin": "round" };
    for (const [key, value] of Object.entries({ d: SIGNS[name] ?? "", ...look })) path.setAttribute(key, value);
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    return svg;
  }

  /** @param {string} className @param {string} label @param {string | null} icon @param {(event: Event, button: HTMLElement) => void} act */
  function button(className, label, icon, act) {
    const made = element("button", className);
    made.type = "button";
    if (icon) {
      made.append(sign(icon));
      made.setAttribute("aria-label", label);
      made.title = label;
    } else made.textContent = label;
    made.addEventListener("click", (event) => {
      if (event.isTrusted) act(event, made);
    });
    return made;
  }

  /** @param {Drawing.Mark} mark */
  function kindWord({ annotation, kind }) {
    if (annotation.outcome === "error") return tenken.say("card_failed");
    return tenken.say(kind === "unsure" ? "card_unsure" : `severity_${kind}`);
  }

  /** @param {Drawing.CardView} view @param {Drawing.CardActions} actions */
  function header(view, actions) {
    const made = element("header", "");
    const kind = element("span", "kind");
    kind.append(sign(view.mark.kind), document.createTextNode(kindWord(view.mark)));
    made.append(kind, element("span", "place", view.count > 0 ? tenken.say("card_position", [view.position, view.count]) : ""));
    if (view.count > 1)
      made.append(
        button("icon previous", tenken.say("card_previous"), "previous", () => actions.step(-1)),
        button("icon next", tenken.say("card_next"), "next", () => actions.step(1)),
      );
    made.append(button("icon close", tenken.say("card_close"), "close", () => actions.closed(true)));
    return made;
  }

  /** @param {Drawing.Mark} mark What the fix replaces and puts there. */
  function preview({ annotation: { fix } }) {
    const made = element("div", "preview");
    const before = fix?.target.quote ?? "";
    for (const [side, tag, mark, words] of /** @type {const} */ ([["before", "del", "−", before], ["after", "ins", "+", fix?.text ?? ""]])) {
      if (words === "") continue;
      const row = element("div", side);
      const seen = element("span", "sign", mark);
      seen.setAttribute("aria-hidden", "true");
      row.append(seen, element("span", "spoken", tenken.say(`card_${side}`)), element(tag, "", words));
      made.append(row);
    }
    return made;
  }

  /** @param {string | null} url Only https leads anywhere; anything else stays words. */
  function safeLink(url) {
    try {
      return url !== null && new URL(url).protocol === "https:" ? new URL(url).href : null;
    } catch {
      return null;
    }
  }

  /** @param {readonly Wire.Source[]} sources */
  function sourceList(sources) {
    const list = element("ul", "sources");
    for (const source of sources) {
      const item = element("li", "");
      const href = safeLink(source.url);
      if (href) {
        const link = element("a", "", source.title);
        Object.assign(link, { href, target: "_blank", rel: "noopener noreferrer" });
        item.append(link);
      } else item.append(element("span", "", source.title));
      item.append(element("span", "trust", tenken.say(`confidence_${source.confidence.replaceAll("-", "_")}`) || source.confidence));
      list.append(item);
    }
    return list;
  }

  /** @param {Drawing.CardView} view @param {Drawing.CardActions} actions */
  function buttons(view, actions) {
    const { mark } = view;
    const { fix } = mark.annotation;
    const made = element("footer", "");
    if (fix && view.editable && !mark.stale)
      made.append(button("main fix", fix.label || tenken.say("card_fix"), null, (event, self) => actions.fix(mark, event, self)));
    else if (fix && fix.text !== "" && !mark.stale)
      made.append(button("main copy", tenken.say("card_copy"), null, (event) => actions.copy(mark, event)));
    made.append(element("span", "gap"));
    if (mark.annotation.outcome !== "error") made.append(button("plain waive", tenken.say("card_waive"), null, (event) => actions.waive(mark, event)));
    made.append(button("plain dismiss", tenken.say("card_dismiss"), null, (event) => actions.dismiss(mark, event)));
    return made;
  }

  /** @param {Drawing.CardView} view @param {Drawing.CardActions} actions @returns {Node[]} */
  function build(view, actions) {
    const { annotation, stale } = view.mark;
    const body = element("div", "scroll");
    const title = element("h2", "", annotation.title);
    title.id = "title";
    const message = element("p", "message", annotation.message);
    message.id = "message";
    body.append(title, message);
    if (annotation.lapsed) body.append(element("p", "lapsed note", annotation.lapsed));
    if (view.form) {
      body.append(view.form.node);
      return [header(view, actions), body, view.form.buttons];
    }
    if (annotation.reason) body.append(element("p", "reason note", annotation.reason));
    if (annotation.consequence) body.append(element("p", "consequence", tenken.say(`consequence_${annotation.consequence}`)));
    if (stale) body.append(element("p", "changed note", tenken.say("card_changed")));
    else if (!view.mark.place) body.append(element("p", "elsewhere note", tenken.say("card_elsewhere")));
    if (view.note) body.append(element("p", "outcome note", view.note));
    if (annotation.fix && !stale) body.append(preview(view.mark));
    if (annotation.help) {
      const why = element("details", "");
      why.append(element("summary", "", tenken.say("detail_why")), element("p", "help", annotation.help));
      body.append(why);
    }
    body.append(sourceList(annotation.sources), element("div", "rule", annotation.rule));
    return [header(view, actions), body, buttons(view, actions)];
  }

  /** What `lang` is of a part of ours: which glyphs are right depends on it. */
  const language = () => (tenken.locale === "zh" ? "zh-CN" : tenken.locale);

  tenken.face = { build, element, button, sign, language };
})();
