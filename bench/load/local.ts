import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TruthRecord } from '../../gateway/truth/observation.ts';
import { checkout, cli, startCli } from '../../scripts/cli.fixture.ts';
import type { LatencyDocument, LocalDocument } from '../../src/report/documents.ts';
import type { Run } from '../../src/run/run.ts';

const plain = fileURLToPath(new URL('../gateway/template.yaml', import.meta.url));

export interface Local {
  /** Of the MOCK route that everything here asks. */
  readonly url: string;
  readonly invokeUrl: string;
  /** Environment in which its certificate is trusted, by Node and by programs in Go. */
  readonly trust: Readonly<Record<string, string>>;
  /** Stands still for a second, from now on. */
  stall(): Promise<void>;
}

/** What came of work against a local gateway, and what the gateway itself knew of every request, in the order of their arrival. */
export async function withLocal<Result>(
  options: readonly string[],
  work: (local: Local) => Promise<Result>,
  template = plain,
): Promise<{ readonly result: Result; readonly truth: readonly TruthRecord[] }> {
  return inFolder(async (folder) => {
    const truthLog = path.join(folder, 'truth.ndjson');
    const running = startCli(
      ['local', '--json', '--template', template, '--admin-port', '0', '--truth-log', truthLog].concat(
        options,
      ),
    );
    try {
      const [text] = await running.seen(/^\{[\s\S]*\n\}$/m);
      const result = await work(localOf(JSON.parse(text) as ServedLocally));
      running.child.kill('SIGINT');
      await running.end;
      return { result, truth: await readTruth(truthLog) };
    } finally {
      running.child.kill('SIGINT');
      await running.end;
    }
  });
}

type ServedLocally = LocalDocument & { readonly adminEndpoint: string; readonly caFile?: string };

function localOf({ stacks, adminEndpoint, caFile }: ServedLocally): Local {
  const invokeUrl = stacks[0]?.apis[0]?.invokeUrl ?? '';
  return {
    url: `${invokeUrl}/mock`,
    invokeUrl,
    trust: caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile, SSL_CERT_FILE: caFile },
    async stall() {
      const body = JSON.stringify({ faults: ['stall:1000'] });
      const answer = await fetch(`${adminEndpoint}/disturbances`, { method: 'PUT', body });
      if (!answer.ok) throw new Error(await answer.text());
    },
  };
}

async function readTruth(file: string): Promise<TruthRecord[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as TruthRecord).sort((a, b) => a.arrivedAtMs - b.arrivedAtMs);
}

export interface Measured {
  readonly run: Run;
  readonly document: LatencyDocument;
}

const contract = `import { defineContract } from 'gatewright';
export const bench = defineContract({
  name: 'bench',
  routes: { 'GET /mock': { responses: { 200: {} }, examples: { one: { expect: { status: 200 } } } } },
});
`;

/** A project of a person's own, with a contract for that route and nothing else. */
export async function inProject<Result>(work: (project: string) => Promise<Result>): Promise<Result> {
  return inFolder(async (project) => {
    await mkdir(path.join(project, 'contracts'));
    await mkdir(path.join(project, 'node_modules'));
    await symlink(checkout, path.join(project, 'node_modules/gatewright'), 'dir');
    await writeFile(path.join(project, 'package.json'), '{ "type": "module" }');
    await writeFile(path.join(project, 'contracts/bench.ts'), contract);
    return work(project);
  });
}

export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatewright-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `npx gatewright latency` as a person runs it. */
export async function gatewrightLatency(
  { invokeUrl, trust }: Pick<Local, 'invokeUrl' | 'trust'>,
  options: {
    readonly rate: number;
    readonly seconds: number;
    readonly env?: Readonly<Record<string, string>>;
    /** Besides these. */
    readonly typed?: readonly string[];
  },
): Promise<Measured> {
  const { rate, seconds, env, typed = [] } = options;
  const load = ['--rate', String(rate), '--duration', `${seconds}s`, ...typed];
  return inProject(async (project) => {
    const { stdout, stderr } = await cli(
      ['latency', '--url', invokeUrl, '--api', 'rest', '--json', ...load],
      { cwd: project, env: { ...trust, ...env } },
    );
    if (stdout === '') throw new Error(stderr);
    const document = JSON.parse(stdout) as LatencyDocument;
    const file = path.join(project, 'runs', document.runId, 'run.json');
    return { document, run: JSON.parse(await readFile(file, 'utf8')) as Run };
  });
}
