import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  idsOfAws as idsUnderLoad,
  isForeignPage as isForeignUnderLoad,
  isRedirection,
} from '../../load/page.ts';
import { idsOfAws, isForeignPage } from './answered-by.ts';

const page = (headers: { readonly [name: string]: string }, mediaType = 'text/html') =>
  isForeignPage({ mediaType, header: (name) => headers[name] ?? null });

it('a page without any id of AWS is somebody else’s', () => {
  assert.ok(page({}));
  assert.ok(!page({}, 'application/json'));
  for (const id of idsOfAws) assert.ok(!page({ [id]: 'x' }), id);
});

it('k6 looks for the same ids', () => {
  assert.deepEqual(
    idsUnderLoad.map((name) => name.toLowerCase()),
    [...idsOfAws],
  );
  const headers = { 'Content-Type': 'text/html; charset=utf-8' };
  assert.ok(isForeignUnderLoad({ headers }));
  for (const id of idsUnderLoad) assert.ok(!isForeignUnderLoad({ headers: { ...headers, [id]: 'x' } }), id);
});

it('under load an answer that nothing has changed is no redirection', () => {
  assert.deepEqual([301, 302, 303, 304, 307, 308, 200].filter(isRedirection), [301, 302, 303, 307, 308]);
});
