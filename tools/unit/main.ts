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
const alone = files.filter((file) => feltByOthers.test(readFileSync(file, 'utf8')));
const together = files.filter((file) => !alone.includes(file));

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

const child = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    '--test-timeout=900000',
    `--test-concurrency=${availableParallelism()}`,
    ...alone,
    ...batches,
  ],
  { cwd: root, stdio: 'inherit' },
);
child.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
