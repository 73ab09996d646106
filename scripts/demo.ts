import { spawn } from 'node:child_process';
import path from 'node:path';
import { styleText } from 'node:util';
import { exitCode } from '../src/errors/exit-code.ts';
import { parseDuration } from '../src/plan/duration.ts';
import { planLatency } from '../src/plan/plan-latency.ts';
import { parseRate } from '../src/plan/rate.ts';
import { latencyDocument } from '../src/report/latency-document.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import { formatSmoke } from '../src/report/terminal-smoke.ts';
import { formatTargets } from '../src/report/terminal-targets.ts';
import { createRunFolder, writeDocument } from '../src/run/run-folder.ts';
import { combineJudgements } from '../src/verdict/combine.ts';
import { exitCodeOf } from '../src/verdict/verdict.ts';
import { type Context, defineCommand } from './command.ts';
import { addedLatency, compareForDemo } from './demo-comparison.ts';
import { gate } from './gate.ts';
import { latencyOptions } from './latency.ts';
import { loadOptions, parseOnInconclusive } from './load-options.ts';
import { requirePython } from './local-gateway.ts';
import { keep, measure, readyGenerator } from './measure.ts';
import { writeHtml } from './report.ts';
import { credentialsOf } from './run-credentials.ts';
import { resolveSubjects, resolveTargets } from './targets.ts';

/** Enough for a p95 of every route and a p99 of every target, and well within a minute. */
const usual = { rate: '20', duration: '25s' } as const;

export const demo = defineCommand({
  about: 'the whole of it against a local gateway: discover, smoke, latency, compare, report',
  options: {
    ...latencyOptions,
    'on-inconclusive': loadOptions['on-inconclusive'],
    open: { type: 'boolean', about: 'open the report in a browser' },
  },
  examples: ['npm run demo', 'npx gatewright demo --open', 'npx gatewright demo --rate 50 --duration 10s'],
  async run(values, context) {
    requirePython();
    const { out, signal } = context;
    const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
    const ratePerSecond = parseRate(values.rate ?? usual.rate);
    const durationSeconds = parseDuration(values.duration ?? usual.duration);

    // First, since it may take minutes the first time; everything after it is quick.
    const generator = await readyGenerator(context);
    const resolved = await resolveTargets({ local: true, ...nothingElse }, context, addedLatency);
    heading(out, 'Discovery: which APIs the stacks deployed');
    out.result(formatTargets(resolved));
    const subjects = resolveSubjects(resolved, undefined, context);
    const { root } = resolved.project;
    const folder = await createRunFolder(root, 'demo');

    heading(out, 'Smoke gate: every promise of the contracts, once');
    const smoke = await gate({ root, folder, subjects, protect: false, places: {}, scope: 'full' }, context);
    out.result(formatSmoke(smoke, { colour: out.colour }));
    if (signal.aborted) return exitCode.interrupted;

    const plan = planLatency({ runId: folder.runId, subjects, ratePerSecond, durationSeconds });
    await writeDocument(folder.dir, 'plan.json', plan);
    const credentials = await credentialsOf(plan, { env: context.env, cwd: root, signal });
    heading(out, 'Latency: what clients wait for, at a constant arrival rate');
    const run = await measure({ plan, folder, generator, credentials }, context);
    const latency = latencyDocument(run);
    const shown = () => formatLatency(latency, run);
    await keep(folder, { run, document: latency, name: 'latency', shown }, context);
    out.result(shown());

    if (signal.aborted) return exitCode.interrupted;

    heading(out, 'Comparison: REST API or HTTP API, under the same requests in pairs');
    out.progress(`the local gateway adds ${addedLatency.join(' and ')}, so that there is something to see`);
    const compared = await compareForDemo({ resolved, subjects, gated: folder, generator }, context);
    out.result(compared.shown);

    const judgement = combineJudgements(smoke, latency, compared.document);
    const file = await writeHtml(folder, { targets: resolved.targets, smoke, latency, run }, context);
    out.document({
      schemaVersion: 1,
      runId: folder.runId,
      ...judgement,
      report: file,
      smoke,
      latency,
      comparison: compared.document,
    });
    heading(out, `Verdict: ${judgement.verdict}`);
    for (const reason of judgement.reasons) out.result(reason);
    out.result(`The report: ${path.relative(context.cwd, file)}`);
    out.result(`The comparison: ${path.relative(context.cwd, compared.report)}`);
    if (values.open) openInBrowser(file, context);
    return signal.aborted ? exitCode.interrupted : exitCodeOf(judgement.verdict, onInconclusive);
  },
});

const nothingElse = {
  stack: undefined,
  url: undefined,
  api: undefined,
  targets: undefined,
  'outputs-file': undefined,
  'terraform-output': undefined,
  region: undefined,
  profile: undefined,
  'role-arn': undefined,
  'connect-to': undefined,
  header: undefined,
  cert: undefined,
  key: undefined,
  cacert: undefined,
  env: undefined,
  help: undefined,
  json: undefined,
  quiet: undefined,
} as const;

function heading(out: Context['out'], text: string): void {
  out.result(`\n${out.colour ? styleText('bold', text) : text}`);
}

function openInBrowser(file: string, { out }: Context): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
  child.on('error', () => out.warn(`${opener} is missing; open ${file} yourself.`));
  child.unref();
}
