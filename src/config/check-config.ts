import { apiTypes } from '../contract/contract.ts';
import { notPlain } from '../contract/plain.ts';
import type { Check, Mistake } from '../contract/shape.ts';
import { flag, isFields, listOf, mapOf, name, oneOf, positive, record, wrong } from '../contract/shape.ts';
import { nearest } from '../errors/nearest.ts';
import { transportCheck } from '../transport/check-transport.ts';
import { contradictionsIn } from './check-environment.ts';
import { placeChecks } from './check-place.ts';
import type { DeployedEnvironment } from './define-config.ts';

const stackExample = "{ stack: 'my-api' }";
const fileExample = "{ outputsFile: 'cdk-outputs.json' }";
const urlExample = "{ url: 'https://…', apiType: 'rest' }";
const environmentsExample = `environments: { default: { targets: [${stackExample}] } }`;

/** What is wrong with a value that should be a `Config`; nothing where it is one. */
export function checkConfig(value: unknown): Mistake[] {
  const unfit = notPlain(value, '');
  return unfit.length > 0 ? unfit : config(value, '');
}

const contracts: Check = (value, path) =>
  Array.isArray(value) ? listOf(name, "['contracts/my-api.ts']")(value, path) : name(value, path);

const whole: Check = (value, path) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0
    ? []
    : [
        wrong(
          path,
          `is ${JSON.stringify(value) ?? String(value)}, not a whole number above 0.`,
          'Write maxRequests: 10_000.',
        ),
      ];

const limits = record(
  { optional: { maxRequests: whole, maxCost: positive, ratePerSecond: positive } },
  'limits: { maxRequests: 10_000, maxCost: 0.5, ratePerSecond: 20 }',
);

const stackSource = record(
  {
    required: { stack: name },
    optional: {
      ...placeChecks,
      contract: name,
      transport: transportCheck,
      output: record({ optional: { rest: name, http: name } }, "output: { rest: 'RestApiUrl' }"),
      stages: someOf(name, "stages: ['prod']"),
    },
  },
  stackExample,
);

const urlSource = record(
  {
    required: { url: name, apiType: oneOf(...apiTypes) },
    optional: { name, contract: name, transport: transportCheck },
  },
  urlExample,
);

/** A slip of the pen: the checker of files knows what was meant. */
const meansFile = (key: string) => key !== 'output' && nearest(key, ['outputsFile']).length > 0;

const fileSource = record(
  {
    required: { outputsFile: name },
    optional: {
      ...placeChecks,
      apiType: oneOf(...apiTypes),
      name,
      contract: name,
      transport: transportCheck,
      output: record({ optional: { rest: name, http: name } }, "output: { rest: 'RestApiUrl' }"),
      stages: someOf(name, "stages: ['prod']"),
    },
  },
  fileExample,
);

const source: Check = (value, path) => {
  if (!isFields(value)) return stackSource(value, path);
  const [one, another] = ['stack', 'url', 'outputsFile'].filter((way) => way in value);
  if (one !== undefined && another !== undefined) {
    return [wrong(path, `has both ${one} and ${another}.`, 'Keep one of them.')];
  }
  if (one === 'outputsFile' || (one === undefined && Object.keys(value).some(meansFile))) {
    return fileSource(value, path);
  }
  return 'url' in value || 'apiType' in value ? urlSource(value, path) : stackSource(value, path);
};

const flagOrNames: Check = (value, path) =>
  Array.isArray(value) ? listOf(name, "protect: ['my-api']")(value, path) : flag(value, path);

const deployed = record(
  {
    required: { targets: someOf(source, `targets: [${stackExample}]`) },
    optional: { ...placeChecks, protect: flagOrNames, transport: transportCheck, limits },
  },
  `{ targets: [${stackExample}] }`,
);

const local = record(
  {
    required: {
      local: (value, path) =>
        value === true
          ? []
          : [wrong(path, 'can only be true.', 'Leave it out where the environment is deployed.')],
    },
  },
  '{ local: true }',
);

const environment: Check = (value, path) =>
  isFields(value) && 'local' in value ? local(value, path) : withoutContradictions(value, path);

const withoutContradictions: Check = (value, path) => {
  const mistakes = deployed(value, path);
  return mistakes.length > 0 ? mistakes : contradictionsIn(value as DeployedEnvironment, path);
};

const config = record(
  { required: { environments: mapOf(environment, environmentsExample) }, optional: { contracts } },
  environmentsExample,
);

function someOf(check: Check, example: string): Check {
  return (value, path) =>
    Array.isArray(value) && value.length === 0
      ? [wrong(path, 'is empty.', `Write ${example}.`)]
      : listOf(check, example)(value, path);
}
