import { redactDocument } from '../src/conformance/redact.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { awsFor, type Places } from '../src/discovery/place.ts';
import { explainFailures } from './explain-failures.ts';
import { readRunFile, writeRunFile } from './run-files.ts';

/** How long the reading of what is deployed may take, and the explaining of failures. */
const patienceMs = 5000;
const explainingMs = 20_000;

/** Where in AWS the targets are. */
interface Whereabouts {
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * For `npx playwright test` by itself, what the command does beside: keeps what is deployed, and what logs say of failures, where the
 * judges in the workers look for it.
 */
export async function learn(runDir: string, { places, env }: Whereabouts): Promise<void> {
  const aws = awsFor(places, env);
  const targets = (readRunFile(runDir, 'subjects')?.subjects ?? []).map(({ target }) => target);
  const { exchanges } = readRunFile(runDir, 'exchanges') ?? { exchanges: [] };
  const deployments = await startReading(targets, aws).within(patienceMs);
  writeRunFile(runDir, 'deployments', redactDocument({ schemaVersion: 1, deployments }));
  const signal = AbortSignal.timeout(explainingMs);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  await explainFailures({ exchanges, deployments, runDir, aws, env, signal, say });
}
