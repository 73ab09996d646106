import type { Given } from './given.ts';

/** A Postman collection (v2.1): a request each, with the tests that a person writes beside it. */
export function collectionOf(name: string, given: readonly Given[]): object {
  return {
    info: { name, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: given.map(({ name, method, url, headers, body, expect }) => ({
      name,
      protocolProfileBehavior: { disableUrlEncoding: true, followRedirects: false },
      request: {
        method,
        url,
        header: Object.entries(headers).map(([key, value]) => ({ key, value })),
        ...(body === null ? {} : { body: { mode: 'raw', raw: body } }),
      },
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: testsOf(expect) } }],
    })),
  };
}

function testsOf({ status, headers, schema, body, text }: Given['expect']): string[] {
  const expected = JSON.stringify(body);
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return [
    `pm.test('status', () => pm.expect(pm.response.code).to.be.oneOf(${JSON.stringify(status)}));`,
    ...Object.entries(headers).map(
      ([name, pattern]) =>
        `pm.test('header ${name}', () => pm.expect(pm.response.headers.all().filter(({ key }) => key.toLowerCase() === '${name}').map(({ value }) => value).join(', ')).to.match(new RegExp(${JSON.stringify(pattern)})));`,
    ),
    ...(schema === null
      ? []
      : [`pm.test('schema', () => pm.response.to.have.jsonSchema(${JSON.stringify(schema)}));`]),
    ...(body === null
      ? []
      : [
          `pm.test('body', () => pm.expect(pm.response.json()).to.${isObject ? 'deep.include' : 'eql'}(${expected}));`,
        ]),
    ...(text === null
      ? []
      : [`pm.test('text', () => pm.expect(pm.response.text()).to.eql(${JSON.stringify(text)}));`]),
  ];
}
