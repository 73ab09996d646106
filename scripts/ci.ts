import path from 'node:path';
import type { DeployedEnvironment } from '../src/config/define-config.ts';
import { environmentOf } from '../src/config/environment.ts';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { isProtecting } from '../src/config/protection.ts';
import { readSettings } from '../src/config/settings.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { didYouMean } from '../src/errors/nearest.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { deployingWorkflow } from '../src/pipeline/deploying-workflow.ts';
import { pipelines } from '../src/pipeline/pipelines.ts';
import type { PipelineWishes } from '../src/pipeline/wishes.ts';
import { repositoryAt } from '../src/survey/repository.ts';
import { findToolchain } from '../src/survey/toolchain.ts';
import { type Context, defineCommand } from './command.ts';

type Service = keyof typeof pipelines;

export const ci = defineCommand({
  about: 'prints a pipeline: the gate after each deployment, latency on a schedule',
  options: {},
  positional: 'github|gitlab|codebuild',
  examples: [
    'npx gatewright ci github > .github/workflows/gate.yml',
    'npx gatewright ci gitlab --env staging',
    'npx gatewright ci codebuild > buildspec.yml',
  ],
  async run(values, context, service) {
    const known = serviceOf(service);
    const { wishes, notes } = await wishesFor(values.env, context);
    const { file, text, setUp } = pipelines[known](wishes);
    context.out.document({ schemaVersion: 1, service: known, file, text, setUp, notes });
    context.out.result(text);
    for (const line of [...notes, ...setUp]) context.out.warn(`note: ${line}`);
    return exitCode.pass;
  },
});

/** @throws UsageError for a service that nothing is known of. */
function serviceOf(typed: string | undefined): Service {
  const names = Object.keys(pipelines);
  if (typed !== undefined && names.includes(typed)) return typed as Service;
  const any =
    'Any other service: npm ci, then npx gatewright smoke; its exit code is the verdict, runs/ is to be kept (docs/pipelines.md).';
  throw new UsageError(
    typed === undefined ? 'Say which service runs the pipeline.' : `There is no pipeline for "${typed}".`,
    [...didYouMean(typed ?? '', names), `There are: ${names.join(', ')}.`, any],
  );
}

const usualRatePerSecond = 20;

/** Where the job's own session is; targets of other regions name theirs. */
function regionOf({ region, targets }: DeployedEnvironment): string | null {
  const own = targets.flatMap((target) => ('region' in target && target.region ? [target.region] : []));
  return region ?? own[0] ?? null;
}

interface Wished {
  readonly wishes: PipelineWishes;
  readonly notes: readonly string[];
}

async function wishesFor(typed: string | undefined, { cwd, env }: Context): Promise<Wished> {
  const root = findProjectRoot(cwd);
  const { file: configFile, config } = await loadConfig(root);
  const toolchain = findToolchain(repositoryAt(root), root);
  const top = toolchain.gitRoot ?? root;
  const chosen = typed ?? readSettings(env).environment;
  const named =
    Object.keys(config.environments).length === 0 && chosen === null
      ? null
      : environmentOf({ configFile, environments: config.environments }, chosen);
  const deployed = named === null || 'local' in named.environment ? null : named.environment;
  const protects = deployed !== null && isProtecting(deployed);
  return {
    wishes: {
      manager: toolchain.manager,
      lockFile: toolchain.lockFile,
      folder: path.relative(top, root).split(path.sep).join('/'),
      environment: named?.name ?? null,
      region: deployed === null ? null : regionOf(deployed),
      measures: !protects,
      ratePerSecond: Math.min(usualRatePerSecond, deployed?.limits?.ratePerSecond ?? usualRatePerSecond),
      deployment: deployingWorkflow(repositoryAt(top)),
    },
    notes: [
      ...(configFile === null
        ? ['There is no gatewright.config.ts here, which says what to test: npx gatewright init writes one.']
        : named === null
          ? [`${path.basename(configFile)} has no environment yet, which says what to test.`]
          : []),
      ...(protects ? [`${named?.name ?? ''} is protected: no load is sent on a schedule.`] : []),
      ...(toolchain.installed
        ? []
        : [`gatewright is not among the project's dependencies yet: ${toolchain.adding}`]),
      ...(toolchain.lockFile === null
        ? ['There is no lock file, so that each run installs what is newest.']
        : []),
    ],
  };
}
