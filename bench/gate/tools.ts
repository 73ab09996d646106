import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkout } from '../../scripts/cli.fixture.ts';
import type { SmokeDocument } from '../../src/report/documents.ts';
import { ended, installed, installSchemathesis, schemathesisProgram, versionOf } from './programs.ts';
import type { System, Systems } from './systems.ts';

/** One thing that a tool reports. */
export interface Finding {
  /** The same for the same thing in another run. */
  readonly key: string;
  /** What the tool says of it to whoever reads: its own words and the answer's body, without request and expectation. */
  readonly text: string;
}

export interface Tool {
  readonly name: string;
  /** What it is started with, for the table. */
  readonly given: string;
  /** `null` where it isn't installed. */
  version(): Promise<string | null>;
  /** What it reports of a system. */
  run(system: System, systems: Pick<Systems, 'root' | 'env'>): Promise<readonly Finding[]>;
}

const here = path.dirname(fileURLToPath(import.meta.url));
export const gatewright: Tool = {
  name: 'gatewright',
  given: '`smoke --scope full` and the contract',
  version: () => versionOf(process.execPath, [path.join(checkout, 'scripts/gatewright.js'), '--version']),
  async run({ base, target, folder }, { root, env }) {
    const typed = [
      ...['smoke', '--json', '--quiet', '--scope', 'full'],
      ...['--targets', path.join(folder, 'targets.json'), '--contract', base.split(':')[0] ?? ''],
    ];
    const { stdout, stderr } = await ended(
      process.execPath,
      [path.join(checkout, 'scripts/gatewright.js'), ...typed],
      { cwd: root, env },
    );
    if (stdout === '') throw new Error(stderr);
    const { results } = JSON.parse(stdout) as SmokeDocument;
    return results
      .filter((result) => result.target === target.target && result.outcome === 'fail')
      .filter(({ severity }) => severity !== 'note')
      .map(({ check, route, example, message = '', diagnosis = '' }) => ({
        key: `${check} | ${route} | ${example} | ${message}`,
        text: `${route} ${example} ${message} ${diagnosis}`,
      }));
  },
};

const schemathesis: Tool = {
  name: 'Schemathesis',
  given: '`st run openapi.json --url`, secrets as headers',
  async version() {
    if (!existsSync(schemathesisProgram)) await installSchemathesis();
    return versionOf(schemathesisProgram, ['--version']);
  },
  async run({ target, folder, secrets }) {
    const headers = Object.entries(secrets).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const { stdout } = await ended(
      schemathesisProgram,
      ['run', 'openapi.json', '--url', target.invokeUrl, '--no-color', '--seed', '1', ...headers],
      { cwd: folder },
    );
    return schemathesisFindings(stdout);
  },
};

export function schemathesisFindings(stdout: string): Finding[] {
  const [, ...sections] = stdout.split(/^_+ (?=\S)/m);
  return sections.flatMap((section) => {
    const operation = /^(.*?) _+$/m.exec(section)?.[1] ?? '';
    return section.split(/^\d+\. Test Case ID: .*$/m).flatMap((failure) => {
      const [said = '', answer = ''] = failure.split(/^(?=\[\d{3}\])/m);
      const [body = ''] = answer.split(/^Reproduce with:/m);
      const [, ...points] = said.split(/^- /m);
      return points.map((point) => ({
        key: `${operation} | ${steady(point)}`,
        text: `${operation} ${point} ${body}`,
      }));
    });
  });
}

const dredd: Tool = {
  name: 'Dredd',
  given: '`dredd openapi.json`, secrets as headers, one hook that leaves 4xx out',
  version: () => versionOf(installed('dredd'), ['--version']),
  async run({ target, folder, secrets }) {
    const headers = Object.entries(secrets).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const { stdout } = await ended(
      installed('dredd'),
      [
        'openapi.json',
        target.invokeUrl,
        '--no-color',
        '--hookfiles',
        path.join(here, 'dredd-hooks.cjs'),
        ...headers,
      ],
      { cwd: folder },
    );
    return stdout
      .split(/^(?=fail: [A-Z]+ \(\d+\) )/m)
      .slice(1)
      .flatMap((block) => {
        const [, operation = ''] = /^fail: (.+?) duration:/.exec(block) ?? [];
        const said = [...block.matchAll(/^fail: (?![A-Z]+ \(\d+\) )(.+)$/gm)].map(([, line = '']) => line);
        const body = block.split(/^actual: /m)[1]?.split(/^body: /m)[1] ?? '';
        return said.map((line) => ({
          key: `${operation} | ${steady(line)}`,
          text: `${operation} ${line} ${body}`,
        }));
      });
  },
};

interface NewmanReport {
  readonly run: {
    readonly failures: readonly {
      readonly source?: { readonly name?: string };
      readonly error: { readonly test?: string; readonly message: string };
    }[];
  };
}

const newman: Tool = {
  name: 'Newman',
  given: 'a collection: every example, preflight and refusal with tests of status, headers, schema and body',
  version: () => versionOf(installed('newman'), ['--version']),
  async run({ folder }) {
    const report = path.join(folder, 'newman.json');
    await ended(
      installed('newman'),
      ['run', 'collection.json', '--reporters', 'cli,json', '--reporter-json-export', report],
      { cwd: folder },
    );
    const { run } = JSON.parse(await readFile(report, 'utf8')) as NewmanReport;
    return run.failures.map(({ source, error }) => ({
      key: `${source?.name} | ${error.test} | ${steady(error.message)}`,
      text: `${source?.name} ${error.test} ${error.message}`,
    }));
  },
};

const stepCi: Tool = {
  name: 'Step CI',
  given: 'a workflow with the same requests and checks as the collection',
  version: () => versionOf(installed('stepci'), ['--version']),
  async run({ folder }) {
    const { stdout } = await ended(installed('stepci'), ['run', 'workflow.json'], {
      cwd: folder,
      env: { STEPCI_DISABLE_ANALYTICS: '1' },
    });
    const [, ...failed] = stdout.split(/^ FAIL {2}/m);
    return failed.flatMap((block) => {
      const [own = ''] = block.split(/^ PASS {2}/m);
      const [name = ''] = own.split(' ⏲ ');
      const [before = '', checks = own] = own.split(/^Checks$/m);
      const answer = before.split(/^Response$/m)[1]?.replace(/^[\w-]+: .*$/gm, '') ?? '';
      const [, ...points] = checks.split(/^✕ /m);
      const broken = points.map((point) => point.split(/^✔ /m)[0] ?? '');
      return (broken.length === 0 ? [checks] : broken).map((point) => ({
        key: `${name} | ${steady(point)}`,
        text: `${name} ${point.replace(/^Expected$[\s\S]*?^Given$/m, '')} ${answer}`,
      }));
    });
  },
};

export const tools: readonly Tool[] = [gatewright, schemathesis, dredd, newman, stepCi];

/** What differs from run to run, request ids and moments, doesn't make another finding. */
function steady(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\b\d{10,}(\.\d+)?\b/g, 'MOMENT')
    .replace(/127\.0\.0\.1:\d+\/_api\/\w+/g, 'HOST')
    .replace(/\s+/g, ' ')
    .trim();
}
