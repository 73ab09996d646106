import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameParameters, PathTree, parameterNames, segmentsOf } from './path-tree.ts';

function treeOf(...templates: string[]): PathTree<string> {
  return filled(new PathTree<string>(), templates);
}

function filled(tree: PathTree<string>, templates: readonly string[]): PathTree<string> {
  for (const template of templates) tree.leaf(template, () => template);
  return tree;
}

function match(tree: PathTree<string>, path: string): [string, ...string[]] | null {
  const found = tree.find(segmentsOf(path), (leaf) => leaf);
  return found === null ? null : [found.found, ...found.values];
}

test('a literal wins over a parameter, and a parameter over a greedy one', () => {
  const tree = treeOf('/users/{proxy+}', '/users/{id}', '/users/me');
  assert.deepEqual(match(tree, '/users/me'), ['/users/me']);
  assert.deepEqual(match(tree, '/users/7'), ['/users/{id}', '7']);
  assert.deepEqual(match(tree, '/users/7/posts'), ['/users/{proxy+}', '7/posts']);
});

test('a greedy parameter stands for the nothing behind a final slash only where it is told to', () => {
  const templates = ['/users/{proxy+}', '/users/me/{proxy+}'];
  const told = filled(new PathTree<string>({ greedyTakesNothing: true }), templates);
  assert.deepEqual(match(told, '/users/'), ['/users/{proxy+}', '']);
  assert.deepEqual(match(told, '/users/me/'), ['/users/me/{proxy+}', '']);
  assert.deepEqual(match(told, '/users/me'), ['/users/{proxy+}', 'me']);
  assert.equal(match(told, '/users'), null);
  assert.equal(match(told, '/'), null);
  assert.equal(match(treeOf(...templates), '/users/'), null);
  const root = filled(new PathTree<string>({ greedyTakesNothing: true }), ['/{proxy+}']);
  assert.deepEqual(match(root, '/'), ['/{proxy+}', '']);
  root.leaf('/', () => '/');
  assert.deepEqual(match(root, '/'), ['/']);
});

test('the search goes back from a literal that leads nowhere', () => {
  const tree = treeOf('/part1', '/part1/hardcoded-value', '/{param+}', '/{a}/{b}/end');
  assert.deepEqual(match(tree, '/part1/random'), ['/{param+}', 'part1/random']);
  assert.deepEqual(match(tree, '/part1/random/end'), ['/{a}/{b}/end', 'part1', 'random']);
});

test('a leaf may decline, and the next most specific one is asked', () => {
  const tree = treeOf('/users/me', '/users/{id}', '/{proxy+}');
  const asked: string[] = [];
  const found = tree.find(['users', 'me'], (leaf) => {
    asked.push(leaf);
    return leaf === '/{proxy+}' ? leaf : undefined;
  });
  assert.deepEqual(asked, ['/users/me', '/users/{id}', '/{proxy+}']);
  assert.deepEqual(found?.values, ['users/me']);
});

test('a greedy parameter doesn’t match nothing, and a parameter no empty segment', () => {
  assert.equal(match(treeOf('/{proxy+}'), '/'), null);
  assert.equal(match(treeOf('/users/{proxy+}'), '/users/'), null);
  assert.equal(match(treeOf('/users/{id}'), '/users/'), null);
  assert.deepEqual(match(treeOf('/{proxy+}'), '/a//b'), ['/{proxy+}', 'a//b']);
});

test('names and values of parameters belong together by their place', () => {
  const template = '/users/{id}/files/{path+}';
  assert.deepEqual(parameterNames(template), ['id', 'path']);
  assert.deepEqual(nameParameters(['id', 'path'], ['7', 'a/b']), { id: '7', path: 'a/b' });
  assert.equal(nameParameters([], []), null);
});

test('every template without a greedy part finds itself once its parameters are filled in', () => {
  const part = fc.constantFrom('a', 'b', 'c', '{x}', '{y}');
  const template = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(fc.uniqueArray(template, { minLength: 1, maxLength: 8 }), (templates) => {
      const tree = treeOf(...templates);
      for (const wanted of templates) {
        const path = wanted.replace(/\{\w\}/g, 'zzz');
        const found = match(tree, path);
        assert.ok(found);
        assert.equal(found[0].replace(/\{\w\}/g, '{}'), wanted.replace(/\{\w\}/g, '{}'));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
