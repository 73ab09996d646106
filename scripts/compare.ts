import { readRunFile } from '../smoke/run-files.ts';
import { equivalenceOf } from '../src/comparison/equivalence.ts';
import { remarksOn } from '../src/comparison/remarks.ts';
import { type ComparedSubjects, comparedSubjects } from '../src/config/compared-subjects.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { ComparisonPlan } from '../src/plan/comparison-plan.ts';
import { parseDuration } from '../src/plan/duration.ts';
import { planComparison } from '../src/plan/plan-comparison.ts';
import { parseRate } from '../src/plan/rate.ts';
import { type ComparisonDocument, comparisonDocument } from '../src/report/comparison-document.ts';
import { formatComparison } from '../src/report/terminal-comparison.ts';
import { type Context, defineCommand } from './command.ts';
import { monthsOptions, pricedComparison, readMonths, unpriced } from './compare-costs.ts';
import { blockersOf } from './compare-moves.ts';
import { gate } from './gate.ts';
import { loadOptions } from './load-options.ts';
import { runLoad } from './load-run.ts';
import type { FoundOut } from './load-verb.ts';

const options = {
  ...loadOptions,
  baseline: { type: 'string', value: 'TARGET', about: 'what is compared with; default: the REST API' },
  candidate: { type: 'string', value: 'TARGET', about: 'what is compared; default: the HTTP API' },
  rate: { type: 'string', value: 'N', about: 'requests a second for each of the two; default 20' },
  duration: { type: 'string', value: 'TIME', about: 'how long to measure; default 60s' },
  effect: {
    type: 'string',
    value: 'SHARE',
    about: 'the smallest difference that matters, as in 5%; default 10%',
  },
  seed: { type: 'string', value: 'N', about: 'of the coin that says who goes first; default 1' },
  'a-a': { type: 'boolean', about: 'compare one target with itself: what is found then is the error' },
  anyway: { type: 'boolean', about: 'compare targets that fail their smoke gate, too' },
  'fail-when-slower': {
    type: 'boolean',
    about: 'exit 1 where the candidate is slower or fails more often; without it only the answer counts',
  },
  ...monthsOptions,
} as const;

export const compare = defineCommand({
  about: 'REST API against HTTP API, or any two targets: how much faster, how sure, at what price',
  options,
  examples: [
    'npx gatewright compare --stack my-api --monthly-requests 25M',
    'npx gatewright compare --stack old --stack new --baseline old:rest --candidate new:rest --fail-when-slower',
    'npx gatewright compare --local --baseline my-api:rest --candidate my-api:http --duration 30s',
  ],
  async run(values, context) {
    const load = {
      ratePerSecond: values.rate === undefined ? undefined : parseRate(values.rate),
      durationSeconds: parseDuration(values.duration ?? '60s'),
      seed: parseSeed(values.seed ?? '1'),
    };
    const effect = parseEffect(values.effect ?? '10%');
    const months = readMonths(values);
    let pair: ComparedSubjects | null = null;
    let about: Pick<ComparisonDocument, 'equivalence' | 'remarks' | 'blockers'> = {
      equivalence: { compared: 0, differences: [], headers: [] },
      remarks: [],
      blockers: [],
    };
    const chosen = () => pair as ComparedSubjects;
    let priced = unpriced;
    return runLoad<ComparisonPlan, ComparisonDocument>(
      values,
      {
        scenario: 'comparison',
        readsDeployed: true,
        choose(subjects) {
          pair = comparedSubjects(subjects, {
            baseline: values.baseline,
            candidate: values.candidate,
            twice: values['a-a'],
          });
          return [pair.baseline, pair.candidate];
        },
        makePlan: ({ subjects: _, deployed: __, mostPerSecond, ...input }) => {
          const ratePerSecond = load.ratePerSecond ?? Math.min(usualPerSecond, mostPerSecond);
          return planComparison({ ...input, ...load, ...chosen(), ratePerSecond });
        },
        async before(found) {
          priced = await pricedComparison(chosen(), { months, root: found.resolved.project.root }, context);
          const alike = await gated(chosen(), { found, anyway: values.anyway === true }, context);
          if (typeof alike === 'number') return alike;
          about = { ...alike, blockers: await blockersOf(found, context) };
          return null;
        },
        conclude: (run) =>
          comparisonDocument(run, {
            ...about,
            effect,
            failWhenSlower: values['fail-when-slower'] === true,
            cost: priced.costOf(run),
            gbSecond: priced.gbSecond,
          }),
        format: formatComparison,
      },
      context,
    );
  },
});

const usualPerSecond = 20;

interface Gated {
  readonly found: FoundOut;
  readonly anyway: boolean;
}

/** Both targets through the smoke gate: whether they answer as promised, and alike. An exit code where they don't. */
async function gated(
  { baseline, candidate }: ComparedSubjects,
  { found: { folder, subjects, resolved, deployed }, anyway }: Gated,
  context: Context,
): Promise<Pick<ComparisonDocument, 'equivalence' | 'remarks'> | ExitCode> {
  const { places, protect, project } = resolved;
  context.out.progress('smoke: whether both answer as promised, and alike');
  const smoke = await gate(
    { root: project.root, folder, subjects, places, protect, scope: 'deploy' },
    context,
  );
  if (context.signal.aborted) return exitCode.interrupted;
  const failing = [baseline, candidate].flatMap(({ target: { target } }) => {
    const failed = smoke.results.filter(
      (result) => result.target === target && result.outcome === 'fail' && result.severity === 'error',
    );
    return failed.length === 0 ? [] : [`${target} fails its smoke gate: ${failed[0]?.message ?? ''}`];
  });
  if (failing.length > 0 && !anyway) {
    throw new UsageError(failing.join('\n'), [
      'Figures of an API that answers wrongly compare nothing. npx gatewright smoke says what is broken.',
      'To compare all the same: --anyway',
    ]);
  }
  const exchanges = readRunFile(folder.dir, 'exchanges')?.exchanges ?? [];
  const of = (name: string) => exchanges.filter(({ target }) => target === name);
  return {
    equivalence: equivalenceOf(of(baseline.target.target), of(candidate.target.target)),
    remarks: [
      ...failing,
      ...remarksOn({
        baseline: baseline.target,
        candidate: candidate.target,
        deployments: deployed.deployments,
      }),
    ],
  };
}

function parseEffect(typed: string): number {
  const [, digits = '', percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(typed.trim()) ?? [];
  const share = digits === '' ? Number.NaN : Number(digits) / (percent === '%' ? 100 : 1);
  if (share > 0 && share <= 1) return share;
  throw new UsageError(`--effect ${typed} makes no sense.`, 'Write a share above 0: --effect 5%');
}

function parseSeed(typed: string): number {
  const seed = Number(typed);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31) return seed;
  throw new UsageError(`--seed ${typed} makes no sense.`, 'Write a whole number.');
}
