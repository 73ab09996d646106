import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Runs the unit tests, many files to a process: with a process for each, starting takes longer than testing.

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['contracts', 'src', 'gateway', 'smoke', 'load', 'stacks', 'scripts', 'examples'];
/** More than processors, so that none waits long for the last one. */
const shares = 8;
/** What a test file does that others in its process would feel. */
const feltByOthers =
  /process\.env(\.\w+|\[.*\]) = |delete process\.env|process\.chdir|\bmock\.|^(before|after)Each\(/m;

/** Who sends on a schedule is not to share the processors: what it counts is what others take of them. */
const sendsOnSchedule = /measured-run\.fixture|generator\/find\.ts|from '\.\/find\.ts'/;

const files = folders
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      path.join(root, folder, name),
    ),
  )
  .filter(
    (file) => file.endsWith('.test.ts') && !file.endsWith('.e2e.test.ts') && !file.includes('/node_modules/'),
  )
  .sort();
const says = (pattern: RegExp) => (file: string) => pattern.test(readFileSync(file, 'utf8'));
const onSchedule = files.filter(says(sendsOnSchedule));
const others = files.filter((file) => !onSchedule.includes(file));
const alone = others.filter(says(feltByOthers));
const together = others.filter((file) => !alone.includes(file));

const folder = mkdtempSync(path.join(tmpdir(), 'gatewright-unit-'));
const batches = Array.from({ length: shares }, (_, share) => {
  const batch = path.join(folder, `share-${share + 1}.test.mts`);
  const imports = together.filter((_, index) => index % shares === share);
  writeFileSync(
    batch,
    imports.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(''),
  );
  return batch;
});

function run(testFiles: readonly string[], concurrency: number): Promise<number> {
  const typed = ['--import', 'tsx', '--test', '--test-timeout=900000', `--test-concurrency=${concurrency}`];
  const child = spawn(process.execPath, [...typed, ...testFiles], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

const codes = [await run([...alone, ...batches], availableParallelism()), await run(onSchedule, 1)];
rmSync(folder, { recursive: true, force: true });
process.exitCode = Math.max(...codes);
