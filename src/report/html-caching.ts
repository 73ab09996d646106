import { cachingLines } from './caching-words.ts';
import type { CachingDocument, CachingRoute } from './documents.ts';
import { html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { shortened } from './printable.ts';

const most = { routes: 40, name: 160, text: 600 };

/** Caches: route by route what was found, and how. */
export function cachingMarkup({ routes }: CachingDocument): Markup {
  const left = routes.length - most.routes;
  return html`<section aria-labelledby="caching"><h2 id="caching">Caching</h2>${routes.length === 0 ? html`<p>Nothing was sent: nothing is cached.</p>` : method}${routes.slice(0, most.routes).map(routeMarkup)}${left > 0 ? html`<p class="muted">${left} more routes are in caching.json.</p>` : null}</section>`;
}

const method = html`<p>A steady stream asks for one entry, so that its times to live follow one another; then each parameter is varied alone, and <code>Cache-Control: max-age=0</code> is sent. No header of API Gateway says hit: the mark that each invocation leaves tells one exactly, and without one the latencies of hits and misses do. Intervals are of 95 %.</p>`;

function routeMarkup(route: CachingRoute): Markup {
  return html`<h3><code>${shortened(route.route, most.name)}</code> on ${shortened(route.target, most.name)}</h3>${tableMarkup(
    {
      caption: `What was found of the cache of ${shortened(route.route, most.name)}`,
      columns: [{ title: 'About' }, { title: 'Found' }],
      rows: cachingLines(route).map(([name, text]) => ({
        cells: [shortened(name, most.name), shortened(text, most.text)],
      })),
    },
  )}`;
}
