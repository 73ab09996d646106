import { literal } from '../openapi/literal.ts';
import type { PlannedEnvironment, PlannedTarget } from './environments.ts';

/** `gatewright.config.ts`, with what nobody knows as TODO. */
export function writeConfig(environments: readonly PlannedEnvironment[]): string {
  if (environments.length === 0) return withoutEnvironments;
  const config = {
    environments: Object.fromEntries(environments.map((one) => [one.name, configured(one)])),
  };
  const text = literal(config, {
    names: new Map(),
    remarksAt: (path) => remarks(path, environments),
  });
  return ["import { defineConfig } from 'gatewright';", '', `export default defineConfig(${text});`, ''].join(
    '\n',
  );
}

function configured({ region, profile, account, protect, targets }: PlannedEnvironment): object {
  return {
    ...(region === null ? {} : { region }),
    ...(profile === null ? {} : { profile }),
    ...(account === null ? {} : { account }),
    ...(protect ? { protect } : {}),
    targets: targets.map(source),
  };
}

function source(target: PlannedTarget): object {
  if ('url' in target) return target;
  const { stack, contract, region, account } = target;
  const pairs = stack === contract || stack.startsWith(`${contract}-`);
  return {
    stack,
    ...(pairs ? {} : { contract }),
    ...(region === null ? {} : { region }),
    ...(account === null ? {} : { account }),
  };
}

function remarks(path: readonly string[], environments: readonly PlannedEnvironment[]): string[] {
  const [, name, member] = path;
  if (path.length !== 3) return [];
  const environment = environments.find((one) => one.name === name);
  if (member === 'protect')
    return ['Only requests that change nothing, and load only with --allow-production.'];
  const guessed = environment?.targets.some((target) => 'stack' in target && target.guessed);
  return member === 'targets' && guessed ? [guessedStack] : [];
}

const guessedStack =
  'TODO: nothing here says what the stack is called: write the name that it is deployed under.';

const withoutEnvironments = `import { defineConfig } from 'gatewright';

export default defineConfig({
  environments: {
    // TODO: what is deployed, and where. A stack, whose APIs and stages are found out:
    // staging: { region: 'eu-west-1', targets: [{ stack: 'my-api-staging' }] },
    // Or an invoke URL, which needs no credentials:
    // staging: { targets: [{ url: 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/dev', apiType: 'rest' }] },
  },
});
`;
