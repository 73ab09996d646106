import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { judgementOf } from '../src/report/answer.ts';
import { formatHtml } from '../src/report/html.ts';
import { formatJUnit, formatJudgementJUnit } from '../src/report/junit.ts';
import { formatMarkdown } from '../src/report/markdown.ts';
import { formatCaching } from '../src/report/terminal-caching.ts';
import { formatComparison } from '../src/report/terminal-comparison.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import { formatSmoke } from '../src/report/terminal-smoke.ts';
import { formatThrottling } from '../src/report/terminal-throttling.ts';

import { findRun, type RunFolder } from '../src/run/run-folder.ts';
import { writeFailure } from '../src/run/write-failure.ts';
import { type Context, defineCommand } from './command.ts';
import { type RunDocuments, readRunDocuments } from './run-documents.ts';

export const report = defineCommand({
  about: 'formats a run again, from what it kept; the latest run where none is named',
  positional: 'RUN-ID',
  options: {
    html: { type: 'boolean', about: 'write report.html into the run folder' },
    markdown: { type: 'boolean', about: 'Markdown on standard output, for a step summary' },
    junit: { type: 'boolean', about: 'write junit.xml into the run folder' },
    verdict: { type: 'boolean', about: 'one word on standard output: pass, fail or inconclusive' },
  },
  examples: [
    'npx gatewright report --html',
    'npx gatewright report --markdown >> "$GITHUB_STEP_SUMMARY"',
    'npx gatewright report 20261123-063501-smoke-k3f9 --junit',
  ],
  async run(values, context, runId) {
    const folder = await findRun(findProjectRoot(context.cwd), runId);
    const documents = await readRunDocuments(folder.dir);
    if (values.html) await writeHtml(folder, documents, context);
    if (values.junit) await write(folder, 'junit.xml', asJUnit(folder, documents), context);
    if (context.out.json) context.out.document({ schemaVersion: 1, runId: folder.runId, ...documents });
    else if (values.markdown) context.out.result(formatMarkdown(htmlInput(folder, documents)));
    else if (values.verdict) context.out.result(judgementOf(documents).verdict);
    else if (!values.html && !values.junit) context.out.result(asText(documents, context.out.colour));
    return exitCode.pass;
  },
});

/** Writes report.html and says where; returns its path. */
export async function writeHtml(
  folder: RunFolder,
  documents: RunDocuments,
  context: Context,
): Promise<string> {
  return write(folder, 'report.html', formatHtml(htmlInput(folder, documents)), context);
}

function htmlInput(folder: RunFolder, documents: RunDocuments) {
  return { runId: folder.runId, generatedAt: new Date().toISOString(), ...documents };
}

function asText(
  { smoke, latency, caching, throttling, comparison, run }: RunDocuments,
  colour: boolean,
): string {
  return [
    ...(smoke === undefined ? [] : [formatSmoke(smoke, { colour })]),
    ...(latency === undefined || run === undefined ? [] : [formatLatency(latency, run)]),
    ...(caching === undefined ? [] : [formatCaching(caching)]),
    ...(throttling === undefined || run === undefined ? [] : [formatThrottling(throttling, run)]),
    ...(comparison === undefined ? [] : [formatComparison(comparison)]),
  ].join('\n');
}

async function write(folder: RunFolder, name: string, text: string, { out, cwd }: Context): Promise<string> {
  const file = path.join(folder.dir, name);
  try {
    await writeFile(file, text);
  } catch (error) {
    throw writeFailure(error, file);
  }
  out.progress(`wrote ${path.relative(cwd, file)}`);
  return file;
}

/** A gate is a case for each exchange and check, a measurement one for its verdict. */
function asJUnit({ runId }: RunFolder, documents: RunDocuments): string {
  const { smoke } = documents;
  return smoke === undefined ? formatJudgementJUnit(runId, judgementOf(documents)) : formatJUnit(smoke);
}
