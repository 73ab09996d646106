import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { compareCosts } from '../src/cost/comparison.ts';
import { ownPrices, storeName, storePrices } from '../src/cost/price-store.ts';
import { pricesFor } from '../src/cost/prices-for.ts';
import { refreshPrices } from '../src/cost/refresh-prices.ts';
import { readTrafficProfile } from '../src/cost/traffic-profile.ts';
import { isVolume, readVolume, type Volume } from '../src/cost/volume.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { costDocument } from '../src/report/cost-document.ts';
import type { CostDocument } from '../src/report/documents.ts';
import { formatCost } from '../src/report/terminal-cost.ts';
import { type MeasuredTraffic, measuredTraffic } from '../src/run/measured-traffic.ts';
import { readRun } from '../src/run/read-run.ts';
import { findRun } from '../src/run/run-folder.ts';
import { writeFailure } from '../src/run/write-failure.ts';
import { type Context, defineCommand, type Values } from './command.ts';
import { readDollars, readUsage, usageOptions } from './cost-options.ts';

const options = {
  'monthly-requests': {
    type: 'string',
    value: 'N|A..B|FILE',
    about: 'calls a month: 25e6, 25M, a range 1e6..1e9 (the default), or a profile in JSON or CSV',
  },
  region: {
    type: 'string',
    value: 'NAME',
    about: "region of the prices (default: the run's, AWS_REGION, else us-east-1)",
  },
  from: {
    type: 'string',
    value: 'RUN',
    about: 'sizes, mix of routes and refusals as a load run measured them',
  },
  target: { type: 'string', value: 'NAME', about: 'of that run, this target alone' },
  ...usageOptions,
  saving: {
    type: 'string',
    multiple: true,
    value: 'USD',
    about: 'a difference a month that would matter: from which volume on',
  },
  prices: {
    type: 'string',
    value: 'FILE',
    about: `prices that go before the published ones (default: ${storeName}, if the project has one)`,
  },
  refresh: {
    type: 'boolean',
    about: `ask the AWS Price List API, and keep its answer in ${storeName} (or --prices FILE)`,
  },
  html: { type: 'string', value: 'FILE', about: 'write it as a page with charts' },
  profile: { type: 'string', value: 'NAME', about: 'AWS profile that asks' },
} as const;

export const cost = defineCommand({
  about: 'the price of a month on a REST API and on an HTTP API, and where they meet',
  options,
  examples: [
    'npx gatewright cost --monthly-requests 25M --response-bytes 3KB',
    'npx gatewright cost --from 20261123-063501-latency-k3f9 --monthly-requests 1e6..1e9 --lambda-ms 40 --cache-size 0.5',
    'npx gatewright cost --region eu-central-1 --refresh',
  ],
  async run(values, context) {
    const root = findProjectRoot(context.cwd);
    const traffic = await trafficOf(values, context, root);
    const region = regionOf(values, context, traffic);
    if (values.refresh) await refresh(values, context, { root, region });
    const own = await ownPrices(root, region, fileOf(values.prices, context));
    const prices = pricesFor(region, own);
    const usage = readUsage(
      values,
      traffic === null
        ? undefined
        : { calls: callsOf(traffic), unchargedShare: traffic.refused / traffic.answered },
    );
    const volume = await volumeOf(values['monthly-requests'], context);
    const comparison = compareCosts({
      usage,
      prices,
      volume,
      savings: readDollars('saving', values.saving ?? ['100', '1000']),
      hitShareKnown: values['cache-hits'] !== undefined,
    });
    const source =
      traffic !== null
        ? ({
            kind: 'run',
            runId: traffic.runId,
            targets: traffic.targets,
            routes: new Set(traffic.routes.map(({ route }) => route)).size,
          } as const)
        : ({ kind: values['response-bytes'] === undefined ? 'assumed' : 'given' } as const);
    const document = costDocument(comparison, { usage, prices, source });
    if (values.html !== undefined) await writePage(path.resolve(context.cwd, values.html), document, context);
    context.out.document(document);
    context.out.result(formatCost(document));
    return exitCode.pass;
  },
});

async function writePage(file: string, document: CostDocument, { out, cwd }: Context): Promise<void> {
  // Plots take half a second to load.
  const { formatCostPage } = await import('../src/report/html-cost.ts');
  await writeFile(file, formatCostPage(document, new Date().toISOString())).catch((error: unknown) => {
    throw writeFailure(error, file);
  });
  out.progress(`wrote ${path.relative(cwd, file) || file}`);
}

type CostValues = Values<typeof options>;

async function volumeOf(typed = '1e6..1e9', { cwd }: Context): Promise<Volume> {
  return isVolume(typed) ? readVolume(typed) : readTrafficProfile(path.resolve(cwd, typed));
}

const fileOf = (file: string | undefined, { cwd }: Context) =>
  file === undefined ? undefined : path.resolve(cwd, file);

async function trafficOf(
  values: CostValues,
  { cwd }: Context,
  root: string,
): Promise<MeasuredTraffic | null> {
  if (values.from === undefined) {
    if (values.target === undefined) return null;
    throw new UsageError('--target names one of a run.', 'Add the run: --from RUN');
  }
  const typed = path.resolve(cwd, values.from);
  const isPath = await access(typed).then(
    () => true,
    () => false,
  );
  const run = await readRun(isPath ? typed : (await findRun(root, values.from)).dir);
  return measuredTraffic(run, values.target);
}

/** Routes are kinds of calls of their own: an HTTP API is metered by each one's size. */
function callsOf({ routes }: MeasuredTraffic) {
  return routes.map(({ answered, requestBytes, responseBytes }) => ({
    weight: answered,
    requestBytes,
    responseBytes,
  }));
}

/** A region that somebody named is never taken for another. */
function regionOf({ region }: CostValues, { env }: Context, traffic: MeasuredTraffic | null): string {
  const found = region ?? traffic?.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1');
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(found)) return found;
  throw new UsageError(`"${found}" is no region.`, 'Name one as AWS does: --region eu-central-1');
}

async function refresh(
  values: CostValues,
  context: Context,
  { root, region }: { readonly root: string; readonly region: string },
): Promise<void> {
  const { list, missing } = await refreshPrices(region, { env: context.env, profile: values.profile });
  const file = fileOf(values.prices, context) ?? path.join(root, storeName);
  await storePrices(file, list);
  context.out.progress(
    `wrote ${path.relative(context.cwd, file) || file}: prices of ${region} as of ${list.asOf}`,
  );
  if (missing.length > 0) context.out.warn(`AWS has no price of ${missing.join(', ')} in ${region}.`);
}
