import { mediaTypeOf, observe } from '../src/conformance/answer.ts';
import type { Exchange } from '../src/conformance/exchange.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { isForeignPage } from '../src/transport/answered-by.ts';
import { type Env, proxyFor } from '../src/transport/proxy.ts';

/**
 * Tells apart a proxy that opens TLS connections and answers by itself (a login page, "blocked by policy") from the API: nothing
 * that such a page says is a finding about the API. Only what comes before any other answer counts.
 */
export class ProxyPages {
  readonly #env: Env;
  #heard = false;

  constructor(env: Env) {
    this.#env = env;
  }

  /** @throws UsageError for a page in place of the first answer. */
  look(exchange: Exchange): void {
    if (this.#heard || exchange.answer.kind === 'no-response') return;
    const url = new URL(exchange.request.url);
    const { transport } = exchange.request;
    const proxy = transport?.connectTo === undefined ? proxyFor(url, this.#env) : null;
    const { status, header } = observe(exchange);
    const isPage = isForeignPage({ mediaType: mediaTypeOf(header('content-type') ?? ''), header });
    if (proxy === null || !isPage) {
      this.#heard = true;
      return;
    }
    throw new UsageError(
      `${exchange.target} can't be reached: in its place the proxy ${proxy.shown} (${proxy.variable}) answers ${url.host} with ${status} and a page.`,
      [`Log in to the proxy, or take the API out of its way: NO_PROXY=${url.hostname}`],
    );
  }
}
