import type { Subject } from '../../src/config/subjects.ts';
import { originsToTry } from '../../src/conformance/origins.ts';
import { authsOf } from '../../src/contract/auth.ts';
import type { CorsPromise } from '../../src/contract/contract.ts';
import { examplesOf, expectationFor } from '../../src/contract/example.ts';
import type { Json, JsonSchema } from '../../src/contract/json.ts';
import { corsOf, effectOf, routesOf } from '../../src/contract/route.ts';
import { buildRequest } from '../../src/request/build-request.ts';

/** One request with what has to come back, as a person would write it down for a tool that runs requests. */
export interface Given {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly expect: {
    /** Any of these. */
    readonly status: readonly number[];
    /** Header in lower case → a regular expression. */
    readonly headers: Readonly<Record<string, string>>;
    readonly schema: JsonSchema | null;
    /** Objects hold at least this; everything else is exactly this. */
    readonly body: Json | null;
    readonly text: string | null;
  };
}

/**
 * All that a contract promises of one target and that can be said of single requests: every example, every preflight, one call
 * from another origin a route, and one without credentials where some are needed.
 */
export function givenOf(subject: Subject, env: NodeJS.ProcessEnv): Given[] {
  const { contract, target } = subject;
  return routesOf(contract, target.apiType).flatMap((route) => {
    const cors = corsOf(contract, route.route);
    const secrets = secretsOf(route.route, env);
    const examples = examplesOf(route.route, target.apiType).map(({ title, example }): Given => {
      const { body, ...request } = buildRequest(target, route, example);
      const expected = expectationFor(example, target.apiType);
      const succeeds = expected.status < 400;
      const contentType = expected.contentType ?? (succeeds ? route.route.contentType : undefined);
      return {
        name: `${route.key}: ${title}`,
        method: request.method,
        url: request.url,
        headers: { ...request.headers, ...secrets },
        body: body?.toString('utf8') ?? null,
        expect: {
          status: [expected.status],
          headers: {
            'content-type': literal(contentType ?? 'application/json'),
            ...Object.fromEntries(
              Object.entries(expected.headers ?? {}).map(([name, value]) => [
                name,
                `^${literal(value).replaceAll(', ', ', ?')}$`,
              ]),
            ),
          },
          schema: schemaOf(route.route.responses[expected.status]),
          body: expected.body ?? null,
          text: expected.text ?? null,
        },
      };
    });
    const sound = examples.find(({ expect }) => (expect.status[0] ?? 0) < 400);
    const harmless = effectOf(route.route, route.method) === 'none';
    return [
      ...examples,
      ...(cors === null ? [] : [preflight(`${target.invokeUrl}${route.pathTemplate}`, route, cors)]),
      ...(cors === null || sound === undefined || !harmless ? [] : [fromAnotherOrigin(sound, cors)]),
      ...(sound === undefined || Object.keys(secrets).length === 0 ? [] : [without(sound, secrets)]),
    ];
  });
}

/** The secrets of a route's own headers; IAM is not among the systems here. */
export function secretsOf(
  route: Parameters<typeof authsOf>[0],
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  return Object.fromEntries(
    authsOf(route).flatMap(({ header, from, scheme }) =>
      header === undefined
        ? []
        : [
            [
              inWords(header),
              `${scheme === undefined ? '' : `${scheme} `}${env[from.replace('env:', '')] ?? ''}`,
            ],
          ],
    ),
  );
}

function preflight(
  url: string,
  { key, method }: { readonly key: string; readonly method: string },
  cors: CorsPromise,
): Given {
  const [origin = '*'] = originsToTry(cors);
  return {
    name: `${key}: preflight`,
    method: 'OPTIONS',
    url: url.replace(/\{\w+\+?\}/g, '1'),
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': cors.headers.join(',').toLowerCase(),
    },
    body: null,
    expect: { status: [200, 204], headers: corsHeaders(cors, method), schema: null, body: null, text: null },
  };
}

/** What answers to a preflight have to carry, each as a regular expression. */
export function corsHeaders(cors: CorsPromise, method: string): Record<string, string> {
  return {
    'access-control-allow-origin': allowedOrigin(cors),
    'access-control-allow-methods': `${method}|\\*`,
    ...(cors.headers.length === 0
      ? {}
      : { 'access-control-allow-headers': cors.headers.map((name) => `(?=.*${anyCase(name)})`).join('') }),
  };
}

function fromAnotherOrigin(sound: Given, cors: CorsPromise): Given {
  const [origin = '*'] = originsToTry(cors);
  return {
    ...sound,
    name: `${sound.name}, from ${origin}`,
    headers: { ...sound.headers, origin },
    expect: {
      ...sound.expect,
      headers: { ...sound.expect.headers, 'access-control-allow-origin': allowedOrigin(cors) },
    },
  };
}

function without(sound: Given, secrets: Readonly<Record<string, string>>): Given {
  const headers = Object.fromEntries(Object.entries(sound.headers).filter(([name]) => !(name in secrets)));
  return {
    ...sound,
    name: `${sound.name}, without credentials`,
    headers,
    expect: { status: [401, 403], headers: {}, schema: null, body: null, text: null },
  };
}

export function allowedOrigin(cors: CorsPromise): string {
  const [origin = '*'] = originsToTry(cors);
  return `^(${cors.origins.includes('*') ? '\\*|' : ''}${literal(origin)})$`;
}

function schemaOf(schema: JsonSchema | undefined): JsonSchema | null {
  return schema === undefined || typeof schema === 'boolean' ? null : schema;
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const anyCase = (text: string): string => `(${text}|${text.toLowerCase()})`;

/** `Authorization`: some tools compare header names by their letters. */
export const inWords = (header: string): string => (header === 'authorization' ? 'Authorization' : header);
