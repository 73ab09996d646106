import { readFileSync } from 'node:fs';
import { runGenerator } from '../../src/generator/run.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createRecorder } from '../../src/sample/recorder.ts';
import { readyK6 } from './peers.ts';

/** A scenario through the recorder: `recorded.ts SCRIPT PLAN`. */
const [script = '', file = ''] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
const recorder = createRecorder(plan);
const end = await runGenerator({
  generator: await readyK6(),
  script,
  env: { GATEWRIGHT_PLAN: file },
  cwd: process.cwd(),
  onOutput: recorder.write,
  onMessage: (line) => console.error(line),
  signal: new AbortController().signal,
});
if (end.kind !== 'completed') throw new Error(`k6: ${JSON.stringify(end)}`);
const { counts } = recorder.finish({ kind: 'completed' });
console.error(`${counts.finished} recorded`);
