import { UsageError } from '../errors/usage-error.ts';
import type { Generator } from './generator.ts';
import { type Installation, install } from './install.ts';
import { programsOnPath } from './programs-on-path.ts';
import { officialReleases, pinnedRelease, platformName, type Release } from './release.ts';
import { askVersion } from './version.ts';

export interface GeneratorSettings {
  /** A k6 of the user's own; it is used or refused, never passed over. */
  readonly k6Bin?: string | undefined;
  /** The project's folder for what is fetched or built once, outside the checkout. */
  readonly cacheDir: string;
  /** Base address of a mirror of k6's releases. */
  readonly downloadUrl?: string | undefined;
  /** The value of `PATH`. */
  readonly path: string;
}

export interface FindOptions {
  readonly settings: GeneratorSettings;
  progress(line: string): void;
  readonly signal?: AbortSignal | undefined;
  /** The release to use where the machine has no k6; the pinned one unless a test brings its own. */
  readonly release?: Release;
  /** As `process.platform` and `process.arch` say it. */
  readonly machine?: { readonly platform: string; readonly arch: string };
}

/**
 * Finds the load generator: `K6_BIN`, then `PATH`, then the project's cache; else fetches the pinned
 * release, else builds it with Go.
 * @throws UsageError where no way leads to a k6, with every way that was tried and what to install;
 * the signal's reason when it is aborted.
 */
export async function findGenerator(options: FindOptions): Promise<Generator> {
  const { settings, signal } = options;
  const { platform, arch } = options.machine ?? process;
  if (platform === 'win32') {
    throw new UsageError(
      'Load runs are not supported on Windows yet.',
      'Run gatewright in WSL, or in a Linux container.',
    );
  }
  if (settings.k6Bin) return chosen(settings.k6Bin, signal);

  const tried: string[] = [];
  const onPath = await firstOnPath(options, tried);
  if (onPath !== undefined) return onPath;

  const installation: Installation = {
    release: options.release ?? pinnedRelease,
    platform: platformName(platform, arch),
    releases: settings.downloadUrl ?? officialReleases,
    cacheDir: settings.cacheDir,
    path: settings.path,
    progress: (line) => options.progress(line),
    signal,
  };
  const installed = await install(installation, tried);
  if (installed !== undefined) return installed;
  throw new UsageError('There is no k6, and no way to get one worked.', [
    ...tried.map((way) => `Tried ${way}`),
    ...waysToInstall,
  ]);
}

const waysToInstall = [
  'Install k6, any version from 1.0 on:',
  '  macOS            brew install k6',
  "  Debian, Ubuntu   apt-get install k6, from k6's own package source",
  '  Fedora           dnf install https://dl.k6.io/rpm/repo.rpm && dnf install k6',
  '  Windows          winget install k6 --source winget (k6 alone; gatewright itself runs in WSL)',
  '  containers       copy /usr/bin/k6 out of the image grafana/k6',
  'https://grafana.com/docs/k6/latest/set-up/install-k6/ shows each step.',
  'Or set K6_BIN to a k6 program, or install Go (1.25 or later): gatewright then builds k6 itself.',
];

async function chosen(path: string, signal: AbortSignal | undefined): Promise<Generator> {
  const candidate = await askVersion(path, signal);
  if (candidate.usable) return { path, version: candidate.version, from: 'K6_BIN' };
  throw new UsageError(
    `K6_BIN is ${path}, which ${candidate.reason}.`,
    'Set K6_BIN to a k6 program of version 1.0 or later, or unset it: gatewright then looks for one itself.',
  );
}

async function firstOnPath(options: FindOptions, tried: string[]): Promise<Generator | undefined> {
  let found = false;
  for (const path of await programsOnPath('k6', options.settings.path)) {
    found = true;
    const candidate = await askVersion(path, options.signal);
    if (candidate.usable) return { path, version: candidate.version, from: 'PATH' };
    tried.push(`PATH: ${path} ${candidate.reason}.`);
    options.progress(`k6 on PATH is passed over: ${path} ${candidate.reason}`);
  }
  if (!found) tried.push('PATH: no k6 in it.');
  return undefined;
}
