import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a small API Gateway of a test's own answers, by a piece of the path: JSON, a refusal, or nothing at all. */
export interface FakeAnswer {
  readonly status?: number;
  readonly code?: string;
  readonly body?: unknown;
  /** As it stands. */
  readonly raw?: string;
  readonly contentType?: string;
  readonly silent?: true;
}

export type FakeAnswers = readonly (readonly [path: RegExp, answer: FakeAnswer])[];

/** The first that fits answers; else 404. Paths hold the query. */
export async function startFakeGateway(answers: FakeAnswers) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    calls.push(url);
    const [, answer] = answers.find(([path]) => path.test(url)) ?? [
      /./,
      { status: 404, code: 'NotFoundException' },
    ];
    if (answer.silent) return;
    response.writeHead(answer.status ?? 200, {
      'content-type': answer.contentType ?? 'application/json',
      'x-amzn-requestid': 'a1',
      ...(answer.code === undefined ? {} : { 'x-amzn-errortype': answer.code }),
    });
    response.end(answer.raw ?? JSON.stringify(answer.body ?? { message: answer.code }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    calls,
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
