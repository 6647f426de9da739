/** The report's look: one sheet for screen and paper, light and dark; shapes and words beside every colour. */

/** Colours of Okabe and Ito, which people who see few colours tell apart (jfly.uni-koeln.de/color). */
export const STYLE = `
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --panel: #f6f8fa;
  --good: #007a5a; --bad: #b54000; --open: #8a6d00; --new: #0072b2; --gap: #d55e00; --fault: #b54000; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #30363d; --paper: #0d1117;
  --panel: #161b22; --good: #3fb68b; --bad: #ff8f5a; --open: #e0b93c; --new: #56b4e9; --gap: #e69f00; --fault: #ff8f5a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, "Segoe UI", sans-serif; }
h1 { font-size: 1.9rem; margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 0 0 .2rem; }
h3 { font-size: .95rem; margin: 1.4rem 0 .4rem; }
p { margin: .3rem 0; }
.soft { color: var(--soft); }
.verdict { font-weight: 600; white-space: nowrap; }
.passed { color: var(--good); } .failed { color: var(--bad); } .not-judged, .does-not-apply { color: var(--open); }
header { border-bottom: 2px solid var(--ink); padding-bottom: 1.2rem; margin-bottom: 1.5rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .2rem 1.5rem; margin: 1rem 0 0; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px dotted var(--line); }
.facts dt { color: var(--soft); } .facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; white-space: nowrap; }
td.n, th.n { text-align: right; white-space: nowrap; }
section { border: 1px solid var(--line); border-radius: 8px; padding: 1.1rem 1.2rem 1.3rem; margin: 1.4rem 0; background: var(--paper); }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; flex-wrap: wrap; }
code { font: .87em/1.5 ui-monospace, "SF Mono", Menlo, monospace; background: var(--panel); padding: .1rem .35rem; border-radius: 4px; overflow-wrap: anywhere; }
figure { margin: .4rem 0 0; overflow-x: auto; } figcaption { font-size: .85rem; color: var(--soft); }
svg { display: block; width: 100%; min-width: 38rem; height: auto; background: var(--panel); border-radius: 6px; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); } svg .soft { fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 1; } svg .band { fill: var(--new); opacity: .28; }
svg .gap { fill: var(--gap); } svg .fault { stroke: var(--fault); stroke-width: 2; } svg .event { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
svg .mark { fill: var(--ink); } svg .mark.fault { fill: var(--fault); stroke: none; }
details > summary { cursor: pointer; color: var(--soft); margin-top: .8rem; }
a { color: inherit; }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --panel: #f4f4f4; --good: #005f46; --bad: #8f3300; --open: #6b5500; --new: #0072b2; --gap: #d55e00; --fault: #8f3300; }
  body { max-width: none; padding: 0; font-size: 10.5px; } section { break-inside: avoid-page; } figure { break-inside: avoid; }
  svg { min-width: 0; } }
@media (max-width: 34rem) { body { padding: 1.2rem .8rem 3rem; } section { padding: .9rem .8rem; } h1 { font-size: 1.5rem; } }
`;
