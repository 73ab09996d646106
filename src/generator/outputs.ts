import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Where k6 sends its metrics beside: its own arguments, and what these need of the environment. */
export interface GeneratorOutputs {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Left out: those of a recording are enough. */
  readonly systemTags?: readonly string[];
}

interface KnownOutput {
  /** What k6 calls it. */
  readonly name: string;
  /** Variables that it reads, by how they begin: nothing else of the environment reaches k6. */
  readonly variables: readonly string[];
  /** Whether it needs a `=…`. */
  readonly takes: 'nothing' | 'maybe' | 'file';
  /** System tags that it refuses to do without, beside those of a recording. */
  readonly tags?: readonly string[];
}

const recordedTags = ['name', 'scenario', 'status', 'error_code'] as const;

/** https://grafana.com/docs/k6/latest/results-output/real-time/ */
const known = {
  'web-dashboard': { name: 'web-dashboard', variables: ['K6_WEB_DASHBOARD_'], takes: 'maybe' },
  opentelemetry: { name: 'opentelemetry', variables: ['K6_OTEL_', 'OTEL_'], takes: 'nothing' },
  'prometheus-rw': {
    name: 'experimental-prometheus-rw',
    variables: ['K6_PROMETHEUS_RW_'],
    takes: 'nothing',
  },
  cloud: {
    name: 'cloud',
    variables: ['K6_CLOUD_'],
    takes: 'nothing',
    tags: ['method', 'group', 'check', 'error'],
  },
  influxdb: { name: 'influxdb', variables: ['K6_INFLUXDB_'], takes: 'maybe' },
  json: { name: 'json', variables: [], takes: 'file' },
} as const satisfies Record<string, KnownOutput>;

const otherNames: { readonly [name: string]: keyof typeof known } = {
  dashboard: 'web-dashboard',
  otel: 'opentelemetry',
  'experimental-opentelemetry': 'opentelemetry',
  prometheus: 'prometheus-rw',
  'experimental-prometheus-rw': 'prometheus-rw',
};

export interface OutputWishes {
  /** `NAME` or `NAME=…`, as they were typed. */
  readonly named: readonly string[];
  /** Absolute path of the HTML file that k6's dashboard is written to at the end. */
  readonly dashboardFile?: string | undefined;
  /** Of the measurement, so that a short one has a dashboard with more than a point. */
  readonly durationSeconds: number;
  /** Of k6: 1.x calls one of them differently. */
  readonly generatorVersion: string;
}

/** @throws UsageError for an output that isn't known, or whose file is missing. */
export function generatorOutputs(
  { named, dashboardFile, durationSeconds, generatorVersion }: OutputWishes,
  machine: NodeJS.ProcessEnv,
): GeneratorOutputs {
  const outputs = named.map((typed) => outputOf(typed));
  const old = generatorVersion.startsWith('1.');
  const variables = outputs.flatMap(({ output }) => output.variables as readonly string[]);
  const passed = Object.entries(machine).filter(
    ([name, value]) => value !== undefined && variables.some((start) => name.startsWith(start)),
  ) as [string, string][];
  const dashboard =
    dashboardFile !== undefined || outputs.some(({ output }) => output === known['web-dashboard']);
  const live = outputs.some(({ output }) => output === known['web-dashboard']);
  const tags = outputs.flatMap(({ output }) => output.tags ?? []);
  return {
    ...(tags.length === 0 ? {} : { systemTags: [...recordedTags, ...tags] }),
    args: outputs.map(
      ({ output, value }) =>
        `--out=${old && output === known.opentelemetry ? 'experimental-opentelemetry' : output.name}${value === '' ? '' : `=${value}`}`,
    ),
    env: {
      ...(dashboard ? { K6_WEB_DASHBOARD_PERIOD: `${Math.max(1, Math.ceil(durationSeconds / 120))}s` } : {}),
      ...Object.fromEntries(passed),
      ...(dashboardFile === undefined
        ? {}
        : {
            K6_WEB_DASHBOARD_EXPORT: dashboardFile,
            ...(live ? {} : { K6_WEB_DASHBOARD: 'true', K6_WEB_DASHBOARD_PORT: '-1' }),
          }),
    },
  };
}

function outputOf(typed: string): { output: KnownOutput; value: string } {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(typed) ?? [];
  const key = otherNames[name] ?? name;
  if (!Object.hasOwn(known, key)) throw unknown(name);
  const output = known[key as keyof typeof known];
  if (output.takes === 'nothing' && value !== '') {
    throw new UsageError(
      `--k6-out ${name} takes no value: it is set up by the environment variables ${output.variables.map((start) => `${start}…`).join(' and ')}.`,
      `Write --k6-out ${name}.`,
    );
  }
  if (output.takes === 'file' && value === '')
    throw new UsageError(`--k6-out ${name} needs a file.`, `Write --k6-out ${name}=samples.${name}.`);
  return { output, value };
}

function unknown(name: string): UsageError {
  if (name === 'csv')
    return new UsageError(
      '--k6-out csv is taken: it is how the run is recorded.',
      'For all samples in a file: --k6-out json=samples.json.gz',
    );
  const names = Object.keys(known);
  return new UsageError(`--k6-out ${name} is no output that can be switched on.`, [
    ...didYouMean(name, [...names, ...Object.keys(otherNames)]),
    `There are: ${names.join(', ')}.`,
  ]);
}
