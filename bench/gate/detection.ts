import { figuresOf, written } from '../figures.ts';
import { causes } from './causes.ts';
import type { System, Systems } from './systems.ts';
import type { Finding, Tool } from './tools.ts';

/** What became of one tool. */
export interface Detection {
  readonly tool: string;
  /** Trials (a fault on one API type) with something that the tool says of no sound system. */
  readonly found: readonly string[];
  /** Those of them whose cause is pointed at. */
  readonly named: readonly string[];
  readonly of: number;
  /** What it reports of sound systems, each once. */
  readonly falseAlarms: readonly string[];
  /** Seconds for one sound system. */
  readonly seconds: readonly number[];
}

/** Lets one tool look at every system; the sound ones `runs` times, since some tools make up what they send. */
export async function detect(
  tool: Tool,
  systems: Systems,
  { runs, say }: { readonly runs: number; say(line: string): void },
): Promise<Detection> {
  const usual = new Map<string, Set<string>>();
  const seconds: number[] = [];
  for (const system of systems.sound) {
    const keys = new Set<string>();
    // The first start of a function is no tool's own time.
    await tool.run(system, systems);
    for (let run = 0; run < runs; run += 1) {
      const began = performance.now();
      for (const { key } of await tool.run(system, systems)) keys.add(key);
      if (system.name === timed) seconds.push((performance.now() - began) / 1000);
    }
    usual.set(system.name, keys);
    say(`${tool.name}, ${system.name}, sound: ${keys.size} reports`);
  }
  const found: string[] = [];
  const named: string[] = [];
  for (const system of systems.broken) {
    const findings = await tool.run(system, systems);
    const own = findings.filter(({ key }) => usual.get(system.base)?.has(key) !== true);
    if (own.length > 0) found.push(system.name);
    const isNamed = own.some((finding) => names(system, finding));
    if (isNamed) named.push(system.name);
    say(`${tool.name}, ${system.name}: ${own.length === 0 ? 'missed' : isNamed ? 'named' : 'found'}`);
    if (process.env.SHOW_FINDINGS !== undefined) for (const { key } of own.slice(0, 3)) say(`    ${key}`);
  }
  const falseAlarms = [...usual].flatMap(([system, keys]) => [...keys].map((key) => `${system} | ${key}`));
  return { tool: tool.name, found, named, of: systems.broken.length, falseAlarms, seconds };
}

/** The system whose runs are timed: the one with the most routes and examples. */
export const timed = 'my-api:rest';

function names({ fault }: System, { text }: Finding): boolean {
  const cause = causes[fault?.name ?? ''];
  if (cause === undefined) throw new Error(`causes.ts doesn't say what names ${fault?.name}.`);
  return cause.test(text);
}

export function tableOf(detections: readonly Detection[], versions: ReadonlyMap<string, string>): string {
  const rows = detections.map(
    ({ tool, found, named, of, falseAlarms, seconds }) =>
      `| ${tool} ${versions.get(tool)} | ${found.length} of ${of} | ${named.length} | ${falseAlarms.length} | ${seconds.length === 0 ? '–' : `${written(figuresOf(seconds), 1)} s`} |`,
  );
  return [
    `| tool | faults found | cause named | reports on sound systems | time for ${timed} |`,
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** What a tool reports of the sound systems, by kind: the first words of what it says. */
export function alarmsOf({ tool, falseAlarms }: Detection): string[] {
  return falseAlarms.map((alarm) => `${tool}: ${alarm.slice(0, 160)}`);
}
