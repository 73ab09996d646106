import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subject } from '../src/config/subjects.ts';
import type { Result } from '../src/conformance/result.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { formatAnnotations, formatJudgement, type Place } from '../src/report/annotations.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import { formatMarkdown } from '../src/report/markdown.ts';
import type { RunFolder } from '../src/run/run-folder.ts';
import type { Judgement, Verdict } from '../src/verdict/verdict.ts';
import type { Context } from './command.ts';
import { type RunDocuments, readRunDocuments } from './run-documents.ts';

export const annotationOptions = {
  annotations: {
    type: 'string',
    value: 'KIND',
    about: 'github: findings as workflow commands (default in GitHub Actions); none',
  },
} as const;

/**
 * Whether findings are told as GitHub's workflow commands.
 * @throws UsageError for a kind that isn't there.
 */
export function annotates(typed: string | undefined, { env }: Pick<Context, 'env'>): boolean {
  if (typed === undefined) return env.GITHUB_ACTIONS === 'true';
  if (typed === 'github' || typed === 'none') return typed === 'github';
  throw new UsageError(`--annotations ${typed} makes no sense.`, 'Write github or none.');
}

/**
 * The result for a person, of which the runner takes no line for a command: what an API answers stands in it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export function withoutCommands(text: string): string {
  const token = randomUUID();
  return [`::stop-commands::${token}`, text, `::${token}::`].join('\n');
}

export interface Gated {
  readonly document: SmokeDocument;
  readonly subjects: readonly Subject[];
  readonly contractFiles: readonly string[];
  readonly folder: RunFolder;
}

/** Annotations, the step's summary and its outputs (`verdict`, `run-id`, `run-dir`). */
export function tellGitHub({ document, subjects, contractFiles, folder }: Gated, context: Context): void {
  const { env, out, cwd } = context;
  const texts = contractFiles.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const contracts = new Map(subjects.map(({ target, contract }) => [target.target, contract.name]));
  const root = env.GITHUB_WORKSPACE || cwd;
  const lines = formatAnnotations(document, (result) => placeOf(result, { contracts, texts, root }));
  // Beside a JSON document they go to standard error, which the runner reads as well.
  for (const line of lines) (out.json ? out.warn : out.result)(line);
  const targets = subjects.map(({ target }) => target);
  tellRunner({ folder, documents: { targets, smoke: document }, verdict: document.verdict }, context);
}

/** What a load run comes to: a line on the run's page unless it passed, the step's summary and its outputs. */
export async function tellGitHubOfLoad(
  { folder, judgement }: { readonly folder: RunFolder; readonly judgement: Judgement },
  context: Context,
): Promise<void> {
  if (!annotates(undefined, context)) return;
  const { out } = context;
  const line = formatJudgement(judgement, folder.runId);
  if (line !== null) (out.json ? out.warn : out.result)(line);
  const documents = await readRunDocuments(folder.dir);
  tellRunner({ folder, documents, verdict: judgement.verdict }, context);
}

interface Told {
  readonly folder: RunFolder;
  readonly documents: RunDocuments;
  readonly verdict: Verdict;
}

function tellRunner({ folder, documents, verdict }: Told, context: Context): void {
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs, GITHUB_WORKSPACE: workspace } = context.env;
  const { runId, dir } = folder;
  if (summary) {
    const generatedAt = new Date().toISOString();
    append(summary, formatMarkdown({ runId, generatedAt, ...documents }), context);
  }
  if (outputs) {
    const runDir = path.relative(workspace || context.cwd, dir);
    append(outputs, `verdict=${verdict}\nrun-id=${runId}\nrun-dir=${runDir}\n`, context);
  }
}

/** A summary that can't be written is no reason to lose the verdict. */
function append(file: string, text: string, { out }: Context): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    out.warn(`${file} can't be written: ${(error as Error).message}`);
  }
}

interface Repository {
  /** Contract name by target. */
  readonly contracts: ReadonlyMap<string, string>;
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  readonly root: string;
}

/** The route's line in the file that holds the contract, as far as both stand there in words. */
function placeOf({ target, route }: Result, { contracts, texts, root }: Repository): Place | null {
  const name = contracts.get(target);
  const source = texts.find(({ text }) => name !== undefined && named(name).test(text));
  if (source === undefined) return null;
  const file = path.relative(root, source.file).split(path.sep).join('/');
  if (file.startsWith('..')) return null;
  const line = source.text
    .split('\n')
    .findIndex((each) => quotes.some((quote) => each.includes(quote + route + quote)));
  return line === -1 ? { file } : { file, line: line + 1 };
}

const quotes = ["'", '"', '`'];

function named(contract: string): RegExp {
  const literal = contract.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`["']?\\bname\\b["']?\\s*:\\s*(["'\`])${literal}\\1`);
}
