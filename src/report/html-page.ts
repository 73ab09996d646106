import { createHash } from 'node:crypto';
import { type Content, html, trusted } from './html-markup.ts';
import { stylesheet } from './html-style.ts';

/** A page of the house: what stands around every report. */
export interface Page {
  readonly title: string;
  /** Beside the name of the tool. */
  readonly header: Content;
  readonly sections: readonly { readonly id: string; readonly title: string }[];
  readonly main: Content;
  readonly footer: string;
}

/**
 * One page that needs nothing else: no script, no request, no style but its own, which its Content Security Policy
 * names by hash.
 */
export function formatPage({ title, header, sections, main, footer }: Page): string {
  const links = sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · gatewright</title>
<style>${trusted(stylesheet)}</style>
</head>
<body>
<header><strong>gatewright</strong>${header}${links.length === 0 ? null : html`<nav aria-label="Sections"><ul>${links}</ul></nav>`}</header>
<main>
${main}
</main>
<footer>${footer}</footer>
</body>
</html>
`.text;
}

const styleHash = createHash('sha256').update(stylesheet).digest('base64');

/** Nothing may load, run, submit or be framed in; the page's own stylesheet alone applies. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
