import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGenerator } from './build.ts';
import { download } from './download.ts';
import { extractProgram } from './extract.ts';
import type { Generator } from './generator.ts';
import { withLock } from './lock.ts';
import { programsOnPath } from './programs-on-path.ts';
import type { Release } from './release.ts';
import { askVersion } from './version.ts';

export interface Installation {
  readonly release: Release;
  /** As k6's releases name it: `linux-amd64`. */
  readonly platform: string;
  /** Base address of the releases. */
  readonly releases: string;
  readonly cacheDir: string;
  readonly path: string;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Longer than any download or build may take: an unfinished one of that age has no process any more. */
const abandonedAfterMs = 3_600_000;

/**
 * The k6 of the project's cache; where there is none it is fetched, else built, and kept there.
 * Half a program is never seen: it becomes one by a rename, once it has told the right version.
 * Adds to `tried` why a way didn't lead to one, and gives `undefined` where none did.
 */
export async function install(installation: Installation, tried: string[]): Promise<Generator | undefined> {
  const { release, platform, signal } = installation;
  const folder = join(installation.cacheDir, 'k6', `${release.version}-${platform}`);
  const cached = await fromCache(folder, installation);
  if ('generator' in cached) return cached.generator;
  tried.push(`the cache: ${cached.reason}.`);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    tried.push(
      `to fetch or build one: its folder can't be made (${messageOf(error)}); GATEWRIGHT_CACHE_DIR=FOLDER names another one.`,
    );
    return undefined;
  }
  const onWait = () =>
    installation.progress(`another process is getting k6 v${release.version} ready: waiting for it`);
  return withLock(`${folder}.lock`, { signal, onWait }, async () => {
    const meanwhile = await fromCache(folder, installation);
    if ('generator' in meanwhile) return meanwhile.generator;
    await removeAbandoned(join(installation.cacheDir, 'k6'));
    const release = await fetched(folder, installation);
    if ('generator' in release) return release.generator;
    tried.push(`the release: ${release.reason}.`);
    const build = await built(folder, installation, release.reason);
    if ('generator' in build) return build.generator;
    tried.push(`to build it: ${build.reason}.`);
    return undefined;
  });
}

type Attempt = { readonly generator: Generator } | { readonly reason: string };

async function fromCache(folder: string, { release, signal }: Installation): Promise<Attempt> {
  const path = join(folder, 'k6');
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there) return { reason: `no k6 v${release.version} in ${folder}` };
  const candidate = await askVersion(path, signal);
  if (!candidate.usable) return { reason: `${path} ${candidate.reason}` };
  return { generator: { path, version: candidate.version, from: 'cache' } };
}

async function fetched(folder: string, installation: Installation): Promise<Attempt> {
  const { release, platform, progress, signal } = installation;
  const archive = release.archives[platform];
  if (archive === undefined) return { reason: `k6 v${release.version} has no archive for ${platform}` };
  const url = `${installation.releases}/v${release.version}/${archive.name}.${archive.format}`;
  try {
    const generator = await keep(folder, installation, 'release', async (to) => {
      const file = `${to}.${archive.format}`;
      const title = `k6 v${release.version}`;
      await download({ url, sha256: archive.sha256, to: file, title, progress, signal });
      await extractProgram({ file, archive, to });
    });
    return { generator };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: `${messageOf(error)}${proxyHint()}` };
  }
}

async function built(folder: string, installation: Installation, noRelease: string): Promise<Attempt> {
  const { release, path, progress, signal } = installation;
  const [go] = await programsOnPath('go', path);
  if (go === undefined) return { reason: 'no Go on PATH' };
  progress(`no download possible (${noRelease})`);
  progress(`building k6 v${release.version} from tools/k6 with Go: 2–4 minutes, once`);
  try {
    const generator = await keep(folder, installation, 'build', (to) =>
      buildGenerator({ go, version: release.version, to, path, progress, signal }),
    );
    return { generator };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: `${go}: ${messageOf(error)}` };
  }
}

/** Lets `produce` write a program beside the cached one and moves it there once it has proved itself. */
async function keep(
  folder: string,
  { release, signal }: Installation,
  from: 'release' | 'build',
  produce: (to: string) => Promise<void>,
): Promise<Generator> {
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const program = join(work, 'k6');
    await produce(program);
    const candidate = await askVersion(program, signal);
    if (!candidate.usable) throw new Error(`the k6 of this ${from} ${candidate.reason}`);
    if (candidate.version !== release.version) {
      throw new Error(`this ${from} holds k6 v${candidate.version} instead of v${release.version}`);
    }
    const path = join(folder, 'k6');
    await rename(program, path);
    return { path, version: candidate.version, from };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What processes that were killed have left: their own clean-up never ran. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.includes('.part-')) continue;
    const path = join(cache, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}

/** Node's own fetch goes through a proxy only where NODE_USE_ENV_PROXY says so, from Node 22.21 and 24 on. */
function proxyHint(): string {
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  if (proxy === undefined || proxy === '' || process.env.NODE_USE_ENV_PROXY === '1') return '';
  return ' (HTTPS_PROXY is set: Node 22.21 and later use it with NODE_USE_ENV_PROXY=1)';
}

/** One line without a full stop, to stand inside a sentence. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}
