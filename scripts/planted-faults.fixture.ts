import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { checkout } from './cli.fixture.ts';

/** One file of `stacks/faults/`: what is broken, and how the gate has to find and name it. */
export interface PlantedFault {
  /** Name of the file without `.patch`, and of the stack that it makes. */
  readonly name: string;
  readonly fault: string;
  /** Folder of `stacks/` (or of `stacks/faults/`) that is patched. */
  readonly base: string;
  /** API types on which it must be found. */
  readonly apiTypes: readonly string[];
  /** Checks that must fail, each somewhere. */
  readonly checks: readonly string[];
  /** Stands in what is said of the failure: its message or its diagnosis. */
  readonly says: RegExp;
  readonly patch: string;
}

const folder = path.join(checkout, 'stacks/faults');

export async function plantedFaults(): Promise<PlantedFault[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.patch')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      const head = text.slice(0, text.indexOf('\n--- '));
      const field = (name: string) => {
        const found = new RegExp(`^${name}: (.+)$`, 'm').exec(head)?.[1];
        if (found === undefined) throw new Error(`${file} has no line "${name}: …" above its patch`);
        return found;
      };
      return {
        name: path.basename(file, '.patch'),
        fault: field('Fault'),
        base: /^--- a\/([^/]+)\//m.exec(text)?.[1] ?? '',
        apiTypes: field('On').split(', '),
        checks: field('Check').split(', '),
        says: new RegExp(field('Says'), 'i'),
        patch: text,
      };
    }),
  );
}

/** A project in which every fault is planted in a stack of its own, held against the contract of the sound one. */
export async function projectWithFaults(faults: readonly PlantedFault[]) {
  const root = await mkdtemp(path.join(tmpdir(), 'gatewright-faults-'));
  await mkdir(path.join(root, 'node_modules'));
  await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  await cp(path.join(checkout, 'contracts'), path.join(root, 'contracts'), { recursive: true });
  await cp(path.join(folder, 'account/contract.ts'), path.join(root, 'contracts/account.ts'));
  for (const fault of faults) await plant(fault, path.join(root, 'stacks', fault.name));
  await writeFile(path.join(root, 'package.json'), '{ "type": "module" }\n');
  await writeFile(
    path.join(root, 'gatewright.config.ts'),
    `import { defineConfig } from 'gatewright';
export default defineConfig({ environments: { default: { targets: ${JSON.stringify(
      faults.map(({ name, base }) => ({ stack: name, contract: base })),
    )} } } });\n`,
  );
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

async function plant({ name, base, patch }: PlantedFault, stack: string): Promise<void> {
  await cp(soundStack(base), stack, { recursive: true });
  for (const part of parsePatch(patch).filter(({ hunks }) => hunks.length > 0)) {
    const file = path.join(stack, (part.newFileName ?? '').replace(`b/${base}/`, ''));
    const broken = applyPatch(await readFile(file, 'utf8'), part);
    if (broken === false) throw new Error(`stacks/faults/${name}.patch does not fit ${file} any more`);
    await writeFile(file, broken);
  }
}

/** Most faults are planted in a system that people can try; what none of them has is beside the faults. */
function soundStack(base: string): string {
  const system = path.join(checkout, 'stacks', base);
  return existsSync(system) ? system : path.join(folder, base);
}
