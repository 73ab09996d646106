import type { Given } from './given.ts';

/** A Step CI workflow: a test a request, so that one failure doesn't keep the others from being made. */
export function workflowOf(name: string, given: readonly Given[]): object {
  return {
    version: '1.1',
    name,
    tests: Object.fromEntries(
      given.map(({ name, method, url, headers, body, expect }) => [
        name,
        {
          steps: [
            {
              name,
              http: {
                url,
                method,
                headers,
                ...(body === null ? {} : { body }),
                followRedirects: false,
                check: checksOf(expect),
              },
            },
          ],
        },
      ]),
    ),
  };
}

function checksOf({ status, headers, schema, body, text }: Given['expect']): object {
  return {
    status: `/^(${status.join('|')})$/`,
    ...(Object.keys(headers).length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, pattern]) => [name, [{ match: pattern }]]),
          ),
        }),
    ...(schema === null ? {} : { schema }),
    ...(text === null ? {} : { body: text }),
    ...(body === null ? {} : { jsonpath: pathsOf(body) }),
  };
}

function pathsOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { $: [{ eq: body }] };
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [`$.${name}`, [{ eq: value }]]));
}
