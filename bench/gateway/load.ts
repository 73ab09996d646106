import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';

export interface Throughput {
  readonly requestsPerSecond: number;
  readonly requests: number;
  /** Answers that were no 2xx or 3xx, and connections that failed. */
  readonly failures: number;
}

/** `wrk -t1 -c50`: a closed loop, which tells how much a server can do and not how quick it is. */
export async function throughput(url: string, seconds: number): Promise<Throughput> {
  const { stdout } = await promisify(execFile)('wrk', ['-t1', '-c50', `-d${seconds}s`, url]).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error('wrk is not installed: apt-get install wrk') : error;
    },
  );
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? 0);
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout);
  return {
    requestsPerSecond: number(/Requests\/sec:\s+([\d.]+)/),
    requests: number(/(\d+) requests in/),
    failures:
      number(/Non-2xx or 3xx responses: (\d+)/) +
      (socketErrors?.slice(1).reduce((sum, count) => sum + Number(count), 0) ?? 0),
  };
}

/** Latencies, milliseconds, of requests that start at a constant rate whatever became of those before. */
export async function latencies(
  url: string,
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const pending: Promise<number>[] = [];
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    const dueMs = began + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    pending.push(timed(url, agent));
  }
  const taken = await Promise.all(pending);
  agent.destroy();
  return taken;
}

function timed(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    get(url, { agent }, (response) => {
      response.on('end', () => resolve(performance.now() - began)).resume();
    }).on('error', reject);
  });
}

/** Opens connections, keeps them, and sends a request on each in every round; how many got a 200 every time. */
export async function keptConnections(
  url: string,
  { count, rounds }: { readonly count: number; readonly rounds: number },
): Promise<number> {
  const { hostname, port, pathname } = new URL(url);
  const request = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`;
  const served = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), hostname);
      try {
        await once(socket, 'connect');
        for (let round = 0; round < rounds; round += 1) {
          const data = once(socket, 'data');
          socket.write(request);
          if (!String((await data)[0]).startsWith('HTTP/1.1 200 ')) return 0;
        }
        return 1;
      } catch {
        return 0;
      } finally {
        // Only when all are done: they have to be open at the same time.
        setTimeout(() => socket.destroy(), 30_000).unref();
      }
    }),
  );
  return served.reduce<number>((sum, one) => sum + one, 0);
}
