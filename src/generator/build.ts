import { fileURLToPath } from 'node:url';
import { runBounded } from './bounded-command.ts';

export interface Build {
  /** The `go` program. */
  readonly go: string;
  readonly version: string;
  /** The file to write. */
  readonly to: string;
  readonly path: string;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly heartbeatMs?: number;
}

/** The Go module that holds nothing but the pinned k6; go.sum verifies every byte of it. */
export const goModule = fileURLToPath(new URL('../../tools/k6', import.meta.url));

const buildWithinMs = 20 * 60_000;
const usualHeartbeatMs = 5_000;

/**
 * Builds k6 with Go, in 2–4 minutes where nothing of it is cached.
 * @throws Error with one sentence that says why it isn't possible; the signal's reason when it is aborted.
 */
export async function buildGenerator(build: Build): Promise<void> {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  let downloaded = 0;
  let compiled = 0;
  const heartbeat = setInterval(() => {
    const done = downloaded + compiled === 0 ? '' : `, ${downloaded} modules, ${compiled} packages`;
    build.progress(`building k6 v${build.version}: ${seconds()} s${done}`);
  }, build.heartbeatMs ?? usualHeartbeatMs);
  try {
    const end = await runBounded({
      path: build.go,
      args: ['build', '-v', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', build.to, '.'],
      cwd: goModule,
      // A go.work above the checkout must not change what is built; k6's own releases use no C either.
      env: { ...process.env, PATH: build.path, GOWORK: 'off', GO111MODULE: 'on', CGO_ENABLED: '0' },
      timeoutMs: buildWithinMs,
      signal: build.signal,
      onErrorOutput: (text) => {
        const lines = text.split('\n').filter((line) => line !== '');
        const fetched = lines.filter((line) => line.startsWith('go: ')).length;
        downloaded += fetched;
        compiled += lines.length - fetched;
      },
    });
    if (end.kind === 'not-started') throw new Error(end.reason);
    if (end.kind === 'timed-out') throw new Error(`not done after ${buildWithinMs / 60_000} minutes`);
    if (end.kind === 'killed') throw new Error(`go was killed by ${end.signal}`);
    if (end.exitCode !== 0) throw new Error(`go build ends with ${end.exitCode}: ${failureIn(end.errors)}`);
    build.progress(`built k6 v${build.version} in ${seconds()} s`);
  } finally {
    clearInterval(heartbeat);
  }
}

/** What went wrong, without the names of the packages that went well. */
function failureIn(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /\s/.test(line.trim()) && !line.startsWith('go: downloading'));
  return (telling.length > 0 ? telling : lines).slice(-3).join(' ').slice(0, 500);
}
