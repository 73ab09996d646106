import type { AwsOptions } from '../src/aws/aws-options.ts';
import type { Exchange } from '../src/conformance/exchange.ts';
import { failedCalls } from '../src/conformance/failed-calls.ts';
import { redactDocument, redactSecrets } from '../src/conformance/redact.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import type { AwsFor } from '../src/discovery/place.ts';
import type { CallEvidence, EvidenceDocument } from '../src/evidence/evidence.ts';
import { readEvidence } from '../src/evidence/read-evidence.ts';
import { writeDocument } from '../src/run/run-folder.ts';

interface Explaining {
  readonly exchanges: readonly Exchange[];
  readonly deployments: readonly Deployment[];
  /** The run's folder. */
  readonly runDir: string;
  /** What to ask AWS with. */
  readonly aws: AwsFor;
  readonly env: AwsOptions['env'];
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** What logs and policies say of failed exchanges, kept in the run's folder; a run without such a failure asks nothing. */
export async function explainFailures({
  exchanges,
  deployments,
  runDir,
  aws,
  env,
  signal,
  say,
}: Explaining): Promise<readonly CallEvidence[]> {
  const calls = signal.aborted ? [] : failedCalls(exchanges);
  if (calls.length === 0) return [];
  const read = await readEvidence(calls, deployments, { aws, signal });
  const document = without(secretsOf(exchanges, env), read) as EvidenceDocument;
  for (const note of document.notes) say(note);
  await writeDocument(runDir, 'evidence.json', redactDocument(document));
  return document.calls;
}

/** What was sent as a secret and comes from the environment: a function may have logged it. */
function secretsOf(exchanges: readonly Exchange[], env: AwsOptions['env']): string[] {
  const sources = exchanges.flatMap(({ request }) => Object.values(request.secretHeaders));
  const names = sources.flatMap((source) => ('from' in source ? source.from.replace(/^env:/, '') : []));
  return [...new Set(names)].flatMap((name) => {
    const secret = env[name]?.trim() ?? '';
    return secret.length >= 4 ? secret : [];
  });
}

function without(secrets: readonly string[], value: unknown): unknown {
  if (typeof value === 'string') return redactSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((one) => without(secrets, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, without(secrets, one)]));
}
