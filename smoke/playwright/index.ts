import path from 'node:path';
import { test as base } from '@playwright/test';
import { redactExchange } from '../../src/conformance/redact-exchange.ts';
import type { Target } from '../../src/discovery/target.ts';
import { readSmokeEnvironment } from '../environment.ts';
import { version } from '../version.ts';
import { type Api, TargetApi } from './api.ts';
import { withAdvice } from './mistake.ts';
import { type FoundSubject, findSubject, type SubjectWish } from './subject.ts';

export type { OwnErrorKind } from '../../src/conformance/expectations.ts';
export type { Api, RequestOptions } from './api.ts';
export type { Conformity, GatewayErrorOptions, ResponseMatchers, SchemaOptions } from './matchers.ts';
export { expect } from './matchers.ts';
export type { OriginOptions } from './origin.ts';
export type { SubjectWish } from './subject.ts';

export interface GatewrightOptions {
  /** Which of the run's targets the tests are about; needed where the run has several. */
  subject: SubjectWish;
}

export interface GatewrightFixtures {
  /** The target under test. */
  target: Target;
  /** Sends requests to the target, with the credentials that the contract's route asks for. */
  api: Api;
  /** @internal */
  found: FoundSubject;
}

/** Playwright's `test`, bound to a target of the run; skipped where the run has none that fits. */
export const test = base.extend<GatewrightFixtures & GatewrightOptions>({
  subject: [{}, { option: true }],

  found: async ({ subject }, use, testInfo) => {
    const found = await findSubject(subject).catch(withAdvice);
    testInfo.skip(found === null, `this run has no target with ${wordsFor(subject)}`);
    if (found !== null) await use(found);
  },

  target: async ({ found }, use) => use(found.subject.target),

  api: async ({ found }, use, testInfo) => {
    const api = new TargetApi({
      subject: found.subject,
      root: found.root,
      headers: {
        'user-agent': `gatewright/${version()} (+spec)`,
        'x-gatewright-run': path.basename(found.runDir),
      },
      refuse:
        readSmokeEnvironment().effects === 'none' ? (because) => testInfo.skip(true, because) as never : null,
    });
    await use(api);
    if (testInfo.status !== testInfo.expectedStatus) {
      const exchanges = JSON.stringify(api.made.map(redactExchange), null, 2);
      await testInfo.attach('exchanges', { body: exchanges, contentType: 'application/json' });
    }
    await api.dispose();
  },
});

function wordsFor(subject: SubjectWish): string {
  return Object.entries(subject)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
