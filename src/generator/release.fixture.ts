import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Release, ReleaseArchive } from './release.ts';

const run = promisify(execFile);

export interface TestServer {
  readonly url: string;
  readonly requests: string[];
  close(): void;
}

/** A server of a test's own, on a free port. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What the program in a test's release does: tells its version, as k6 would. */
export const tellsVersion = (version: string) => `#!/bin/sh\necho "k6 v${version} (go1.26, linux/amd64)"\n`;

export interface TestRelease {
  readonly release: Release;
  /** The bytes of the archive. */
  readonly archive: Buffer;
}

/** A release of one archive for linux-amd64, packed by the tools that pack real ones. */
export async function makeRelease(
  folder: string,
  options: { version: string; program: string; format?: ReleaseArchive['format'] },
): Promise<TestRelease> {
  const { version, program, format = 'tar.gz' } = options;
  const name = `k6-v${version}-linux-amd64`;
  const file = `${name}.${format}`;
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'README.md'), 'not this one');
  await writeFile(join(folder, name, 'k6'), program);
  await chmod(join(folder, name, 'k6'), 0o755);
  if (format === 'zip') await run('python3', ['-m', 'zipfile', '-c', file, `${name}/`], { cwd: folder });
  else await run('tar', ['-czf', file, name], { cwd: folder });
  const archive = await readFile(join(folder, file));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  return { release: { version, archives: { 'linux-amd64': { name, format, sha256 } } }, archive };
}
