import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { apiTypes } from '../contract/contract.ts';
import { type Check, listOf, mapOf, name, oneOf, record } from '../contract/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import { transportCheck } from '../transport/check-transport.ts';
import { withPathsFrom } from '../transport/layers.ts';
import type { Target } from './target.ts';
import { targetFromUrl } from './target-from-url.ts';

/** @throws UsageError where the file can't be read, or is not such a document. */
export async function readTargetsFile(file: string): Promise<Target[]> {
  const shown = relative(process.cwd(), file) || file;
  const value = parsed(await text(file, shown), shown);
  const [mistake] = document(value, '');
  if (mistake !== undefined) {
    const { path, message, next } = mistake;
    throw new UsageError(`${shown}: ${path === '' ? 'the document' : path} ${message}`, next ?? []);
  }
  const { targets } = value as { targets: readonly WrittenTarget[] };
  // What stood there when the file was written may no longer.
  return targets.map(({ deployed: _, ...written }) => {
    const told = targetFromUrl(written.invokeUrl, written.apiType);
    const { transport } = written;
    return {
      ...told,
      ...written,
      invokeUrl: told.invokeUrl,
      // Paths in a file start where it lies.
      ...(transport === undefined ? {} : { transport: withPathsFrom(dirname(file), transport) }),
    };
  });
}

/** Only what makes a target is asked for; an invoke URL tells the rest, or it stays unknown. */
type WrittenTarget = Pick<Target, 'target' | 'apiType' | 'invokeUrl'> &
  Partial<Target> & { readonly deployed?: unknown };

const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? [] : check(value, path);

const target = record(
  {
    required: { target: name, apiType: oneOf(...apiTypes), invokeUrl: name },
    optional: {
      stage: orNull(name),
      region: orNull(name),
      stackName: orNull(name),
      endpointType: orNull(oneOf('EDGE', 'REGIONAL', 'PRIVATE')),
      apiId: orNull(name),
      account: name,
      deployed: () => [],
      environmentTags: mapOf(name, '{ "env": "prod" }'),
      transport: transportCheck,
      emulator: record(
        { required: { origin: name, server: orNull(name) } },
        '{ "origin": "http://127.0.0.1:4566", "server": null }',
      ),
    },
  },
  '{ "target": "my-api:rest", "apiType": "rest", "invokeUrl": "https://…" }',
);

const document = record(
  {
    required: {
      schemaVersion: (value, path) =>
        value === 1 ? [] : [{ path, message: `is ${JSON.stringify(value)}, and only 1 is known.` }],
      targets: listOf(target, '"targets": [ … ]'),
    },
    optional: { missing: () => [] },
  },
  'what gatewright discover --json prints',
);

async function text(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `The targets file ${shown} can't be read.`,
      'Write one: npx gatewright discover --json > targets.json',
      {
        cause: error,
      },
    );
  }
}

function parsed(json: string, shown: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UsageError(
      `The targets file ${shown} is no JSON.`,
      'Write one: npx gatewright discover --json > targets.json',
      {
        cause: error,
      },
    );
  }
}
