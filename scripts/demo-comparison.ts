import { readRunFile } from '../smoke/run-files.ts';
import { equivalenceOf } from '../src/comparison/equivalence.ts';
import { remarksOn } from '../src/comparison/remarks.ts';
import { comparedSubjects } from '../src/config/compared-subjects.ts';
import type { Subject } from '../src/config/subjects.ts';
import type { Generator } from '../src/generator/generator.ts';
import { planComparison } from '../src/plan/plan-comparison.ts';
import { type ComparisonDocument, comparisonDocument } from '../src/report/comparison-document.ts';
import { formatComparison } from '../src/report/terminal-comparison.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import type { Context } from './command.ts';
import { pricedComparison, readMonths } from './compare-costs.ts';
import { blockersOf } from './compare-moves.ts';
import { keep, measure } from './measure.ts';
import { writeHtml } from './report.ts';
import { credentialsOf } from './run-credentials.ts';
import type { ResolvedTargets } from './targets.ts';

/** Made up, so that there is something to compare: without it both API types take a millisecond here. */
export const addedLatency = ['my-api:rest=lognormal:30,90', 'my-api:http=lognormal:12,40'] as const;

export interface DemoComparison {
  readonly document: ComparisonDocument;
  /** As text. */
  readonly shown: string;
  /** Path of the page about it. */
  readonly report: string;
}

interface Demo {
  readonly resolved: ResolvedTargets;
  readonly subjects: readonly Subject[];
  /** Where the smoke gate's exchanges are. */
  readonly gated: RunFolder;
  readonly generator: Generator;
}

/** The two API types of one stack, in a run folder with a page of its own. */
export async function compareForDemo(
  { resolved, subjects, gated, generator }: Demo,
  context: Context,
): Promise<DemoComparison> {
  const { root } = resolved.project;
  const { baseline, candidate } = comparedSubjects(subjects, {
    baseline: 'my-api:rest',
    candidate: 'my-api:http',
  });
  const both = [baseline, candidate];
  const folder = await createRunFolder(root, 'comparison');
  const plan = planComparison({
    runId: folder.runId,
    baseline,
    candidate,
    ratePerSecond: 50,
    durationSeconds: 10,
  });
  await writeDocument(folder.dir, 'plan.json', plan);
  const credentials = await credentialsOf(plan, { env: context.env, cwd: root, signal: context.signal });
  const deployments = readRunFile(gated.dir, 'deployments')?.deployments ?? [];
  const deployed = { deployments, accounts: [] };
  const blockers = await blockersOf({ folder, subjects: both, resolved, deployed }, context);
  const months = readMonths({ ...nothingAsked, 'monthly-requests': '25M' });
  const priced = await pricedComparison({ baseline, candidate }, { months, root }, context);
  const run = await measure({ plan, folder, generator, credentials }, context);
  const exchanges = readRunFile(gated.dir, 'exchanges')?.exchanges ?? [];
  const of = ({ target: { target } }: Subject) => exchanges.filter((exchange) => exchange.target === target);
  const document = comparisonDocument(run, {
    effect: 0.1,
    failWhenSlower: false,
    equivalence: equivalenceOf(of(baseline), of(candidate)),
    remarks: [
      `Made up: the local gateway of this demo was told how long to take (${addedLatency.join(', ')}; median and p99 in ms).`,
      ...remarksOn({ baseline: baseline.target, candidate: candidate.target, deployments }),
    ],
    blockers,
    cost: priced.costOf(run),
    gbSecond: priced.gbSecond,
  });
  const shown = formatComparison(document);
  await keep(folder, { run, document, name: 'comparison', shown: () => shown }, context);
  const targets = both.map(({ target }) => target);
  return {
    document,
    shown,
    report: await writeHtml(folder, { targets, run, comparison: document }, context),
  };
}

const nothingAsked = {
  prices: undefined,
  'cache-size': undefined,
  'lambda-ms': undefined,
  'lambda-mb': undefined,
  arm: undefined,
} as const;
