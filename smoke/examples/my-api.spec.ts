import { expect, test } from 'gatewright/playwright';
import { myApi } from '../../contracts/my-api.ts';

for (const apiType of ['rest', 'http'] as const) {
  test.describe(`my-api [${apiType}]`, () => {
    test.use({ subject: { contract: 'my-api', apiType } });

    test('a user that was just created is found under its name', async ({ api }) => {
      const created = await api.post('/users', { data: { name: 'Grace' } });
      await expect(created).toConformTo(myApi, 'POST /users', 201);
      const { name } = await created.json();
      const found = await api.get('/search', { params: { q: name, limit: 1 } });
      await expect(found).toConformTo(myApi, 'GET /search', { status: 200, body: { query: 'Grace' } });
    });

    test('every user of the list has a page', async ({ api }) => {
      const list = await api.get('/users');
      await expect(list).toMatchSchema({ type: 'array', minItems: 1 });
      for (const { id } of await list.json()) {
        await expect(await api.get(`/users/${id}`)).toConformTo(myApi, 'GET /users/{id}');
      }
    });

    test('pages of any origin may call, with JSON', async ({ api }) => {
      const origin = 'https://shop.example';
      const question = { origin, method: 'POST', headers: ['content-type'] };
      await expect(await api.preflight('/users', question)).toAllowOrigin(origin, {
        methods: ['POST'],
        headers: ['Content-Type'],
      });
      await expect(await api.get('/hello', { headers: { origin } })).toAllowOrigin(origin);
    });

    test('what nobody serves is refused by the gateway, and not by a function', async ({ api }) => {
      await expect(await api.get('/no-such-thing')).toBeGatewayError('route-missing');
      await expect(await api.get('/hello')).not.toBeGatewayError();
    });
  });
}
