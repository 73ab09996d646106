import { createHash } from 'node:crypto';
import { judgementOf } from './answer.ts';
import { answerMarkup } from './html-answer.ts';
import { findingsMarkup } from './html-findings.ts';
import { latencyMarkup } from './html-latency.ts';
import { html, trusted } from './html-markup.ts';
import { factsMarkup, methodMarkup, targetsMarkup, time } from './html-method.ts';
import { stylesheet } from './html-style.ts';
import type { ReportInput } from './report-input.ts';

/**
 * The report as one page that needs nothing else: no script, no request, no style but its own, which its Content
 * Security Policy names by hash. Everything that came from outside is escaped. At most about 1.5 MB: what
 * doesn't fit is counted.
 */
export function formatHtml(input: ReportInput): string {
  const { runId, generatedAt, targets, smoke, run, latency } = input;
  const { verdict } = judgementOf(input);
  const measured = run !== undefined && latency !== undefined;
  const links = [
    ...(smoke === undefined ? [] : [['findings', 'Findings']]),
    ...(measured
      ? [
          ['latency', 'Latency'],
          ['method', 'Method'],
          ['run', 'Run'],
        ]
      : []),
  ].map(([id, title]) => html`<li><a href="#${id ?? ''}">${title ?? ''}</a></li>`);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${verdict} · ${runId} · gatewright</title>
<style>${trusted(stylesheet)}</style>
</head>
<body>
<header><strong>gatewright</strong><span>${runId}</span><span>${time(generatedAt)}</span>${links.length === 0 ? null : html`<nav aria-label="Sections"><ul>${links}</ul></nav>`}</header>
<main>
${answerMarkup(input)}
${targets.length === 0 ? null : targetsMarkup(targets)}
${smoke === undefined ? null : findingsMarkup(smoke)}
${measured ? [latencyMarkup(latency, run), methodMarkup(), factsMarkup(run)] : null}
</main>
<footer>Made by gatewright. Latencies are as this runner saw them.</footer>
</body>
</html>
`;
  return page.text;
}

const styleHash = createHash('sha256').update(stylesheet).digest('base64');

/** Nothing may load, run, submit or be framed in; the page's own stylesheet alone applies. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
