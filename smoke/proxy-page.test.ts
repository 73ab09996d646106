import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Told, tell } from '../src/conformance/exchange.fixture.ts';
import { ProxyPages } from './proxy-page.ts';

const HTTPS_PROXY = 'http://ann:secret@proxy.corp:3128';
const page: Told = {
  status: 403,
  body: '<html>blocked</html>',
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'x-amzn-requestid': [],
    'x-amz-apigw-id': [],
    'apigw-requestid': [],
  },
};
const look = (env: Record<string, string>, ...answers: readonly Told[]) => {
  const pages = new ProxyPages(env);
  for (const answer of answers) pages.look(tell(answer).exchange);
};

test("a page in place of the first answer is the proxy's own, and nobody's credentials are told", () => {
  assert.throws(
    () => look({ HTTPS_PROXY }, page),
    (error: Error) => {
      assert.match(
        error.message,
        /in its place the proxy proxy\.corp:3128 \(HTTPS_PROXY\) answers .* with 403 and a page/,
      );
      return !/secret|ann/.test(error.message);
    },
  );
});

test("a page is the API's where no proxy stands between, where AWS signs it, and after another answer", () => {
  look({}, page);
  look({ HTTPS_PROXY, NO_PROXY: '*' }, page);
  look({ HTTPS_PROXY }, { ...page, headers: { 'content-type': 'text/html' } });
  look({ HTTPS_PROXY }, {}, page);
  look({ HTTPS_PROXY }, { silence: 'timeout' }, {});
});
