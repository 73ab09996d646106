import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../src/config/load-project.ts';
import { isProtecting } from '../src/config/protection.ts';
import { pairContracts } from '../src/config/subjects.ts';
import type { ApiType } from '../src/contract/contract.ts';
import type { Target } from '../src/discovery/target.ts';
import { createRunFolder } from '../src/run/run-folder.ts';
import { writeRunFile } from './run-files.ts';

const bin = fileURLToPath(new URL('../scripts/gatewright.js', import.meta.url));

export interface OwnRun {
  readonly runDir: string;
  /** Only requests without an effect may be sent. */
  readonly protect: boolean;
  stop(): Promise<void>;
}

/** What `gatewright local --json` prints, as far as it is needed here. */
interface LocalDocument {
  readonly stacks: readonly {
    readonly name: string;
    readonly apis: readonly {
      readonly apiType: ApiType;
      readonly stage: string;
      readonly invokeUrl: string;
    }[];
  }[];
}

/**
 * For `npx playwright test` by itself: finds the targets of GATEWRIGHT_ENV, or starts a local gateway where that is
 * `local` or not set, and opens a run's folder for them.
 */
export async function startRunOfItsOwn(root: string, env = process.env): Promise<OwnRun> {
  const environment = env.GATEWRIGHT_ENV || 'local';
  const { targets, stop } =
    environment === 'local' ? await startLocal(root) : await discover(root, environment);
  try {
    const project = await loadProject(root);
    const chosen = project.environments[environment];
    const deployed = chosen !== undefined && 'targets' in chosen ? chosen : null;
    const { subjects } = pairContracts(targets, project, { sources: deployed?.targets ?? [] });
    const { dir } = await createRunFolder(root, 'smoke');
    writeRunFile(dir, 'subjects', {
      schemaVersion: 1,
      subjects: subjects.map(({ target, contract }) => ({ target, contract: contract.name })),
    });
    return { runDir: dir, protect: deployed !== null && isProtecting(deployed), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Found {
  readonly targets: readonly Target[];
  stop(): Promise<void>;
}

async function startLocal(root: string): Promise<Found> {
  const child = start(['local', '--json'], root);
  const document = (await firstDocument(child)) as LocalDocument;
  return {
    targets: document.stacks.flatMap(({ name, apis }) =>
      apis.map((api) => ({
        target: `${name}:${api.apiType}${apis.filter(({ apiType }) => apiType === api.apiType).length > 1 ? `@${api.stage}` : ''}`,
        apiType: api.apiType,
        invokeUrl: api.invokeUrl,
        stage: api.stage,
        region: null,
        stackName: name,
        endpointType: null,
        apiId: null,
      })),
    ),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

async function discover(root: string, environment: string): Promise<Found> {
  const child = start(['discover', '--json', '--env', environment], root);
  const { targets } = (await firstDocument(child)) as { targets: readonly Target[] };
  return { targets, stop: async () => undefined };
}

function start(typed: readonly string[], root: string): ChildProcess {
  return spawn(process.execPath, [bin, ...typed], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The command prints one document; what it says beside goes to standard error. */
function firstDocument(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = '';
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
    });
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      // Only the brace that closes the document stands alone in its line.
      if (/^\}\n/m.test(text)) resolve(JSON.parse(text));
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`gatewright ended before it printed its document:\n${said}`)));
  });
}
