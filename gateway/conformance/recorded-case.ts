import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One recorded answer of a deployed API in executable form; `FORMAT.md` beside the cases says what each field means. */
export type RecordedCase = ExecutableCase | SkippedCase;

interface Named {
  readonly id: string;
  /** File that holds the case, without its folder. */
  readonly file: string;
  readonly api: string;
}

export interface SkippedCase extends Named {
  readonly skip: string;
}

export interface ExecutableCase extends Named {
  readonly skip?: undefined;
  /** Path of the template that the case is deployed from. */
  readonly definition: string;
  readonly given: Given;
  readonly request: CaseRequest;
  readonly expect: Expectation;
}

export interface Given {
  /** Logical id of the API key whose value is sent. */
  readonly apiKey?: string;
  /** Sent at once, in parallel, before the request that counts. */
  readonly requestsBefore?: number;
  readonly quotaUsedUp?: boolean;
}

export interface CaseRequest {
  readonly method: string;
  /** As a client would send it, encoded; starts with the stage where the URL has one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  readonly bodyBase64?: string;
}

export interface Expectation {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** What the function got: it answers with its event. */
  readonly event?: unknown;
  /** What the HTTP backend got. */
  readonly backend?: unknown;
}

export interface CasesRead {
  readonly cases: readonly RecordedCase[];
  /** What isn't of the form and was left out, a sentence each. */
  readonly problems: readonly string[];
}

class CaseFormError extends Error {
  override readonly name = 'CaseFormError';
}

/** Every case of the `*.json` files directly in `folder`, which has to exist. */
export function readCases(folder: string): CasesRead {
  const cases: RecordedCase[] = [];
  const problems: string[] = [];
  const attempt = (read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof CaseFormError)) throw error;
      problems.push(error.message);
    }
  };
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name } of entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json'))) {
    attempt(() => {
      for (const [index, item] of readFile(join(folder, name)).entries())
        attempt(() => cases.push(readCase(item, { file: name, folder, index })));
    });
  }
  return { cases, problems };
}

function readFile(path: string): unknown[] {
  const file = basename(path);
  let document: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    document = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CaseFormError(`${file} isn't valid JSON: ${error instanceof Error ? error.message : error}.`);
  }
  if (!Array.isArray(document)) throw new CaseFormError(`${file} must be a list of cases.`);
  return document;
}

interface Place {
  readonly file: string;
  readonly folder: string;
  readonly index: number;
}

function readCase(item: unknown, { file, folder, index }: Place): RecordedCase {
  const fail = (what: string) => new CaseFormError(`Case ${index} of ${file} ${what}.`);
  if (!isRecord(item) || typeof item.id !== 'string') throw fail('has no id');
  const named = { id: item.id, file, api: String(item.api ?? '') };
  if (typeof item.skip === 'string') return { ...named, skip: item.skip };
  const { definition, request, expect } = item;
  if (typeof definition !== 'string' || !isRecord(request) || !isRecord(expect))
    throw fail(`(${item.id}) has neither a reason to skip it nor definition, request and expect`);
  if (typeof request.method !== 'string' || typeof request.path !== 'string')
    throw fail(`(${item.id}) has a request without method or path`);
  if (typeof expect.status !== 'number') throw fail(`(${item.id}) expects no status`);
  return {
    ...named,
    definition: join(folder, 'definitions', definition),
    given: (item.given ?? {}) as Given,
    request: request as unknown as CaseRequest,
    expect: expect as unknown as Expectation,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
