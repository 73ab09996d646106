import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { knownTypes } from '../known-properties.ts';
import { Properties } from '../properties.ts';
import { loadText } from '../written-template.fixture.ts';
import { everyProperty } from './every-property.fixture.ts';
import { httpWithEverything, restWithEverything } from './everything.fixture.ts';
import type { KnownType } from './known-type.ts';

/** The path itself and all that it lies in. */
const within = (path: string): string[] =>
  path.split('.').map((_, index, names) => names.slice(0, index + 1).join('.'));

function treatmentsOf(path: string, { read, inert, notApplied }: KnownType): string[] {
  const places = within(path);
  return [
    ...(read.includes(path) || places.some((place) => read.includes(`${place}.*`)) ? ['read'] : []),
    ...(places.some((place) => inert[place] !== undefined) ? ['inert'] : []),
    ...(places.some((place) => notApplied[place] !== undefined) ? ['reported'] : []),
  ];
}

describe('every property of the resource types served', () => {
  for (const [type, paths] of Object.entries(everyProperty))
    it(`of ${type} is read, inert for a reason, or reported`, () => {
      const known = knownTypes[type];
      assert.ok(known, `${type} isn't known`);
      for (const path of paths) {
        const treatments = treatmentsOf(path, known);
        assert.equal(treatments.length, 1, `${path}: ${treatments.join(' and ') || 'dropped in silence'}`);
      }
      for (const reason of [...Object.values(known.inert), ...Object.values(known.notApplied)])
        assert.ok(reason.length > 5);
    });

  it('and there is no type that the tables know and this test does not', () => {
    assert.deepEqual(Object.keys(knownTypes).sort(), Object.keys(everyProperty).sort());
  });
});

describe('what is said to be read', () => {
  const readers = [
    'has',
    'text',
    'oneOf',
    'number',
    'flag',
    'texts',
    'textMap',
    'flagMap',
    'tags',
    'object',
    'objects',
    'plain',
    'isText',
  ] as const;
  const touched = new Set<string>();
  const originals = new Map<string, unknown>();

  before(() => {
    const prototype = Properties.prototype as unknown as Record<string, unknown>;
    for (const reader of readers) {
      const original = prototype[reader] as (this: Properties, ...args: string[]) => unknown;
      originals.set(reader, original);
      prototype[reader] = function (this: Properties, ...args: string[]) {
        const [, type = '', ...rest] = /\((AWS::[\w:]+)\)$/.exec(this.owner) ?? [];
        const inside = this.owner.split(' of ').slice(0, -1).reverse();
        touched.add([type, ...rest, [...inside, args[0]].join('.')].join(' '));
        return original.apply(this, args);
      };
    }
    for (const template of [restWithEverything, httpWithEverything]) loadText(template);
  });
  after(() => {
    for (const [reader, original] of originals) Object.assign(Properties.prototype, { [reader]: original });
  });

  /** Of definitions that the templates don't hold: OpenAPI documents, WebSocket APIs, domains. */
  const elsewhere = /^(Body|BodyS3Location|BasePath|Parameters)\b/;

  for (const [type, { read }] of Object.entries(knownTypes))
    it(`of ${type} is`, () => {
      for (const path of read)
        if (!elsewhere.test(path))
          assert.ok(touched.has(`${type} ${path.replace(/\.\*$/, '')}`), `nobody reads ${path}`);
    });
});
