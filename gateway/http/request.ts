import { type Call, type HeaderLine, headerOf } from '../call.ts';
import { commonLogTime } from '../clock.ts';
import type { HttpApi } from '../model.ts';
import { parseQuery, printQuery, type QueryPair } from '../query.ts';
import { extendedRequestId, traceHeader } from '../request-ids.ts';
import { integrationHeaders } from './headers.ts';
import type { StagedPath } from './route.ts';

/** What doesn't change from request to request. */
export interface ApiFacts {
  readonly api: HttpApi;
  readonly accountId: string;
  /** `ID.execute-api.REGION.amazonaws.com`. */
  readonly domainName: string;
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:ID`. */
  readonly executionArn: string;
}

export interface ArrivedRequest {
  readonly facts: ApiFacts;
  readonly call: Call;
  readonly paths: StagedPath;
}

/** Where a request was routed to. */
export interface Destination {
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** Who calls, as authorizers have found out; what events say of it differs by payload format. */
export type Caller =
  | {
      readonly by: 'jwt';
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: string[] | null;
    }
  | {
      readonly by: 'lambda';
      /** `null`: the function said nothing, as events of format 2.0 show it (recorded from AWS). */
      readonly context: Readonly<Record<string, unknown>> | null;
      readonly principalId?: string;
    }
  | { readonly by: 'iam'; readonly accessKey: string; readonly userId: string; readonly userArn: string };

/** A request under way through a stage; what few requests need is worked out when it is asked for. */
export class HttpRequest {
  readonly facts: ApiFacts;
  readonly call: Call;
  readonly paths: StagedPath;
  readonly requestId = extendedRequestId();
  destination: Destination | null = null;
  caller: Caller | null = null;
  #headers: readonly HeaderLine[] | undefined;
  #query: readonly QueryPair[] | undefined;
  #rawQuery: string | undefined;
  #newPath: string | null = null;

  constructor(arrived: ArrivedRequest) {
    this.facts = arrived.facts;
    this.call = arrived.call;
    this.paths = arrived.paths;
  }

  /** As integrations see them. */
  get headers(): readonly HeaderLine[] {
    const { call } = this;
    this.#headers ??= integrationHeaders(call.headers, {
      host: this.domainName,
      sourceIp: call.sourceIp,
      traceId: traceHeader(headerOf(call.headers, 'x-amzn-trace-id'), call.receivedAtMs),
      contentLength: call.body.length,
    });
    return this.#headers;
  }

  get query(): readonly QueryPair[] {
    this.#query ??= parseQuery(this.call.query, '&');
    return this.#query;
  }

  /** The query string as integrations see it. */
  get rawQuery(): string {
    return this.#rawQuery ?? this.call.query;
  }

  /** The path that a mapping gave the request for its integration; `null`: it keeps its own. */
  get newPath(): string | null {
    return this.#newPath;
  }

  replaceHeaders(headers: readonly HeaderLine[]): void {
    this.#headers = headers;
  }

  replaceQuery(query: readonly QueryPair[]): void {
    this.#query = query;
    this.#rawQuery = printQuery(query);
  }

  replacePath(path: string): void {
    this.#newPath = path;
  }

  /** The host name that the caller used. */
  get domainName(): string {
    return this.call.domain?.name ?? this.facts.domainName;
  }

  get domainPrefix(): string {
    return this.call.domain === null ? this.facts.api.id : (this.call.domain.name.split('.')[0] ?? '');
  }

  /** What authorizers and policies call the resource: the path is the caller's, not the template. */
  get routeArn(): string {
    const { stage, path } = this.paths;
    return `${this.facts.executionArn}/${stage.name}/${this.call.method}${path}`;
  }

  get userAgent(): string {
    return headerOf(this.call.headers, 'user-agent') ?? '';
  }

  /** The part of `requestContext` that both payload formats share. */
  sharedContext(): Record<string, unknown> {
    const { domainName, domainPrefix, requestId } = this;
    const { api, accountId } = this.facts;
    return { accountId, apiId: api.id, domainName, domainPrefix, requestId };
  }

  get time(): string {
    return commonLogTime(this.call.receivedAtMs);
  }
}
