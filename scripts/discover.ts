import path from 'node:path';
import { startReading } from '../src/deployment/read-deployments.ts';
import { awsFor } from '../src/discovery/place.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { missingLines } from '../src/permission/missing-permission.ts';
import { discoverDocument } from '../src/report/discover-document.ts';
import { formatTargets } from '../src/report/terminal-targets.ts';
import { writeDocument } from '../src/run/run-folder.ts';
import { defineCommand } from './command.ts';
import { policyOptions, printPolicy } from './print-policy.ts';
import { resolveTargets, targetOptions } from './targets.ts';

/** Longest that what stands at the URLs is waited for: they are what was asked for. */
const longestReadMs = 1000;

export const discover = defineCommand({
  about: 'which APIs a stack deployed, of which type, at which stage URL, and what stands there',
  options: { ...targetOptions, ...policyOptions },
  examples: [
    'npx gatewright discover --stack my-api',
    'npx gatewright discover --stack my-api --stack lambda-api --region eu-central-1 --json',
    'npx gatewright discover --print-policy --for smoke,latency',
    'npx gatewright discover --local',
  ],
  async run(values, context) {
    if (values['print-policy']) return printPolicy(values, context);
    if (values.for !== undefined || values.markdown) {
      const option = values.markdown ? '--markdown' : '--for';
      throw new UsageError(`${option} goes with a policy.`, 'Add --print-policy.');
    }
    const { project, targets, places, missing } = await resolveTargets(values, context);
    const { env, out } = context;
    const deployments = await startReading(targets, awsFor(places, env)).within(longestReadMs);
    const document = discoverDocument(targets, deployments, missing);
    const told = missingLines(missing);
    for (const line of missingLines(document.missing)) if (!told.includes(line)) out.warn(`note: ${line}`);
    const late = deployments.filter(({ stage }) => !stage.read && stage.permission === undefined);
    for (const { target, stage } of late) {
      if (!stage.read) out.progress(`  what stands at ${target} was not read: ${stage.because}`);
    }
    out.document(document);
    const columns = process.stdout.isTTY ? out.columns : null;
    out.result(formatTargets(document, { columns, colour: out.colour }));
    await writeDocument(path.join(project.root, 'runs'), 'targets.json', document).catch((error: unknown) => {
      // What was asked for is said already.
      if (!(error instanceof UsageError)) throw error;
      out.warn(`note: ${error.message}`);
    });
    return exitCode.pass;
  },
});
