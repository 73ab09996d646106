import { randomUUID } from 'node:crypto';
import { type Call, type HeaderLine, headerOf, mediaTypeOf } from '../call.ts';
import { commonLogTime } from '../clock.ts';
import type { Execution } from '../execution.ts';
import type { RestApi, RestStage } from '../model.ts';
import { parseQuery, type QueryPair } from '../query.ts';
import { extendedRequestId, traceHeader } from '../request-ids.ts';
import { integrationHeaders } from './headers.ts';
import type { StagedPath } from './route.ts';

/** What doesn't change from request to request. */
export interface ApiFacts {
  readonly api: RestApi;
  readonly accountId: string;
  /** `ID.execute-api.REGION.amazonaws.com`. */
  readonly domainName: string;
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:ID`. */
  readonly executionArn: string;
}

export interface ArrivedRequest {
  readonly facts: ApiFacts;
  readonly call: Call;
  readonly stage: RestStage;
  readonly paths: StagedPath;
  /** Left out where the stage has no canary. */
  readonly isCanary?: boolean;
}

/** Where a request was routed to. */
export interface Destination {
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** Who calls, as far as authorizers and keys have found out. */
export interface Caller {
  /** `requestContext.authorizer`. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  /** `$context.authorizer`, where mappings and logs read something else than events hold. */
  readonly mappedAuthorizer?: Readonly<Record<string, unknown>>;
  /** What `requestContext.identity` says beyond address and user agent. */
  readonly identity?: Readonly<Record<string, string | null>>;
  /** The API key that an authorizer stands for. */
  readonly usageIdentifierKey?: string;
}

/** A request under way through a stage; what few requests need is worked out when it is asked for. */
export class RestRequest {
  readonly facts: ApiFacts;
  readonly call: Call;
  readonly stage: RestStage;
  readonly paths: StagedPath;
  readonly isCanary: boolean | undefined;
  readonly requestId = randomUUID();
  readonly extendedRequestId = extendedRequestId();
  readonly traceId: string;
  destination: Destination | null = null;
  caller: Caller = {};
  readonly execution: Execution = { met: null, payload: null };
  #headers: readonly HeaderLine[] | undefined;
  #query: readonly QueryPair[] | undefined;

  constructor(arrived: ArrivedRequest) {
    this.facts = arrived.facts;
    this.call = arrived.call;
    this.stage = arrived.stage;
    this.paths = arrived.paths;
    this.isCanary = arrived.isCanary;
    this.traceId = traceHeader(headerOf(this.call.headers, 'x-amzn-trace-id'), this.call.receivedAtMs);
  }

  /** As integrations see them. */
  get headers(): readonly HeaderLine[] {
    this.#headers ??= integrationHeaders(this.call.headers, {
      edge: this.facts.api.endpointType === 'EDGE',
      host: this.domainName,
      sourceIp: this.call.sourceIp,
      traceId: this.traceId,
    });
    return this.#headers;
  }

  get query(): readonly QueryPair[] {
    this.#query ??= parseQuery(this.call.query, /[&;]/);
    return this.#query;
  }

  /** The host name that the caller used. */
  get domainName(): string {
    return this.call.domain?.name ?? this.facts.domainName;
  }

  get domainPrefix(): string {
    return this.call.domain === null ? this.facts.api.id : (this.call.domain.name.split('.')[0] ?? '');
  }

  /** What authorizers and policies call the resource: the path is the caller's, not the template. */
  get methodArn(): string {
    return `${this.facts.executionArn}/${this.stage.name}/${this.call.method}${this.paths.path}`;
  }

  /** Media type of the body; `application/json` where the caller says nothing. */
  get mediaType(): string {
    return mediaTypeOf(headerOf(this.call.headers, 'content-type') ?? '') || 'application/json';
  }

  /** What `$context` says of the request, in templates and mappings: a text for the canary (recorded from AWS). */
  mappingContext(): Record<string, unknown> {
    const context = this.requestContext();
    if (this.caller.mappedAuthorizer !== undefined) context.authorizer = this.caller.mappedAuthorizer;
    return this.isCanary === undefined ? context : { ...context, isCanaryRequest: String(this.isCanary) };
  }

  /** `requestContext` of events, and what `$context` starts from. */
  requestContext(): Record<string, unknown> {
    const { facts, call, stage } = this;
    return {
      resourceId: this.destination?.resourceId ?? null,
      resourcePath: this.destination?.resourcePath ?? null,
      httpMethod: call.method,
      extendedRequestId: this.extendedRequestId,
      requestTime: commonLogTime(call.receivedAtMs),
      path: this.paths.contextPath,
      accountId: facts.accountId,
      protocol: 'HTTP/1.1',
      stage: stage.name,
      domainPrefix: this.domainPrefix,
      requestTimeEpoch: call.receivedAtMs,
      requestId: this.requestId,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: call.sourceIp,
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: headerOf(call.headers, 'user-agent') ?? null,
        user: null,
        ...(call.clientCert === null ? {} : { clientCert: call.clientCert }),
        ...this.caller.identity,
      },
      domainName: this.domainName,
      deploymentId: stage.deploymentId,
      apiId: facts.api.id,
      ...(this.caller.authorizer === undefined ? {} : { authorizer: this.caller.authorizer }),
    };
  }
}
