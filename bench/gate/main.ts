import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { alarmsOf, type Detection, detect, tableOf } from './detection.ts';
import { startSystems } from './systems.ts';
import { timeExchanges } from './timing.ts';
import { tools } from './tools.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: 'detection,timing' },
    tools: { type: 'string' },
    faults: { type: 'string' },
    alarms: { type: 'boolean', default: false },
  },
});
const parts = { detection, timing } as const;
const runs = Number(values.runs);
const say = (line: string): void => console.error(line);

async function detection(): Promise<void> {
  const wanted = values.tools?.split(',');
  const versions = new Map<string, string>();
  for (const tool of tools) {
    if (wanted?.includes(tool.name) === false) continue;
    const version = await tool.version();
    if (version === null) console.log(`${tool.name} isn't installed: see bench/README.md.`);
    else versions.set(tool.name, version);
  }
  const systems = await startSystems(values.faults?.split(',') ?? null);
  const detections: Detection[] = [];
  try {
    for (const tool of tools.filter(({ name }) => versions.has(name)))
      detections.push(await detect(tool, systems, { runs, say }));
  } finally {
    await systems.stop();
  }
  console.log(tableOf(detections, versions));
  if (values.alarms) for (const each of detections) console.log(alarmsOf(each).join('\n'));
}

async function timing(): Promise<void> {
  console.log(await timeExchanges({ rounds: runs, say }));
}

for (const name of values.only.split(',')) {
  if (!Object.hasOwn(parts, name)) throw new Error(`--only takes ${Object.keys(parts).join(', ')}.`);
  await parts[name as keyof typeof parts]();
  console.log(`\nLoad of the machine: ${(loadavg()[0] ?? 0).toFixed(1)}.\n`);
}
