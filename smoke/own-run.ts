import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../src/config/load-project.ts';
import { isProtecting } from '../src/config/protection.ts';
import { pairContracts } from '../src/config/subjects.ts';
import type { AwsOptions } from '../src/discovery/aws-client-config.ts';
import { useOnly } from '../src/discovery/only-endpoint.ts';
import type { Target } from '../src/discovery/target.ts';
import { createRunFolder } from '../src/run/run-folder.ts';
import { writeRunFile } from './run-files.ts';

const bin = fileURLToPath(new URL('../scripts/gatewright.js', import.meta.url));

export interface OwnRun {
  readonly runDir: string;
  /** Only requests without an effect may be sent. */
  readonly protect: boolean;
  /** What to ask of what is deployed with. */
  readonly aws: AwsOptions;
  stop(): Promise<void>;
}

/** What `gatewright local --json` prints, as far as it is needed here. */
interface LocalDocument {
  readonly endpoint: string;
  readonly stacks: readonly { readonly name: string; readonly apis: readonly unknown[] }[];
}

/**
 * For `npx playwright test` by itself: finds the targets of GATEWRIGHT_ENV, or starts a local gateway where that is
 * `local` or not set, and opens a run's folder for them.
 */
export async function startRunOfItsOwn(root: string, env = process.env): Promise<OwnRun> {
  const environment = env.GATEWRIGHT_ENV || 'local';
  const { targets, aws, stop } =
    environment === 'local' ? await startLocal(root, env) : await discover(root, environment, env);
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
    return {
      runDir: dir,
      protect: deployed !== null && isProtecting(deployed),
      aws: { ...aws, region: deployed?.region, profile: deployed?.profile },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Found {
  readonly targets: readonly Target[];
  readonly aws: AwsOptions;
  stop(): Promise<void>;
}

async function startLocal(root: string, given: NodeJS.ProcessEnv): Promise<Found> {
  const child = start(['local', '--json'], { root, env: given });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  try {
    const { endpoint, stacks } = (await firstDocument(child)) as LocalDocument;
    const env = { ...given, GATEWRIGHT_ENV: '' };
    useOnly(endpoint, env);
    const named = stacks.filter(({ apis }) => apis.length > 0).flatMap(({ name }) => ['--stack', name]);
    return { ...(await discovered(named, { root, env })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function discover(root: string, environment: string, env: NodeJS.ProcessEnv): Promise<Found> {
  return { ...(await discovered(['--env', environment], { root, env })), stop: async () => undefined };
}

interface Place {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

async function discovered(typed: readonly string[], place: Place): Promise<Pick<Found, 'targets' | 'aws'>> {
  const child = start(['discover', '--json', ...typed], place);
  const { targets } = (await firstDocument(child)) as { targets: readonly Target[] };
  return { targets, aws: { env: place.env } };
}

function start(typed: readonly string[], { root, env }: Place): ChildProcess {
  return spawn(process.execPath, [bin, ...typed], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
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
