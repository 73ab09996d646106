import { defineContract } from 'gatewright';

/** What the stack beside it promises; the faults planted in that stack break it. */
export const account = defineContract({
  name: 'account',
  routes: {
    'GET /profile': {
      apiTypes: ['rest'],
      auth: { header: 'x-api-key', from: 'env:ACCOUNT_KEY' },
      responses: { 200: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
      examples: { 'the profile': { expect: { status: 200, body: { name: 'Alice' } } } },
    },

    'GET /prices': {
      apiTypes: ['rest'],
      responses: {
        200: {
          type: 'object',
          properties: {
            currency: { type: 'string' },
            price: { type: 'integer' },
            at: { type: 'integer' },
          },
          required: ['currency', 'price', 'at'],
        },
      },
      cache: { ttlSeconds: 60, keyedBy: ['query.currency'] },
      examples: {
        'a price in euros': {
          query: { currency: 'EUR' },
          expect: { status: 200, body: { currency: 'EUR', price: 100 } },
        },
        'a price in dollars': {
          query: { currency: 'USD' },
          expect: { status: 200, body: { currency: 'USD', price: 110 } },
        },
      },
    },

    'GET /orders': {
      apiTypes: ['rest'],
      auth: { header: 'authorization', from: 'env:ACCOUNT_TOKEN' },
      responses: { 200: { type: 'object', properties: { of: { type: 'string' } }, required: ['of'] } },
      examples: { "the caller's orders": { expect: { status: 200, body: { of: 'alice' } } } },
    },

    'GET /files/latest': {
      apiTypes: ['rest'],
      responses: { 200: { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] } },
      examples: { 'the latest file': { expect: { status: 200, body: { file: 'the latest one' } } } },
    },

    'GET /files/{path+}': {
      apiTypes: ['rest'],
      responses: { 200: { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] } },
      examples: {
        'a file in a folder': {
          path: { path: 'reports/2026.txt' },
          expect: { status: 200, body: { file: 'reports/2026.txt' } },
        },
      },
    },

    'GET /logo': {
      apiTypes: ['rest'],
      responses: { 200: true },
      contentType: 'image/png',
      examples: {
        'the logo': {
          headers: { accept: 'image/png' },
          expect: { status: 200, headers: { 'content-length': '70' } },
        },
      },
    },

    'GET /session': {
      apiTypes: ['http'],
      cors: { origins: ['https://app.example.com'], methods: ['GET'], headers: ['Authorization'] },
      responses: {
        200: { type: 'object', properties: { session: { const: 'open' } }, required: ['session'] },
      },
      examples: {
        'a session with two cookies': {
          expect: { status: 200, headers: { 'set-cookie': 'theme=dark; Path=/, lang=en; Path=/' } },
        },
      },
    },

    'GET /badge': {
      apiTypes: ['http'],
      responses: { 200: true },
      contentType: 'image/svg+xml',
      examples: {
        'the badge': { expect: { status: 200, text: "<svg xmlns='http://www.w3.org/2000/svg'/>" } },
      },
    },

    'GET /me': {
      apiTypes: ['http'],
      auth: {
        header: 'authorization',
        scheme: 'Bearer',
        from: 'env:ACCOUNT_BEARER',
        refused: { 'a token for another app': 'env:ACCOUNT_BEARER_OF_ANOTHER_APP' },
      },
      responses: {
        200: { type: 'object', properties: { subject: { type: 'string' } }, required: ['subject'] },
      },
      examples: { 'the caller': { expect: { status: 200, body: { subject: 'alice' } } } },
    },
  },
});
