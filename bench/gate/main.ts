import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { alarmsOf, type Detection, detect, tableOf } from './detection.ts';
import { startSystems } from './systems.ts';
import { tools } from './tools.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    tools: { type: 'string' },
    faults: { type: 'string' },
    alarms: { type: 'boolean', default: false },
  },
});

const wanted = values.tools?.split(',');
const versions = new Map<string, string>();
const missing: string[] = [];
for (const tool of tools) {
  if (wanted?.includes(tool.name) === false) continue;
  const version = await tool.version();
  if (version === null) missing.push(tool.name);
  else versions.set(tool.name, version);
}

const systems = await startSystems(values.faults?.split(',') ?? null);
const detections: Detection[] = [];
try {
  for (const tool of tools.filter(({ name }) => versions.has(name))) {
    detections.push(
      await detect(tool, systems, { runs: Number(values.runs), say: (line) => console.error(line) }),
    );
  }
} finally {
  await systems.stop();
}
console.log(tableOf(detections, versions));
console.log(`\nLoad of the machine: ${(loadavg()[0] ?? 0).toFixed(1)}.`);
for (const name of missing) console.log(`${name} isn't installed: see bench/README.md.`);
if (values.alarms) for (const detection of detections) console.log(alarmsOf(detection).join('\n'));
