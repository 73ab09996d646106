import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loadDotenv } from '../src/config/load-dotenv.ts';
import { loadProject, type Project } from '../src/config/load-project.ts';
import { isOwnCheckout, localStacks, withLocalContracts } from '../src/config/local-stacks.ts';
import { type DeployedTargets, resolveDeployed } from '../src/config/resolve-targets.ts';
import { readSettings, type Settings } from '../src/config/settings.ts';
import { pairContracts } from '../src/config/subjects.ts';
import { discover } from '../src/discovery/discover.ts';
import { useOnly } from '../src/discovery/only-endpoint.ts';
import type { Places } from '../src/discovery/place.ts';
import { createRunFolder } from '../src/run/run-folder.ts';
import { writeRunFile } from './run-files.ts';

const bin = fileURLToPath(new URL('../scripts/gatewright.js', import.meta.url));

export interface OwnRun {
  readonly runDir: string;
  /** Only requests without an effect may be sent. */
  readonly protect: boolean;
  /** Where in AWS each target belongs, and what to ask there with beside. */
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** What `gatewright local --json` prints, as far as it is needed here. */
interface LocalDocument {
  readonly endpoint: string;
  readonly stacks: readonly { readonly name: string; readonly apis: readonly unknown[] }[];
}

/**
 * For `npx playwright test` by itself: finds the targets as the command does, by the variables and the config, and opens a
 * run's folder for them. A local gateway is started where the environment is one, and where nothing says what is deployed
 * but the project has `stacks/`.
 * @throws UsageError where there is nothing to test.
 */
export async function startRunOfItsOwn(root: string, given = process.env): Promise<OwnRun> {
  const { project, targets, places, sources, protect, env, stop } = await found(
    await loadProject(root),
    given,
  );
  try {
    const { subjects } = pairContracts(targets, project, { sources });
    const { dir } = await createRunFolder(root, 'smoke');
    writeRunFile(dir, 'subjects', {
      schemaVersion: 1,
      subjects,
    });
    return { runDir: dir, protect, places, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Found extends Pick<DeployedTargets, 'targets' | 'places' | 'sources' | 'protect'> {
  readonly project: Project;
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

async function found(project: Project, given: NodeJS.ProcessEnv): Promise<Found> {
  if (readSettings(given).environment === 'local') return startLocal(project, given);
  loadDotenv(project.root, given);
  if (isMeantLocally(project, readSettings(given))) return startLocal(project, given);
  const resolved = await resolveDeployed({}, project, {
    env: given,
    onNote: (note) => process.stderr.write(`note: ${note}\n`),
  });
  return 'local' in resolved
    ? startLocal(project, given)
    : { ...resolved, project, env: given, stop: async () => undefined };
}

/** Nothing says what is deployed, and there are stacks to serve: the project's, never those that came with the package. */
function isMeantLocally({ root, environments }: Project, settings: Settings): boolean {
  const { environment, stacks, url, outputsFile } = settings;
  if (environment === 'local') return true;
  if ([environment, stacks, url, outputsFile].some((named) => named !== null)) return false;
  return isOwnCheckout(root) || (Object.keys(environments).length === 0 && !localStacks(root).bundled);
}

async function startLocal(project: Project, given: NodeJS.ProcessEnv): Promise<Found> {
  const child = start(['local', '--json'], { root: project.root, env: given });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  try {
    const { endpoint, stacks } = (await firstDocument(child)) as LocalDocument;
    const env = { ...given };
    useOnly(endpoint, env);
    const served = stacks.filter(({ apis }) => apis.length > 0).map(({ name }) => ({ stack: name }));
    return {
      project: await withLocalContracts(project),
      targets: await discover({ stacks: served, env }),
      env,
      places: {},
      sources: {},
      protect: false,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Place {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
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
