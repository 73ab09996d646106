import {
  type DefinedApis,
  type DefinedRoute,
  definition,
  type FoundDefinition,
  noApis,
  stackOf,
} from './found.ts';
import type { Repository } from './repository.ts';
import { type Fields, fieldsOf, readStructured, textOf } from './structured-text.ts';
import { keyRoute, route, templateApis } from './template-apis.ts';

/**
 * The Serverless Framework's services: the stack is SERVICE-STAGE unless provider.stackName says otherwise.
 * https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
 */
export function findServerless(repository: Repository): FoundDefinition[] {
  return repository.files
    .filter((file) => /(^|\/)serverless\.(ya?ml|json|ts|js|mjs|cjs)$/.test(file))
    .map((file) => (/\.[mc]?[tj]s$/.test(file) ? program(file) : service(repository, file)));
}

function program(file: string): FoundDefinition {
  return definition(file, {
    notes: [
      `${file} is a program, which init doesn't run: write the stack's name (SERVICE-STAGE) into the config.`,
    ],
  });
}

function service(repository: Repository, file: string): FoundDefinition {
  const read = readStructured(repository, file);
  if (!read.read) return definition(file, { notes: [read.because] });
  const { value } = read;
  const provider = fieldsOf(value.provider);
  if (provider.name !== undefined && provider.name !== 'aws') return definition(`${file} (not on AWS)`, {});
  const apis = apisOf(value);
  const own = stagesOf(value);
  const stacks = own.flatMap((stage) => {
    const say = (said: unknown) => resolved(said, { whole: value, stage });
    const name = say(fieldsOf(value.service).name ?? value.service);
    const stack = say(provider.stackName ?? (name === null ? undefined : `${name}-${stage}`));
    if (stack === null) return [];
    const [region, profile] = [say(provider.region ?? 'us-east-1'), say(provider.profile)];
    return [stackOf({ stack, environment: stage, region, profile, apis, file })];
  });
  return definition(`${file} (${stacks.map(({ stack }) => stack).join(', ') || 'no stack name'})`, {
    stacks,
    notes:
      stacks.length > 0
        ? []
        : [
            `${file}: the service's name depends on variables that only a deployment knows: write the stack's name into the config.`,
          ],
  });
}

/** Those that parameters are given for, else the one that is the default. */
function stagesOf(value: Fields): string[] {
  const named = Object.keys({ ...fieldsOf(value.params), ...fieldsOf(value.stages) }).filter(
    (name) => name !== 'default',
  );
  const usual = resolved(fieldsOf(value.provider).stage ?? 'dev', { whole: value, stage: 'dev' }) ?? 'dev';
  return named.length > 0 ? named : [usual];
}

interface Around {
  readonly whole: Fields;
  readonly stage: string;
}

/** A text with its variables filled in as far as the file alone tells; `null` where it doesn't. */
function resolved(said: unknown, around: Around, depth = 0): string | null {
  if (typeof said !== 'string' || depth > 10) return null;
  let unknown = false;
  const filled = said.replaceAll(/\$\{([^${}]*)\}/g, (_, inside: string) => {
    const value = variable(inside, around, depth);
    if (value === null) unknown = true;
    return value ?? '';
  });
  if (unknown || filled === '') return null;
  // Variables inside variables: the innermost were first.
  return filled.includes('${') ? resolved(filled, around, depth + 1) : filled;
}

function variable(inside: string, around: Around, depth: number): string | null {
  for (const one of inside.split(',').map((part) => part.trim())) {
    const quoted = /^(['"])(.*)\1$/.exec(one);
    if (quoted !== null) return quoted[2] ?? null;
    if (one === 'sls:stage' || one === 'opt:stage' || one === 'self:provider.stage') return around.stage;
    if (one.startsWith('self:')) {
      const path = one.slice('self:'.length).split('.');
      const value = path.reduce<unknown>((at, key) => fieldsOf(at)[key], around.whole);
      const plain = path[0] === 'service' && path.length === 1 ? (fieldsOf(value).name ?? value) : value;
      const text = resolved(typeof plain === 'number' ? String(plain) : plain, around, depth + 1);
      if (text !== null) return text;
    }
  }
  return null;
}

function apisOf(value: Fields): DefinedApis {
  const events = Object.values(fieldsOf(value.functions)).flatMap((one) => {
    const { events: list } = fieldsOf(one);
    return Array.isArray(list) ? list : [];
  });
  const routes = events.flatMap((event) => eventRoutes(event));
  const inResources = [value.resources].flat().map((one) => templateApis(fieldsOf(one)));
  return {
    ...noApis,
    types: [
      ...new Set([...routes.map(({ apiType }) => apiType), ...inResources.flatMap(({ types }) => types)]),
    ],
    routes: [...routes, ...inResources.flatMap((one) => one.routes)],
    bodies: inResources.flatMap((one) => one.bodies),
  };
}

function eventRoutes(event: unknown): DefinedRoute[] {
  if (event === 'httpApi') return keyRoute('$default');
  const { http, httpApi } = fieldsOf(event);
  if (httpApi !== undefined) {
    if (httpApi === '*') return keyRoute('$default');
    const { method, path } = fieldsOf(httpApi);
    return textOf(httpApi) === null ? route('http', method ?? 'ANY', path) : keyRoute(httpApi);
  }
  if (http === undefined) return [];
  const { method, path } = typeof http === 'string' ? halves(http) : fieldsOf(http);
  return route('rest', method, `/${String(path ?? '').replace(/^\//, '')}`);
}

/** `get users/list`. */
function halves(text: string): Fields {
  const [method, path] = text.trim().split(/\s+/);
  return { method, path };
}
