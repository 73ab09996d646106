import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inOrder } from './in-order.ts';

test('everything is done once, after what it waits for, with no more at a time than there are lanes', async () => {
  const graphs = fc
    .integer({ min: 1, max: 30 })
    .chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, index) =>
          fc.array(fc.nat({ max: Math.max(0, index - 1) }), { maxLength: index === 0 ? 0 : 3 }),
        ),
      ),
    );
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async (graph, lanes) => {
      const items = graph.map((after, id) => ({ id: String(id), after: after.map(String) }));
      const done: string[] = [];
      let busy = 0;
      await inOrder(items, lanes, async ({ id, after }) => {
        busy += 1;
        assert.ok(busy <= lanes);
        for (const before of after) assert.ok(done.includes(before));
        await new Promise(setImmediate);
        busy -= 1;
        done.push(id);
      });
      assert.deepEqual(done.toSorted(), items.map(({ id }) => id).toSorted());
    }),
    { seed: 5, numRuns: 60 },
  );
});

test('what waits for nothing is not held up by what waits', async () => {
  const begun: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const items = [{ id: 'first' }, { id: 'second', after: ['first'] }, { id: 'third' }];
  await inOrder(items, 2, async ({ id }) => {
    begun.push(id);
    if (id === 'first') await held;
    if (id === 'third') release();
  });
  assert.deepEqual(begun, ['first', 'third', 'second']);
});

test('whoever waits for something that is not there, or in a circle, is done all the same', async () => {
  const done: string[] = [];
  const items = [
    { id: 'a', after: ['b'] },
    { id: 'b', after: ['a'] },
    { id: 'c', after: ['nobody'] },
  ];
  await inOrder(items, 3, async ({ id }) => {
    done.push(id);
  });
  assert.deepEqual(done, ['c', 'a', 'b']);
});

test('an error ends it, and nothing more is begun', async () => {
  const begun: string[] = [];
  const items = [{ id: 'a' }, { id: 'b', after: ['a'] }];
  await assert.rejects(
    inOrder(items, 2, async ({ id }) => {
      begun.push(id);
      throw new Error('no');
    }),
    /no/,
  );
  assert.deepEqual(begun, ['a']);
});
