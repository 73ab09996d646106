import { randomInt } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import { codeOf, writeFailure } from './write-failure.ts';

/** Where one run keeps what it found: `runs/RUN-ID` of a project. */
export interface RunFolder {
  readonly runId: string;
  readonly dir: string;
}

/** Every file that a run may leave behind. */
export type DocumentName =
  | 'subjects.json'
  | 'targets.json'
  | 'deployments.json'
  | 'evidence.json'
  | 'connections.json'
  | 'exchanges.json'
  | 'smoke.json'
  | 'plan.json'
  | 'run.json'
  | 'latency.json'
  | 'caching.json'
  | 'throttling.json'
  | 'comparison.json'
  | 'junit.xml'
  | 'report.html';

/**
 * Makes the folder of a new run. Its id sorts by time (UTC) and names the verb: `20261123-063501-latency-k3f9`.
 * @throws UsageError where the folder can't be made.
 */
export async function createRunFolder(root: string, verb: string, now = new Date()): Promise<RunFolder> {
  const runs = path.join(root, 'runs');
  await orSay(mkdir(runs, { recursive: true }), runs);
  for (;;) {
    const runId = `${timestamp(now)}-${verb}-${randomLetters(4)}`;
    const dir = path.join(runs, runId);
    // Not recursive: of two processes that pick the same name, one is told that it exists.
    const made = await orSay(mkdir(dir).then(always, unlessExists), dir);
    if (made) return { runId, dir };
  }
}

const runIdPattern = /^\d{8}-\d{6}-([a-z-]+)-[a-z0-9]{4}$/;

/** A project's runs, oldest first; with a verb, that verb's alone. No runs at all is an empty list. */
export async function listRuns(root: string, verb?: string): Promise<RunFolder[]> {
  const runs = path.join(root, 'runs');
  const entries = await readdir(runs, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw writeFailure(error, runs);
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ runId: entry.name, made: runIdPattern.exec(entry.name) }))
    .filter(({ made }) => made !== null && (verb === undefined || made[1] === verb))
    .map(({ runId }) => ({ runId, dir: path.join(runs, runId) }))
    .sort((a, b) => (a.runId < b.runId ? -1 : 1));
}

/**
 * The run of this id, or the latest one.
 * @throws UsageError where there is none.
 */
export async function findRun(root: string, runId?: string): Promise<RunFolder> {
  const runs = await listRuns(root);
  const found = runId === undefined ? runs.at(-1) : runs.find((run) => run.runId === runId);
  if (found !== undefined) return found;
  if (runs.length === 0 || runId === undefined) {
    throw new UsageError(
      `There is no run in ${path.join(root, 'runs')} yet.`,
      'Make one: npx gatewright smoke',
    );
  }
  const known = runs.map((run) => run.runId);
  throw new UsageError(`There is no run "${runId}" in ${path.join(root, 'runs')}.`, [
    ...didYouMean(runId, known).slice(0, 1),
    `The latest is ${known.at(-1)}.`,
  ]);
}

/**
 * Writes a document into a folder, which is made where it isn't there: whole or not at all, so that an
 * interrupted or failed run leaves no half of one. Text is written as it is, everything else as JSON.
 * @returns the file's path.
 * @throws UsageError where the disk is full or the folder may not be written to.
 */
export async function writeDocument(dir: string, name: DocumentName, value: unknown): Promise<string> {
  const file = path.join(dir, name);
  const unfinished = path.join(dir, `.${name}.${process.pid}-${randomLetters(6)}`);
  const text = typeof value === 'string' ? value : asJson(value);
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw writeFailure(error, file);
  }
  return file;
}

/** Indented for people, lists of numbers on a line. A line end in a text is escaped, so what is matched is structure. */
function asJson(value: unknown): string {
  const lines = JSON.stringify(value, null, 2);
  return `${lines.replaceAll(/\[\n[-+.\deE,\s]+\]/g, (list) => list.replaceAll(/\s+/g, '').replaceAll(',', ', '))}\n`;
}

function timestamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** Without vowels and lookalikes: nothing to read as a word or to mistype. */
function randomLetters(count: number): string {
  const letters = 'bcdfghjkmnpqrstvwxz23456789';
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');
}

const always = () => true;

function unlessExists(error: unknown): false {
  if (codeOf(error) === 'EEXIST') return false;
  throw error;
}

async function orSay<T>(work: Promise<T>, file: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw writeFailure(error, file);
  }
}
