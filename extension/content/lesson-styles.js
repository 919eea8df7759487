// The look of a lesson inside our shadow root, large enough for a projector; added to what styles.js says.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;

  const FONT = 'system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", sans-serif';
  const CHINESE = 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

  tenken.styles += `
.lesson-layer { position: absolute; inset: 0; overflow: hidden; }
.lesson-layer > * { position: absolute; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.dim { inset: 0; background: rgb(8 12 20 / .66); }
.spot { border: 5px solid #ffd21f; border-radius: 10px; box-shadow: 0 0 0 2px #14181f, inset 0 0 0 2px #14181f; }
.pointer { border: 6px solid #e0007a; border-radius: 14px; box-shadow: 0 0 0 3px #fff, inset 0 0 0 3px #fff; }
.picked { border: 4px dashed #1456d9; border-radius: 8px; box-shadow: 0 0 0 2px #fff, inset 0 0 0 2px #fff; }
.spot-label {
  width: max-content; max-width: min(560px, 100vw - 16px); max-height: 130px; padding: 8px 16px; overflow: hidden; border: 2px solid #14181f; border-radius: 10px;
  background: #fff; color: #14181f; overflow-wrap: anywhere; font: 650 22px/1.35 ${FONT};
}
.spot-label:lang(zh) { font-family: ${CHINESE}; }
.marker {
  border: 2px solid #fff; border-radius: 16px; background: var(--mark); color: #fff; box-shadow: 0 0 0 2px #14181f;
  font: 750 20px/28px system-ui, sans-serif; text-align: center; font-variant-numeric: tabular-nums; white-space: nowrap;
}
.marker.warning { background: #945400; }
.marker.found { background: #1b6e3c; }
.legend.large { max-width: 420px; font-size: 20px; }
.legend.large .badge { min-width: 28px; height: 28px; border-radius: 14px; font-size: 20px; line-height: 28px; }

.pill .act {
  flex: none; min-height: 28px; padding: 2px 12px; border: 1px solid var(--muted); border-radius: 14px; background: none; color: var(--text);
  font: inherit; font-weight: 650; cursor: pointer; pointer-events: auto;
}
.pill:has(.act:not([hidden])) { max-width: min(560px, 100vw - 24px); }
.pill .act[hidden] { display: none; }
.pill .act:hover { background: color-mix(in srgb, var(--text) 9%, transparent); }
.pill .act:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }

.panel, .chip {
  --surface: #ffffff; --raised: #f5f6f8; --text: #1d2129; --muted: #575e6b; --line: #d5d9e0; --focus: #1456d9;
  --accent: #1f57c9; --accent-text: #ffffff; --good: #1b6e3c; --error: #b3261e; --lit: #ffe58a; --lit-text: #1d2129;
}
@media (prefers-color-scheme: dark) {
  .panel, .chip {
    --surface: #23262d; --raised: #2d3139; --text: #eceef2; --muted: #b3bac6; --line: #454b57; --focus: #8ab4ff;
    --accent: #8ab4ff; --accent-text: #10213f; --good: #9be4bb; --error: #ff9b91; --lit: #6b5600; --lit-text: #ffffff;
  }
}
.panel {
  position: absolute; display: flex; flex-direction: column; gap: 8px; width: min(400px, 100vw - 24px); max-height: calc(100vh - 24px); padding: 12px 16px 14px; overflow-y: auto;
  overscroll-behavior: contain; pointer-events: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); color: var(--text);
  overflow-wrap: anywhere; font: 400 16px/1.5 ${FONT}; box-shadow: 0 1px 3px rgb(16 24 40 / .1), 0 10px 32px rgb(16 24 40 / .24);
}
.panel:lang(zh), .chip:lang(zh) { font-family: ${CHINESE}; }
.panel:focus { outline: none; }
.panel :focus-visible, .chip:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.panel > * { flex: none; }
.panel > header { display: flex; align-items: flex-start; justify-content: space-between; gap: 8px; }
.panel h2 { margin: 0; font-size: 18px; font-weight: 650; line-height: 1.4; }
.panel p { margin: 0; }
.panel label { display: grid; gap: 2px; min-width: 0; color: var(--muted); font-size: 14px; }
.panel :is(input, select, textarea) {
  width: 100%; min-width: 0; min-height: 36px; padding: 5px 10px; border: 1px solid var(--muted); border-radius: 8px; background: var(--surface); color: var(--text);
  font: inherit; font-size: 16px; user-select: text; -webkit-user-select: text; color-scheme: light dark; resize: vertical;
}
.panel button, .chip {
  min-height: 36px; padding: 6px 14px; border: 1px solid var(--muted); border-radius: 8px; background: var(--surface); color: var(--text);
  font: inherit; font-size: 15px; font-weight: 550; line-height: 1.4; cursor: pointer; text-align: left;
}
.panel button:hover { background: var(--raised); }
.panel button.main, .chip { border-color: transparent; background: var(--accent); color: var(--accent-text); font-weight: 650; }
.panel button.main:hover, .chip:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.panel button.icon { display: grid; place-items: center; flex: none; width: 32px; min-height: 32px; padding: 0; border-color: transparent; background: none; color: var(--muted); }
.panel button.icon svg { width: 18px; height: 18px; }
.panel button[aria-disabled=true] { border-style: dashed; color: var(--muted); cursor: default; }
.panel button.main[aria-disabled=true] { border-color: var(--muted); background: none; }
.panel .verdict { font-weight: 650; }
.panel .verdict.good { color: var(--good); }
.panel .verdict.error { color: var(--error); }
.chip { position: absolute; pointer-events: auto; font: 650 15px/1.4 ${FONT}; box-shadow: 0 0 0 2px var(--surface), 0 4px 14px rgb(16 24 40 / .3); }
.hunt-bar { width: min(340px, 100vw - 24px); gap: 6px; }
.hunt-bar header button { min-height: 28px; padding: 2px 10px; font-size: 13px; }
.hunt-bar .score { font-size: 20px; font-weight: 700; font-variant-numeric: tabular-nums; }
.hunt-bar .verdict:empty { display: none; }
.hunt-bar .how { color: var(--muted); font-size: 14px; }
.hunt-bar .row { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; }
.hunt-bar .leave { align-self: flex-start; font-size: 14px; }
.hunt-form .where { color: var(--muted); font-size: 14px; }
.hunt-form .where q { color: var(--text); }
.hunt-form .reasons { display: grid; gap: 4px; }
.hunt-form .reason { border-color: var(--line); }
.quiz { width: min(560px, 100vw - 24px); font-size: 20px; }
.quiz h2 { font-size: 22px; }
.quiz .passage { max-height: 40vh; padding: 10px 14px; overflow-y: auto; border-radius: 8px; background: var(--raised); white-space: pre-wrap; }
.quiz mark { padding: 0 2px; border-bottom: 3px solid currentColor; background: var(--lit); color: var(--lit-text); }
.quiz .choices { display: grid; gap: 8px; }
.quiz .choices button { min-height: 44px; font-size: 20px; }
.quiz label { font-size: 16px; }
.quiz textarea { font-size: 20px; }
.quiz .verdict:empty { display: none; }

@media (forced-colors: active) {
  .dim { background: rgb(0 0 0 / .6); forced-color-adjust: none; }
  .spot, .pointer, .picked { border-color: Highlight; box-shadow: 0 0 0 3px Canvas, inset 0 0 0 3px Canvas; forced-color-adjust: none; }
  .pointer { border-style: double; }
  .marker, .spot-label { border-color: CanvasText; background: Canvas; color: CanvasText; box-shadow: none; }
  .panel button, .chip, .pill .act { border-color: ButtonBorder; }
  .quiz mark { background: Mark; color: MarkText; }
}
@media (prefers-reduced-motion: no-preference) {
  .pointer { animation: point 1.1s ease-in-out infinite; }
  @keyframes point { 50% { scale: 1.03; opacity: .72; } }
}
`;
})();
