/** The page's whole appearance: hashed into its CSP, so nothing else can style it. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f7f9; --ink: #16191d; --muted: #59626e; --rule: #dfe3e8; --link: #1d55c0;
  --pass: #0a7044; --fail: #b3261e; --inconclusive: #855600;
  --c1: #2457c5; --c2: #b94a06; --c3: #0b7573; --c4: #7a3fb0; --c5: #7d6200; --c6: #a5215f; --c7: #59606b; --c8: #3a7518;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #111418; --panel: #191d23; --ink: #e7eaee; --muted: #a2acb9; --rule: #2c323a; --link: #8fb4ff;
    --pass: #5fd3a0; --fail: #ff8c82; --inconclusive: #f0c04e;
    --c1: #86adff; --c2: #ffa15c; --c3: #5ccfc4; --c4: #c8a1f5; --c5: #dfc05a; --c6: #ff8dbb; --c7: #b6bfca; --c8: #9bd675;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 70rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; font-size: .875rem; color: var(--muted); }
header strong { color: var(--ink); font-size: 1rem; letter-spacing: -.01em; }
header nav { margin-left: auto; }
header nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
a { color: var(--link); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 2px; }
h1 { margin: .35rem 0 0; font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.2rem); line-height: 1.2; letter-spacing: -.02em; font-weight: 650; text-wrap: balance; max-width: 32em; }
h2 { margin: 3.5rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: 1.4rem; line-height: 1.25; letter-spacing: -.015em; }
h3 { margin: 2.25rem 0 .5rem; font-size: 1.0625rem; line-height: 1.35; }
p { margin: .5rem 0 1rem; max-width: 46em; }
.muted, .sub, figcaption .sub { color: var(--muted); }
.sub { display: block; font-size: .8125rem; font-weight: 400; white-space: nowrap; }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { unicode-bidi: isolate; }
.answer { margin: 2.5rem 0 0; }
.verdict { display: flex; align-items: center; gap: .6rem; margin: 0; font-weight: 650; text-transform: capitalize; }
.mark { display: grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 50%; background: var(--verdict); color: var(--paper); font-size: 1rem; line-height: 1; }
.verdict { color: var(--verdict); }
.pass { --verdict: var(--pass); }
.fail { --verdict: var(--fail); }
.inconclusive { --verdict: var(--inconclusive); }
.reasons { margin: 1.25rem 0 0; padding-left: 1.15rem; max-width: 50em; }
.reasons li { margin: .35rem 0; padding-left: .15rem; }
.reasons li::marker { color: var(--muted); }
.scroll { overflow-x: auto; margin: .75rem 0 1.5rem; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; overflow-wrap: normal; }
caption { padding: 0 0 .5rem; text-align: left; font-size: .8125rem; color: var(--muted); }
th, td { padding: .5rem 1.25rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: .25rem; }
thead th { font-size: .8125rem; font-weight: 600; color: var(--muted); white-space: nowrap; }
tbody th { font-weight: 400; min-width: 9rem; overflow-wrap: anywhere; }
.leads th, .leads td { border-top: 1px solid var(--muted); font-weight: 600; }
tbody tr:first-child.leads th, tbody tr:first-child.leads td { border-top: 0; }
.numeric { text-align: right; white-space: nowrap; }
td code { white-space: nowrap; }
tfoot td { color: var(--muted); }
td strong { color: var(--fail); }
.conclusion { white-space: nowrap; font-weight: 600; color: var(--inconclusive); }
.conclusion.held { color: var(--pass); }
.conclusion.broken { color: var(--fail); }
.finding { margin: 1.25rem 0; padding: 1.1rem clamp(1rem, 2.5vw, 1.5rem); border: 1px solid var(--rule); border-radius: .75rem; background: var(--panel); break-inside: avoid; }
.finding h3 { margin: 0; }
.finding dl { margin: .9rem 0 0; display: grid; gap: .55rem; }
.finding dl > div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: .25rem 1rem; }
.tag { display: inline-block; margin-right: .35rem; padding: .05rem .55rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .75rem; font-weight: 600; vertical-align: .1em; color: var(--fail); }
.warning .tag { color: var(--inconclusive); }
.note .tag { color: var(--muted); }
.where { margin: .35rem 0 0; max-width: none; }
.on { color: var(--muted); }
dt { color: var(--muted); font-size: .875rem; }
dd { margin: 0; min-width: 0; }
.value { white-space: pre-wrap; }
pre { margin: 0; padding: .65rem .85rem; white-space: pre-wrap; background: var(--paper); border: 1px solid var(--rule); border-radius: .5rem; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.folded { margin: .75rem 0; padding-left: 1.15rem; font-size: .9375rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem 2.5rem; align-items: start; }
figure { margin: 0; max-width: 40rem; min-width: 0; break-inside: avoid; }
figcaption { display: flex; align-items: center; gap: .5rem; font-weight: 600; font-size: .9375rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; padding: 0; list-style: none; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.swatch { flex: none; width: .75rem; height: .75rem; }
.plot { display: block; width: 100%; height: auto; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; color: var(--muted); overflow: visible; }
.plot text { white-space: pre; fill: var(--muted); font-variant-numeric: tabular-nums; }
.plot .grid { stroke: var(--rule); stroke-opacity: 1; }
.plot .same { stroke: var(--muted); stroke-opacity: 1; }
.c1 { --series: var(--c1); } .c2 { --series: var(--c2); } .c3 { --series: var(--c3); }
.c4 { --series: var(--c4); } .c5 { --series: var(--c5); } .c6 { --series: var(--c6); }
.c7 { --series: var(--c7); } .c8 { --series: var(--c8); }
.plot .line { stroke: var(--series); stroke-width: 1.5; stroke-opacity: .65; }
.plot .line.tail { stroke-width: 2; stroke-opacity: 1; }
.plot .band { fill: var(--series); fill-opacity: .16; }
.dot { fill: var(--series); stroke: none; }
.plot .edge { stroke: var(--series); stroke-width: 1; stroke-dasharray: 2 4; }
.plot .meeting { stroke: var(--ink); stroke-width: 1.25; fill: var(--paper); }
.plot text.meeting-name { fill: var(--ink); }
.plot .error { stroke: var(--fail); stroke-width: 2; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem 2rem; margin: 0; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .875rem; color: var(--muted); }
@media (max-width: 40rem) {
  header nav { margin-left: 0; width: 100%; }
  .finding dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  th, td { padding-right: .9rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --panel: #fff; --ink: #000; --muted: #444; --rule: #bbb; --link: #000;
    --pass: #0a7044; --fail: #b3261e; --inconclusive: #855600;
    --c1: #2457c5; --c2: #b94a06; --c3: #0b7573; --c4: #7a3fb0; --c5: #7d6200; --c6: #a5215f; --c7: #59606b; --c8: #3a7518;
  }
  html { font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  th, td { padding: .35rem .7rem .35rem 0; }
  td code { white-space: normal; }
  header nav { display: none; }
  .scroll { overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
}
`;
