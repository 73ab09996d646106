import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Repository } from './repository.ts';
import { type Fields, fieldsOf, readStructured, textOf } from './structured-text.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** How the project's packages are handled, and what it tests with already. */
export interface Toolchain {
  readonly manager: PackageManager;
  /** From the project's root; `null`: there is no lock file. */
  readonly lockFile: string | null;
  /** The folder of the git repository; `null`: there is none. Absolute. */
  readonly gitRoot: string | null;
  /** `null`: there is none, or it can't be read. */
  readonly packageJson: Fields | null;
  /** Texts of the `.gitignore` files further up that hold here as well. */
  readonly ignoresAbove: readonly string[];
  /** gatewright is among the dependencies. */
  readonly installed: boolean;
  /** What adds it. */
  readonly adding: string;
  readonly playwrightConfig: string | null;
  /** Files that import k6. */
  readonly k6Scripts: readonly string[];
  /** What could not be read, a sentence each. */
  readonly notes: readonly string[];
}

const lockFiles = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const satisfies Record<string, PackageManager>;

/** @param root absolute. */
export function findToolchain(repository: Repository, root: string): Toolchain {
  const read = repository.files.includes('package.json') ? readStructured(repository, 'package.json') : null;
  const packageJson = read?.read ? read.value : null;
  const gitRoot = upwards(root).find((folder) => existsSync(path.join(folder, '.git'))) ?? null;
  const lock = lockOf(root, gitRoot);
  const said = /^(npm|pnpm|yarn|bun)@/.exec(String(packageJson?.packageManager))?.[1];
  const manager = (said as PackageManager | undefined) ?? lock?.manager ?? 'npm';
  return {
    manager,
    lockFile: lock?.file ?? null,
    gitRoot,
    packageJson,
    ignoresAbove: gitRoot === null || gitRoot === root ? [] : ignoresAbove(root, gitRoot),
    installed: dependsOn(packageJson, 'gatewright'),
    adding: addingTo(packageJson, manager, repository.files.includes('pnpm-workspace.yaml')),
    playwrightConfig:
      repository.files.find((file) => /(^|\/)playwright\.config\.[mc]?[jt]s$/.test(file)) ?? null,
    k6Scripts: repository.files.filter(
      (file) => /\.[jt]s$/.test(file) && /from ['"]k6(\/|['"])/.test(repository.text(file) ?? ''),
    ),
    notes: read?.read === false ? [read.because] : [],
  };
}

function dependsOn(packageJson: Fields | null, name: string): boolean {
  return ['dependencies', 'devDependencies'].some(
    (kind) => fieldsOf(packageJson?.[kind])[name] !== undefined,
  );
}

/** Yarn adds no peer dependency by itself, and pnpm nothing to the root of a workspace without being told that it is meant. */
function addingTo(packageJson: Fields | null, manager: PackageManager, atWorkspaceRoot: boolean): string {
  const peer = manager === 'yarn' && !dependsOn(packageJson, '@playwright/test') ? ' @playwright/test' : '';
  const meant = manager === 'pnpm' && atWorkspaceRoot ? ' -w' : '';
  return `${managerCommands[manager].add}${meant} gatewright${peer}`;
}

/** The nearest one upwards, but not out of the git repository. */
function lockOf(
  root: string,
  gitRoot: string | null,
): { readonly file: string; readonly manager: PackageManager } | null {
  const all = upwards(root);
  const inside = gitRoot === null ? all.slice(0, 1) : all.slice(0, all.indexOf(gitRoot) + 1);
  for (const folder of inside) {
    for (const [file, manager] of Object.entries(lockFiles)) {
      if (!existsSync(path.join(folder, file))) continue;
      return { file: path.relative(root, path.join(folder, file)).split(path.sep).join('/'), manager };
    }
  }
  return null;
}

function ignoresAbove(root: string, gitRoot: string): string[] {
  const all = upwards(root);
  return all
    .slice(1, all.indexOf(gitRoot) + 1)
    .map((folder) => path.join(folder, '.gitignore'))
    .flatMap((file) => (existsSync(file) ? [readFileSync(file, 'utf8')] : []));
}

function upwards(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** What the project is called, for people. */
export function projectName(repository: Repository, { packageJson }: Toolchain): string {
  return textOf(packageJson?.name)?.replace(/^@[^/]+\//, '') ?? repository.name;
}

/** How a package is added and a command of one run. */
export const managerCommands = {
  npm: { add: 'npm i -D', run: 'npx' },
  pnpm: { add: 'pnpm add -D', run: 'pnpm exec' },
  yarn: { add: 'yarn add -D', run: 'yarn' },
  bun: { add: 'bun add -d', run: 'bunx' },
} as const satisfies Record<PackageManager, { readonly add: string; readonly run: string }>;
