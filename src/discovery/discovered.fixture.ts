import { discover } from './discover.ts';
import { type FakeAccount, startFakeAws } from './fake-aws.fixture.ts';
import type { FakeResource } from './fake-cloudformation.fixture.ts';
import type { StackWish } from './stack-wish.ts';
import type { Target } from './target.ts';

export interface Discovered {
  readonly targets: readonly Target[];
  /** Invoke URL by target. */
  readonly urls: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly calls: readonly string[];
  readonly endpoint: string;
}

/** What discovery finds in an account that is plain data. */
export async function discovered(account: FakeAccount, ...stacks: readonly StackWish[]): Promise<Discovered> {
  const fake = await startFakeAws(account);
  const notes: string[] = [];
  try {
    const targets = await discover({
      stacks,
      env: { AWS_ENDPOINT_URL: fake.endpoint },
      onNote: (note) => notes.push(note),
    });
    const urls = Object.fromEntries(targets.map(({ target, invokeUrl }) => [target, invokeUrl]));
    return { targets, urls, notes, calls: fake.calls, endpoint: fake.endpoint };
  } finally {
    await fake.close();
  }
}

export const restApi = (id: string, name = 'Rest'): FakeResource => ['AWS::ApiGateway::RestApi', name, id];
export const v2Api = (id: string, name = 'Http'): FakeResource => ['AWS::ApiGatewayV2::Api', name, id];
