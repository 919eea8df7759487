// The look of everything inside our shadow root. The first rule is the host's: `!important` here outranks the page.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  tenken.styles = `
:host {
  all: initial !important; display: block !important; position: fixed !important; inset: 0 !important;
  width: auto !important; height: auto !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
  background: none !important; overflow: hidden !important; pointer-events: none !important; z-index: 2147483647 !important;
  user-select: none !important; -webkit-user-select: none !important; zoom: 1 !important;
}
* { box-sizing: border-box; }
:host, .card, .pill, .legend, .slip {
  --surface: #ffffff; --raised: #f5f6f8; --text: #1d2129; --muted: #575e6b; --line: #d5d9e0; --focus: #1456d9;
  --accent: #1f57c9; --accent-text: #ffffff; --removed: #fdeceb; --removed-text: #8f1d14; --added: #e6f5ec; --added-text: #0f5a33; --good: #1b6e3c;
  --error: #c0291d; --warning: #97570a; --info: #1a5fb4; --unsure: #6a3fb5;
  --error-tint: #fdeceb; --warning-tint: #fdf2e0; --info-tint: #e8f1fc; --unsure-tint: #f1ebfb;
}
@media (prefers-color-scheme: dark) {
  :host, .card, .pill, .legend, .slip {
    --surface: #23262d; --raised: #2d3139; --text: #eceef2; --muted: #b3bac6; --line: #454b57; --focus: #8ab4ff;
    --accent: #8ab4ff; --accent-text: #10213f; --removed: #4a2422; --removed-text: #ffb4ac; --added: #1d3a2b; --added-text: #9be4bb; --good: #9be4bb;
    --error: #ff9b91; --warning: #f5bd6b; --info: #8ec2ff; --unsure: #cbb1ff;
    --error-tint: #45231f; --warning-tint: #42321a; --info-tint: #1d3350; --unsure-tint: #372b52;
  }
}
.error { --kind: var(--error); --tint: var(--error-tint); --mark: #d92d20; --stroke: solid; }
.warning { --kind: var(--warning); --tint: var(--warning-tint); --mark: #b86e00; --stroke: double; }
.info { --kind: var(--info); --tint: var(--info-tint); --mark: #1a6fd4; --stroke: dotted; }
.good { --kind: var(--good); }
.unsure { --kind: var(--unsure); --tint: var(--unsure-tint); --mark: #7a4fc7; --stroke: dashed; }

.mirror { position: absolute; left: 0; top: 0; visibility: hidden; box-sizing: border-box; border: 0; margin: 0; overflow: visible; }
.underline { position: absolute; border-bottom: 2px var(--stroke) var(--mark); }
.underline.warning { border-bottom-width: 3px; }
.edge { position: absolute; border-left: 4px var(--stroke) var(--mark); }
.edge.level { border-left: 0; border-top: 4px var(--stroke) var(--mark); }
.region { position: absolute; border: 2px var(--stroke) var(--mark); border-radius: 3px; box-shadow: 0 0 0 1px rgb(255 255 255 / .85), inset 0 0 0 1px rgb(255 255 255 / .85); }
.region.warning { border-width: 3px; }
.hatch { position: absolute; background: repeating-linear-gradient(45deg, color-mix(in srgb, var(--mark) 70%, transparent) 0 1.5px, rgb(255 255 255 / .35) 1.5px 3px, transparent 3px 8px); }
.badge {
  position: absolute; min-width: 18px; height: 18px; padding: 0 4px; border-radius: 9px; background: var(--mark); color: #fff;
  font: 700 11px/18px system-ui, sans-serif; text-align: center; font-variant-numeric: tabular-nums; box-shadow: 0 0 0 1px #fff;
}
.warning .badge, .warning.badge { background: #945400; }

.legend {
  position: absolute; display: grid; gap: 3px; width: max-content; max-width: 220px; margin: 0; padding: 6px 9px 6px 6px; list-style: none;
  border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); overflow-wrap: anywhere;
  font: 400 12px/1.4 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", sans-serif;
  box-shadow: 0 1px 2px rgb(16 24 40 / .08), 0 3px 10px rgb(16 24 40 / .12);
}
.legend:lang(zh) { font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.legend li { display: flex; gap: 6px; align-items: flex-start; }
.legend .badge { position: static; flex: none; }
.legend .more { padding-left: 24px; color: var(--muted); }

.pill {
  position: absolute; display: flex; align-items: center; gap: 8px; width: max-content; max-width: min(360px, 100vw - 24px); padding: 7px 14px 7px 11px;
  border: 1px solid var(--line); border-radius: 18px; background: var(--surface); color: var(--text);
  font: 500 13px/1.4 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", Meiryo, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK JP", sans-serif;
  box-shadow: 0 1px 2px rgb(16 24 40 / .08), 0 4px 14px rgb(16 24 40 / .14);
}
.pill[hidden], .card[hidden] { display: none; }
.pill.quiet { position: absolute; width: 1px; height: 1px; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%); box-shadow: none; }
.pill .sign { flex: none; width: 9px; height: 9px; border-radius: 50%; background: var(--kind); }
.pill.unsure .sign { background: none; border: 2px solid var(--kind); }
.pill.compact { padding: 7px; }
.pill.compact .words, .card .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.card {
  position: absolute; display: flex; flex-direction: column; width: min(384px, 100vw - 16px); overflow: hidden; pointer-events: auto; border: 1px solid var(--line);
  border-radius: 12px; background: var(--surface); color: var(--text); overflow-wrap: anywhere;
  font: 400 14px/1.55 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", sans-serif;
  box-shadow: 0 1px 3px rgb(16 24 40 / .1), 0 10px 32px rgb(16 24 40 / .2);
}
.card:lang(zh) { font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.card:focus { outline: none; }
.card:focus-visible, .card :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.card:focus-visible { outline-offset: -3px; }
.card > header { display: flex; flex: none; align-items: center; gap: 6px; padding: 8px 8px 0 14px; }
.card .scroll { flex: 1 1 auto; min-height: 0; overflow-y: auto; padding: 4px 14px 10px; overscroll-behavior: contain; }
.card .kind { display: inline-flex; align-items: center; gap: 6px; padding: 1px 9px 1px 7px; border-radius: 10px; background: var(--tint); color: var(--kind); font-size: 12px; font-weight: 650; line-height: 20px; white-space: nowrap; }
.card .kind svg { flex: none; width: 12px; height: 12px; }
.card .place { flex: 1; min-width: 0; color: var(--muted); font-size: 12px; white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
.card h2 { margin: 4px 0 4px; font-size: 15px; font-weight: 650; line-height: 1.4; }
.card p { margin: 0 0 8px; }
.card .consequence { color: var(--kind); font-weight: 600; font-size: 13px; }
.card .note { padding: 6px 10px; border-radius: 8px; background: var(--raised); color: var(--muted); font-size: 13px; }
.card .preview { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2px; margin: 0 0 10px; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; font-size: 13px; }
.card .preview > div { display: flex; gap: 8px; max-height: 96px; padding: 4px 10px; overflow-y: auto; white-space: pre-wrap; }
.card .preview .sign { flex: none; width: 10px; text-align: center; font-weight: 700; }
.card .before { background: var(--removed); color: var(--removed-text); }
.card .after { background: var(--added); color: var(--added-text); }
.card .preview :is(del, ins) { min-width: 0; text-decoration: none; }
.card .before del { text-decoration: line-through; text-decoration-thickness: 1px; }
.card footer { display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 6px; padding: 8px 10px; border-top: 1px solid var(--line); background: var(--raised); }
.card button { min-height: 32px; padding: 4px 12px; border: 1px solid transparent; border-radius: 8px; background: none; color: var(--text); font: inherit; font-size: 13px; font-weight: 550; line-height: 1.4; cursor: pointer; text-align: left; }
.card button:hover { background: color-mix(in srgb, var(--text) 9%, transparent); }
.card button.main { background: var(--accent); color: var(--accent-text); font-weight: 650; }
.card button.main:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.card button.plain { border-color: var(--line); background: var(--surface); }
.card button.plain:hover { background: var(--raised); }
.card button.icon { display: grid; place-items: center; flex: none; width: 28px; min-height: 28px; padding: 0; color: var(--muted); }
.card button.icon svg { width: 16px; height: 16px; }
.card .gap { flex: 1; }
.card footer button { padding-inline: 10px; }
.card .lapsed { background: var(--warning-tint); color: var(--warning); font-weight: 600; }
.card .waive-form { display: grid; gap: 8px; margin-top: 6px; padding-top: 8px; border-top: 1px solid var(--line); font-size: 13px; }
.card .waive-form p { margin: 0; }
.card .waive-title { font-size: 14px; font-weight: 650; }
.card .waive-form :is(.explain, .waiting) { color: var(--muted); }
.card .waive-form fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
.card .waive-form legend { padding: 0; font-weight: 600; }
.card .waive-form .choice { display: flex; gap: 8px; align-items: flex-start; padding: 3px 0; cursor: pointer; }
.card .waive-form .choice input { flex: none; width: 16px; height: 16px; margin: 2px 0 0; accent-color: var(--accent); }
.card .waive-form label:not(.choice) { display: grid; gap: 2px; }
.card .waive-form .more-fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
.card .waive-form :is(textarea, input:not([type=radio])) {
  width: 100%; min-width: 0; min-height: 32px; padding: 5px 8px; border: 1px solid var(--muted); border-radius: 6px; background: var(--surface); color: var(--text); font: inherit;
  user-select: text; -webkit-user-select: text; color-scheme: light dark; resize: vertical;
}
.card .waive-form ::placeholder { color: var(--muted); opacity: 1; }
.card .waive-buttons .problem { flex: 1 0 100%; margin: 0; color: var(--error); font-size: 13px; font-weight: 600; }
.card .waive-buttons .problem[hidden], .card .waive-form [hidden] { display: none; }
.card button[aria-disabled=true] { opacity: .6; }
.card details { margin: 0 0 8px; }
.card summary { display: inline-flex; align-items: center; gap: 6px; min-height: 24px; border-radius: 4px; color: var(--accent); font-size: 13px; font-weight: 550; cursor: pointer; list-style: none; }
.card summary::-webkit-details-marker { display: none; }
.card summary::before { content: ""; width: 6px; height: 6px; border: solid currentColor; border-width: 0 2px 2px 0; margin: 0 2px 0 1px; transform: rotate(-45deg); }
.card details[open] summary::before { transform: translateY(-2px) rotate(45deg); }
.card details p { margin: 4px 0 0; color: var(--muted); font-size: 13px; white-space: pre-line; }
.card .sources { margin: 0; padding: 0; list-style: none; color: var(--muted); font-size: 12px; line-height: 1.6; }
.card .sources a { color: var(--accent); text-underline-offset: 2px; }
.card .sources .trust { display: inline-block; margin-left: 6px; padding: 0 6px; border: 1px solid var(--line); border-radius: 8px; font-size: 11px; white-space: nowrap; }
.card .rule { color: var(--muted); font: 11px/1.6 ui-monospace, "Cascadia Mono", Menlo, monospace; }

.slip {
  position: absolute; display: flex; flex-direction: column; width: min(340px, 100vw - 16px); max-height: min(320px, 100vh - 16px); overflow: hidden; pointer-events: auto;
  border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--text); overflow-wrap: anywhere;
  font: 400 13px/1.5 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", sans-serif;
  box-shadow: 0 1px 3px rgb(16 24 40 / .1), 0 6px 20px rgb(16 24 40 / .16);
}
.slip:lang(zh) { font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.slip.away { visibility: hidden; }
.slip :focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }
.slip > header { display: flex; flex: none; align-items: center; justify-content: space-between; gap: 8px; padding: 6px 6px 0 12px; }
.slip h2 { margin: 0; font-size: 13px; font-weight: 650; }
.slip button { display: grid; place-items: center; width: 28px; height: 28px; padding: 0; border: 0; border-radius: 8px; background: none; color: var(--muted); cursor: pointer; }
.slip button:hover { background: color-mix(in srgb, var(--text) 9%, transparent); }
.slip button svg { width: 16px; height: 16px; }
.slip .files { flex: 1 1 auto; min-height: 0; margin: 0; padding: 2px 12px 10px; overflow-y: auto; list-style: none; overscroll-behavior: contain; }
.slip .file + .file { margin-top: 8px; padding-top: 8px; border-top: 1px solid var(--line); }
.slip .slot { margin-left: 8px; color: var(--muted); font-size: 12px; }
.slip .verdict { display: flex; gap: 6px; align-items: flex-start; margin: 2px 0 0; color: var(--kind); font-weight: 600; }
.slip .verdict svg { flex: none; width: 14px; height: 14px; margin-top: 3px; }
.slip .faults { margin: 4px 0 0; padding: 0 0 0 22px; }
.slip .faults li { margin: 4px 0; }
.slip .faults li::marker { color: var(--kind); font-weight: 700; }
.slip .faults li > * { display: block; }
.slip .faults .reason { color: var(--muted); font-size: 12px; }
.slip.compact .faults { display: none; }

@media (forced-colors: active) {
  .edge, .region, .underline { border-color: Highlight; box-shadow: none; forced-color-adjust: none; }
  .hatch { background: repeating-linear-gradient(45deg, Highlight 0 1.5px, transparent 1.5px 8px); forced-color-adjust: none; }
  .badge { background: Canvas; color: CanvasText; border: 1px solid CanvasText; line-height: 16px; box-shadow: none; }
  .warning .badge { background: Canvas; }
  .card .kind { border: 1px solid; }
  .card button, .card button.main { border: 1px solid ButtonBorder; }
  .card .before, .card .after { border-left: 4px double; }
  .pill .sign { background: none; border: 2px solid CanvasText; }
}
@media (prefers-reduced-motion: no-preference) {
  .card { animation: appear 90ms ease-out; }
  @keyframes appear { from { translate: 0 3px; } }
}
`;
})();
