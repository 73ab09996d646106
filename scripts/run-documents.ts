import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { ComparisonDocument } from '../src/report/comparison-document.ts';
import type {
  CachingDocument,
  LatencyDocument,
  SmokeDocument,
  TargetsDocument,
  ThrottlingDocument,
} from '../src/report/documents.ts';
import { readRun } from '../src/run/read-run.ts';
import type { Run } from '../src/run/run.ts';

/** What a run's folder holds; a gate alone has no `latency`, a latency run alone no `smoke`. */
export interface RunDocuments {
  readonly targets: readonly Target[];
  readonly smoke?: SmokeDocument;
  readonly latency?: LatencyDocument;
  readonly caching?: CachingDocument;
  readonly throttling?: ThrottlingDocument;
  readonly comparison?: ComparisonDocument;
  readonly run?: Run;
}

/** @throws UsageError where a document can't be read, is of another version, or none is there. */
export async function readRunDocuments(dir: string): Promise<RunDocuments> {
  const targets = await readDocument<TargetsDocument>(dir, 'targets.json');
  const documents = withoutMissing({
    smoke: await readDocument<SmokeDocument>(dir, 'smoke.json'),
    latency: await readDocument<LatencyDocument>(dir, 'latency.json'),
    caching: await readDocument<CachingDocument>(dir, 'caching.json'),
    throttling: await readDocument<ThrottlingDocument>(dir, 'throttling.json'),
    comparison: await readDocument<ComparisonDocument>(dir, 'comparison.json'),
  });
  if (Object.keys(documents).length === 0) {
    throw new UsageError(`${dir} holds no results: no smoke.json, and none of what a load run concludes.`, [
      'A plan (--plan), and a run that was ended before its first result, have nothing to report.',
      'Another run goes by its id, which is the name of its folder in runs/: npx gatewright report RUN-ID',
    ]);
  }
  const { smoke: _, caching, ...measured } = documents;
  // Where nothing was to be sent, there is no run.
  const sent = Object.keys(measured).length > 0 || (caching !== undefined && caching.routes.length > 0);
  return { targets: targets?.targets ?? [], ...documents, ...(sent ? { run: await readRun(dir) } : {}) };
}

function withoutMissing<T extends object>(documents: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const there = Object.entries(documents).filter(([, document]) => document !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: NonNullable<T[K]> };
}

async function readDocument<T extends { readonly schemaVersion: 1 }>(
  dir: string,
  name: string,
): Promise<T | undefined> {
  const file = path.join(dir, name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UsageError(`${file} can't be read: ${error.message}.`, [], { cause: error });
  });
  if (text === undefined) return undefined;
  const document = parse(text, file);
  if (document?.schemaVersion === 1) return document as T;
  throw new UsageError(
    `${file} is of version ${String(document?.schemaVersion)}, and this gatewright reads version 1.`,
    'Report it with the gatewright that wrote it.',
  );
}

function parse(text: string, file: string): { readonly schemaVersion?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file} is not JSON; the run may have been cut off.`, 'Run it again.', { cause });
  }
}
