import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { awsCalls, everyNeed, needsOf, type SdkPackage, services } from './aws-calls.ts';
import { type Feature, featureNames, features, featuresOfVerb } from './features.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface MadeCall {
  readonly file: string;
  readonly operation: string;
  /** Packages that the file, or what it is handed, can have the command from. */
  readonly packages: readonly SdkPackage[];
}

const gatewayClients = ['client-api-gateway', 'client-apigatewayv2'] as const;

/** Commands and paginators of the SDK in what is shipped, by the text of the files. */
const made: MadeCall[] = ['src', 'scripts', 'smoke']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter(
    (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file) && !file.includes('node_modules'),
  )
  .flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const named = [...text.matchAll(/@aws-sdk\/(client-[\w-]+)/g)].map(([, name]) => name as SdkPackage);
    const handed = /gateway-clients/.test(text) ? gatewayClients : [];
    const packages = [...new Set([...named, ...handed])];
    const commands = [...text.matchAll(/\bnew\s+(?:\w+\.)+(\w+)Command\s*\(|\.paginate(\w+)\s*\(/g)];
    return commands.map(([, command, paginated]) => ({
      file,
      operation: command ?? paginated ?? '',
      packages,
    }));
  });

function has(name: SdkPackage, operation: string): boolean {
  return Object.hasOwn(awsCalls[name] ?? {}, operation);
}

test('every call of the SDK in the source is in the table', () => {
  assert.ok(made.length > 20);
  const unknown = made.filter(({ packages, operation }) => !packages.some((name) => has(name, operation)));
  assert.deepEqual(
    unknown.map(
      ({ file, operation }) => `${file} calls ${operation}: add what it takes to src/permission/aws-calls.ts`,
    ),
    [],
  );
});

test('every package of the SDK that is loaded is in the table', () => {
  const loaded = new Set(made.flatMap(({ packages }) => packages));
  assert.deepEqual(
    [...loaded].filter((name) => !Object.hasOwn(awsCalls, name)),
    [],
  );
});

/** Calls that no command in the source makes, and who makes them. */
const madeByOthers = { AssumeRole: "the SDK's fromTemporaryCredentials, for a role that somebody names" };

test('nothing is in the table that nobody calls', () => {
  const uncalled = Object.entries(awsCalls).flatMap(([name, calls]) =>
    Object.keys(calls).filter(
      (operation) =>
        !made.some((one) => one.operation === operation && one.packages.includes(name as SdkPackage)),
    ),
  );
  assert.deepEqual(uncalled, Object.keys(madeByOthers));
});

test('calls of the same name lose the same, since a message only has the name', () => {
  for (const packages of Object.values(services)) {
    const all = packages.flatMap((name) => Object.entries(awsCalls[name]));
    for (const [operation, { without }] of all) {
      assert.equal(
        new Set(all.filter(([one]) => one === operation).map(([, needs]) => needs.without)).size,
        1,
      );
      assert.ok(without.length > 0);
    }
  }
  assert.equal(needsOf('API Gateway', 'GetApi')?.action, 'apigateway:GET');
  assert.equal(needsOf('Lambda', 'toString'), null);
});

test('only reading is asked for, but for what a caution says', () => {
  const reading = /^(apigateway:GET|\w+:(Get|List|Describe|Filter)\w+)$/;
  for (const { action, feature } of everyNeed()) {
    const about: Feature = features[feature];
    assert.ok(action === null || reading.test(action) || about.caution !== undefined, String(action));
  }
});

test('a feature asks for all resources, or for some: a statement would otherwise mix them', () => {
  for (const name of featureNames) {
    const all = everyNeed().filter(({ feature, also = [] }) => feature === name || also.includes(name));
    assert.ok(all.length > 0, name);
    const arns = all.flatMap(({ on }) => on);
    assert.ok(arns.every((arn) => arn === '*') || arns.every((arn) => arn.startsWith('arn:')), name);
  }
});

test('each feature is of a verb, but for roles', () => {
  const ofVerbs = new Set<string>(Object.values(featuresOfVerb).flat());
  assert.deepEqual(
    featureNames.filter((name) => !ofVerbs.has(name)),
    ['roles'],
  );
});
