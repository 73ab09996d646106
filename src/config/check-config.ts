import { apiTypes } from '../contract/contract.ts';
import { didYouMean } from '../errors/nearest.ts';
import type { Mistake } from './mistake.ts';

/** What is wrong with a value that should be a `Config`; nothing where it is one. */
export function checkConfig(value: unknown): Mistake[] {
  if (!isObject(value)) {
    return [
      wrong('', 'the config is not an object', 'Write export default defineConfig({ environments: { … } }).'),
    ];
  }
  return [
    ...unknownKeys(value, '', ['contracts', 'environments']),
    ...checkContractFiles(value.contracts),
    ...checkEnvironments(value.environments),
  ];
}

function checkContractFiles(value: unknown): Mistake[] {
  const fits = value === undefined || isText(value) || (Array.isArray(value) && value.every(isText));
  return fits
    ? []
    : [wrong('contracts', 'is neither a folder nor a list of files.', "Write contracts: 'contracts'.")];
}

function checkEnvironments(value: unknown): Mistake[] {
  if (!isObject(value)) {
    return [
      wrong(
        'environments',
        'is missing.',
        "Write environments: { default: { targets: [{ stack: 'my-api' }] } }.",
      ),
    ];
  }
  return Object.entries(value).flatMap(([name, environment]) =>
    checkEnvironment(environment, member('environments', name)),
  );
}

function checkEnvironment(value: unknown, path: string): Mistake[] {
  if (!isObject(value))
    return [wrong(path, 'is not an object.', "Write { targets: [{ stack: 'my-api' }] }.")];
  if ('local' in value) {
    return value.local === true
      ? unknownKeys(value, path, ['local'])
      : [wrong(`${path}.local`, 'can only be true.', 'Leave it out where the environment is deployed.')];
  }
  return [
    ...unknownKeys(value, path, ['region', 'profile', 'targets', 'protect', 'local']),
    ...texts(value, path, ['region', 'profile']),
    ...('protect' in value && typeof value.protect !== 'boolean'
      ? [wrong(`${path}.protect`, 'is neither true nor false.')]
      : []),
    ...checkTargets(value.targets, `${path}.targets`),
  ];
}

function checkTargets(value: unknown, path: string): Mistake[] {
  if (!Array.isArray(value) || value.length === 0) {
    return [
      wrong(
        path,
        Array.isArray(value) ? 'is empty.' : 'is not a list.',
        "Write targets: [{ stack: 'my-api' }].",
      ),
    ];
  }
  return value.flatMap((source: unknown, index) => checkSource(source, `${path}[${index}]`));
}

function checkSource(value: unknown, path: string): Mistake[] {
  if (!isObject(value)) return [wrong(path, 'is not an object.', "Write { stack: 'my-api' }.")];
  if ('stack' in value && 'url' in value)
    return [wrong(path, 'has both a stack and a url.', 'Keep one of them.')];
  if ('url' in value) return checkUrlSource(value, path);
  if ('stack' in value) return checkStackSource(value, path);
  const [suggestion] = unknownKeys(value, path, ['stack', 'url']);
  return [suggestion ?? wrong(path, 'has neither a stack nor a url.', "Write { stack: 'my-api' }.")];
}

function checkUrlSource(value: Fields, path: string): Mistake[] {
  const known: readonly unknown[] = apiTypes;
  return [
    ...unknownKeys(value, path, ['url', 'apiType', 'name', 'contract']),
    ...texts(value, path, ['url', 'name', 'contract']),
    ...(known.includes(value.apiType)
      ? []
      : [
          wrong(
            `${path}.apiType`,
            value.apiType === undefined ? 'is missing.' : `is ${JSON.stringify(value.apiType)}.`,
            "Write apiType: 'rest' (API Gateway REST API) or apiType: 'http' (HTTP API).",
          ),
        ]),
  ];
}

function checkStackSource(value: Fields, path: string): Mistake[] {
  const { output, stages } = value;
  return [
    ...unknownKeys(value, path, ['stack', 'contract', 'output', 'stages']),
    ...texts(value, path, ['stack', 'contract']),
    ...(output === undefined
      ? []
      : isObject(output)
        ? [
            ...unknownKeys(output, `${path}.output`, [...apiTypes]),
            ...texts(output, `${path}.output`, [...apiTypes]),
          ]
        : [wrong(`${path}.output`, 'is not an object.', "Write output: { rest: 'RestApiUrl' }.")]),
    ...(stages === undefined || (Array.isArray(stages) && stages.length > 0 && stages.every(isText))
      ? []
      : [wrong(`${path}.stages`, 'is not a list of stage names.', "Write stages: ['prod'].")]),
  ];
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function texts(value: Fields, path: string, names: readonly string[]): Mistake[] {
  return names
    .filter((name) => name in value && !isText(value[name]))
    .map((name) => wrong(member(path, name), 'is not a text.', `Write ${name}: '…'.`));
}

function unknownKeys(value: Fields, path: string, known: readonly string[]): Mistake[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) =>
      wrong(
        member(path, key),
        'is not known here.',
        didYouMean(key, known)[0] ?? `Known: ${known.join(', ')}.`,
      ),
    );
}

/** `environments.default`, or `environments["pre-prod"]` where a dot would not do. */
function member(path: string, name: string): string {
  const plain = /^[A-Za-z_$][\w$]*$/.test(name);
  return plain ? (path === '' ? name : `${path}.${name}`) : `${path}[${JSON.stringify(name)}]`;
}

function wrong(path: string, message: string, next?: string): Mistake {
  return next === undefined ? { path, message } : { path, message, next };
}
