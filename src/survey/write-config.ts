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
  if ('outputsFile' in target) return { outputsFile: target.outputsFile, contract: target.contract };
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
  if (member !== 'targets') return [];
  return (environment?.targets ?? []).flatMap((target) => {
    if ('stack' in target) return target.guessed ? [guessedStack(target.stack)] : [];
    return target.madeBy === null ? [] : [`After each apply: ${target.madeBy}`];
  });
}

const guessedStack = (stack: string) =>
  `TODO: nothing here says that the stack is called ${stack}: write the name that it is deployed under.`;

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
