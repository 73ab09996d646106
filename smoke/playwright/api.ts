import { type APIRequestContext, type APIResponse, request as playwright } from '@playwright/test';
import type { Subject } from '../../src/config/subjects.ts';
import type { Exchange, PlannedRequest, ReceivedResponse } from '../../src/conformance/exchange.ts';
import { onItsWay } from '../../src/conformance/on-its-way.ts';
import { redactSecrets } from '../../src/conformance/redact.ts';
import { type ContractRoute, effectOf } from '../../src/contract/route.ts';
import { openVault, type Vault } from '../../src/credential/vault.ts';
import { awsFor } from '../../src/discovery/place.ts';
import { buildRequest } from '../../src/request/build-request.ts';
import { readSmokeEnvironment } from '../environment.ts';
import { defaultLimitMs } from '../perform.ts';
import { dressed, record } from '../record.ts';
import { sendAsIs } from '../send-as-is.ts';
import { Loopback } from './loopback.ts';
import { mistake, withAdvice } from './mistake.ts';
import { bodyOf, type RequestOptions, urlOf } from './request-parts.ts';
import { routeOf } from './route-of.ts';

export type { RequestOptions } from './request-parts.ts';

type Call = (path: string, options?: RequestOptions) => Promise<APIResponse>;

/**
 * Playwright's request context for one target: paths begin at its invoke URL (`/users/17`), and each request shows what the
 * contract's route asks for. Redirects are answers, and cookies of one answer don't go out with the next request.
 */
export interface Api {
  /** `options.method` says the method; default GET. */
  fetch(path: string, options?: RequestOptions & { readonly method?: string }): Promise<APIResponse>;
  readonly get: Call;
  readonly head: Call;
  readonly post: Call;
  readonly put: Call;
  readonly patch: Call;
  readonly delete: Call;
  /** A browser's question before `method` from a page of that origin. */
  preflight(
    path: string,
    question: { readonly origin: string; readonly method?: string; readonly headers?: readonly string[] },
  ): Promise<APIResponse>;
}

export interface ApiOptions {
  readonly subject: Subject;
  readonly root: string;
  readonly headers: { readonly [name: string]: string };
  /** Only requests without an effect: called instead of sending another. */
  readonly refuse: ((because: string) => never) | null;
}

const known = new WeakMap<APIResponse, Exchange>();

/** What `api` sent and received for this response, secrets left out. */
export function exchangeOf(response: APIResponse): Exchange | null {
  return known.get(response) ?? null;
}

/** An `Api` and its end. */
export class TargetApi implements Api {
  readonly #options: ApiOptions;
  #context: Promise<APIRequestContext> | undefined;
  #traced = false;
  readonly #loopback = new Loopback();
  readonly #made: Exchange[] = [];

  readonly get: Call = (path, options) => this.fetch(path, { ...options, method: 'GET' });
  readonly head: Call = (path, options) => this.fetch(path, { ...options, method: 'HEAD' });
  readonly post: Call = (path, options) => this.fetch(path, { ...options, method: 'POST' });
  readonly put: Call = (path, options) => this.fetch(path, { ...options, method: 'PUT' });
  readonly patch: Call = (path, options) => this.fetch(path, { ...options, method: 'PATCH' });
  readonly delete: Call = (path, options) => this.fetch(path, { ...options, method: 'DELETE' });

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Everything made so far, secrets left out. */
  get made(): readonly Exchange[] {
    return this.#made;
  }

  preflight: Api['preflight'] = (path, { origin, method = 'GET', headers = [] }) =>
    this.fetch(path, {
      method: 'OPTIONS',
      auth: false,
      headers: {
        origin,
        'access-control-request-method': method,
        ...(headers.length === 0
          ? {}
          : { 'access-control-request-headers': headers.join(',').toLowerCase() }),
      },
    });

  async fetch(
    path: string,
    options: RequestOptions & { readonly method?: string } = {},
  ): Promise<APIResponse> {
    const { subject } = this.#options;
    const method = (options.method ?? 'GET').toUpperCase();
    const url = urlOf(subject.target, path, options.params);
    const route = this.#routeOf(method, url);
    this.#assertHarmless(method, route);
    const { bytes, contentType } = bodyOf(options);
    const plain: PlannedRequest = {
      method,
      url,
      headers: {
        ...this.#options.headers,
        ...(contentType === null ? {} : { 'content-type': contentType }),
        ...lowerCaseNames(options.headers ?? {}),
      },
      ...this.#shown(route, options, url),
      bodyBase64: bytes?.toString('base64') ?? null,
    };
    // What leads to one API leads nowhere else.
    const { transport } = url.startsWith(subject.target.invokeUrl) ? subject.target : {};
    const request = onItsWay(plain, transport);
    const vault = await this.#unlocked(request, route);
    return this.#send({ request, route, options }, vault);
  }

