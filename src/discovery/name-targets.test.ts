import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameTargets, type UnnamedTarget } from './name-targets.ts';

const place = fc.record({
  stackName: fc.constantFrom('a', 'a-b', 'b'),
  api: fc.constantFrom(
    ...(['rest', 'http'] as const).flatMap((apiType) => ['x', 'y'].map((id) => ({ apiType, id }))),
  ),
  stage: fc.constantFrom('dev', 'prod', '$default'),
});

const found = fc.array(place, { maxLength: 12 }).map((places) =>
  places.map(
    ({ stackName, api: { apiType, id }, stage }): UnnamedTarget => ({
      apiType,
      apiId: `${stackName}-${apiType}-${id}`,
      logicalId: id.toUpperCase(),
      stackName,
      stage,
      invokeUrl: `https://${stackName}-${apiType}-${id}.example.com/${stage}`,
      region: 'eu-west-1',
      endpointType: 'REGIONAL',
    }),
  ),
);

test('names are unique, and one for each place that is called', () => {
  fc.assert(
    fc.property(found, (targets) => {
      const named = nameTargets(targets);
      assert.equal(new Set(named.map(({ target }) => target)).size, named.length);
      assert.equal(named.length, new Set(targets.map(({ invokeUrl }) => invokeUrl)).size);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('a name starts with the stack, and says the API type', () => {
  fc.assert(
    fc.property(found, (targets) => {
      for (const { target, stackName, apiType } of nameTargets(targets)) {
        assert.match(target, new RegExp(`^${stackName}(\\.[XY])?:${apiType}(@.+)?$`));
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('a lone API of its type with a lone stage needs neither', () => {
  const [one] =
    fc.sample(
      found.filter((targets) => targets.length > 0),
      { seed: 5, numRuns: 1 },
    )[0] ?? [];
  assert.ok(one);
  assert.equal(nameTargets([one])[0]?.target, `${one.stackName}:${one.apiType}`);
});

test('two APIs of a type with a stage each are told apart by their names alone', () => {
  const api = (logicalId: string, stage: string): UnnamedTarget => ({
    apiType: 'http',
    apiId: logicalId,
    logicalId,
    stackName: 'shop',
    stage,
    invokeUrl: `https://${logicalId}.example.com/${stage}`,
    region: 'eu-west-1',
    endpointType: 'REGIONAL',
  });
  assert.deepEqual(
    nameTargets([api('Public', '$default'), api('Inner', 'v1'), api('Inner', 'v2')]).map(
      ({ target }) => target,
    ),
    ['shop.Public:http', 'shop.Inner:http@v1', 'shop.Inner:http@v2'],
  );
});
