import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkout } from '../../scripts/cli.fixture.ts';
import { collectionOf } from './collection.ts';
import type { Given } from './given.ts';
import { workflowOf } from './workflow.ts';

export const count = 200;

/** A folder in which every tool finds the same requests: `GET /items/0` to the last, each with its promised answer. */
export interface Exchanges {
  readonly folder: string;
  readonly url: string;
  stop(): Promise<void>;
}

const schema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const;

export async function startExchanges(takesMs: number): Promise<Exchanges> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const child = spawn(process.execPath, [path.join(here, 'target.mjs'), String(takesMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const url = printed.toString().trim();
  const folder = await mkdtemp(path.join(tmpdir(), 'gatewright-exchanges-'));
  const ids = Array.from({ length: count }, (_, id) => String(id));
  const given = ids.map((id): Given => givenOf(url, id));
  const files = {
    'package.json': '{ "type": "module" }',
    'contracts/items.ts': contract,
    'collection.json': JSON.stringify(collectionOf('items', given)),
    'workflow.json': JSON.stringify(workflowOf('items', given)),
    'openapi.json': JSON.stringify(openApi(url, ids)),
    'one-each/items.spec.ts': oneEach(url),
    'at-once/items.spec.ts': atOnce(url),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await mkdir(path.join(folder, 'node_modules/@playwright'), { recursive: true });
  await symlink(checkout, path.join(folder, 'node_modules/gatewright'), 'dir');
  for (const name of ['@playwright/test', 'playwright', 'playwright-core'])
    await symlink(path.join(checkout, 'node_modules', name), path.join(folder, 'node_modules', name), 'dir');
  return {
    folder,
    url,
    stop: async () => {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const givenOf = (url: string, id: string): Given => ({
  name: `item ${id}`,
  method: 'GET',
  url: `${url}/items/${id}`,
  headers: {},
  body: null,
  expect: {
    status: [200],
    headers: { 'content-type': 'application\\/json' },
    schema,
    body: { id },
    text: null,
  },
});

const contract = `import { defineContract } from 'gatewright';
export const items = defineContract({
  name: 'items',
  routes: {
    'GET /items/{id}': {
      responses: { 200: ${JSON.stringify(schema)} },
      examples: Object.fromEntries(
        Array.from({ length: ${count} }, (_, id) => [
          \`item \${id}\`,
          { path: { id: String(id) }, expect: { status: 200, body: { id: String(id) } } },
        ]),
      ) as never,
    },
  },
});
`;

const openApi = (url: string, ids: readonly string[]): object => ({
  openapi: '3.0.3',
  info: { title: 'items', version: '1.0.0' },
  servers: [{ url }],
  paths: Object.fromEntries(
    ids.map((id) => [
      `/items/${id}`,
      {
        get: {
          responses: {
            200: { description: 'An item', content: { 'application/json': { schema, example: { id } } } },
          },
        },
      },
    ]),
  ),
});

const oneEach = (url: string): string => `import { expect, test } from '@playwright/test';
for (let id = 0; id < ${count}; id += 1) {
  test(\`item \${id}\`, async ({ request }) => {
    const response = await request.get(\`${url}/items/\${id}\`);
    expect(response.status()).toBe(200);
    expect(response.headers()['content-type']).toContain('application/json');
    expect(await response.json()).toEqual({ id: String(id) });
  });
}
`;

const atOnce = (url: string): string => `import { expect, test } from '@playwright/test';
test('all items', async ({ request }) => {
  await Promise.all(
    Array.from({ length: ${count} }, async (_, id) => {
      const response = await request.get(\`${url}/items/\${id}\`);
      expect(response.status()).toBe(200);
      expect(response.headers()['content-type']).toContain('application/json');
      expect(await response.json()).toEqual({ id: String(id) });
    }),
  );
});
`;