  async dispose(): Promise<void> {
    await this.#loopback.close();
    const context = await this.#context?.catch(() => undefined);
    if (context === undefined) return;
    // Playwright ends a trace that it started, and there has to be one to end.
    if (this.#traced) await context.tracing.start().catch(() => undefined);
    await context.dispose();
  }

  async #send(
    {
      request,
      route,
      options,
    }: { request: PlannedRequest; route: ContractRoute | null; options: RequestOptions },
    vault: Vault,
  ): Promise<APIResponse> {
    const { target, contract } = this.#options.subject;
    const { outgoing, hidden } = await dressed(request, vault);
    const startedAt = new Date().toISOString();
    const limit = AbortSignal.timeout(options.timeout ?? defaultLimitMs[target.apiType]);
    const answer = await sendAsIs(outgoing, limit).catch((error: unknown) => {
      throw silenced(error, `${request.method} ${request.url}`, hidden);
    });
    const response = await this.#handedOver(answer, request);
    const exchange = record(
      {
        id: `${target.target} ${request.method} ${request.url}`,
        target: target.target,
        apiType: target.apiType,
        contract: contract.name,
        route: route?.key ?? `${request.method} ${new URL(request.url).pathname}`,
        example: '',
        purpose: 'example',
        request,
      },
      {
        startedAt,
        hidden,
        tokens: {},
        answer,
      },
    );
    known.set(response, exchange);
    this.#made.push(exchange);
    return response;
  }

  async #handedOver(answer: ReceivedResponse, { method, url }: PlannedRequest): Promise<APIResponse> {
    this.#context ??= this.#open();
    const context = await this.#context;
    const response = await context.fetch(await this.#loopback.urlOf(answer, new URL(url).pathname), {
      method,
      maxRedirects: 0,
    });
    response.url = () => url;
    return response;
  }

  /** An answer may hold what was sent, and a trace would hold every answer: none is kept of these. */
  async #open(): Promise<APIRequestContext> {
    const context = await playwright.newContext();
    await context.tracing.stop().then(
      () => {
        this.#traced = true;
      },
      () => undefined,
    );
    return context;
  }

  #routeOf(method: string, url: string): ContractRoute | null {
    const { target, contract } = this.#options.subject;
    if (!url.startsWith(target.invokeUrl)) return null;
    const path = url.slice(target.invokeUrl.length).replace(/[?#].*$/s, '');
    return routeOf({ contract, apiType: target.apiType }, { method, path: path === '' ? '/' : path });
  }

  #assertHarmless(method: string, route: ContractRoute | null): void {
    const { refuse } = this.#options;
    const effect =
      route === null
        ? ['GET', 'HEAD', 'OPTIONS'].includes(method)
          ? 'none'
          : 'changes'
        : effectOf(route.route, route.method);
    if (refuse !== null && effect !== 'none') {
      refuse(`${method} may change something, and this environment is protected`);
    }
  }

  #shown(
    route: ContractRoute | null,
    { auth, headers = {} }: RequestOptions,
    url: string,
  ): Pick<PlannedRequest, 'secretHeaders' | 'signing'> {
    const { target } = this.#options.subject;
    // What one API is shown goes nowhere else.
    if (auth === false || route === null || !url.startsWith(target.invokeUrl)) return { secretHeaders: {} };
    const told = Object.keys(lowerCaseNames(headers));
    const { secretHeaders, signing } = buildRequest(target, { ...route, pathTemplate: '/' }, {});
    const needed = Object.entries(secretHeaders).filter(([name]) => !told.includes(name));
    return {
      secretHeaders: Object.fromEntries(needed),
      ...(signing === undefined || told.includes('authorization') ? {} : { signing }),
    };
  }

  #unlocked(request: PlannedRequest, route: ContractRoute | null): Promise<Vault> {
    const { root, subject } = this.#options;
    const place = `${subject.contract.name}: ${route?.key ?? request.method}`;
    const callers = { targets: [subject.target], aws: awsFor(readSmokeEnvironment().places, process.env) };
    return openVault([{ ...request, place }], { env: process.env, cwd: root, callers }).catch(withAdvice);
  }
}

function silenced(error: unknown, what: string, hidden: readonly string[]): Error {
  const text = error instanceof Error ? error.message : String(error);
  const line = redactSecrets(text.split('\n')[0] ?? '', hidden);
  return mistake(`${what}: no answer: ${line}`);
}

function lowerCaseNames(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
