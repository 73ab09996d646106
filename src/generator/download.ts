import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { get } from '../transport/get.ts';

export interface Download {
  readonly url: string;
  readonly sha256: string;
  /** The file to write. */
  readonly to: string;
  /** What is downloaded, for the progress: `k6 v2.2.0`. */
  readonly title: string;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: DownloadLimits;
}

export interface DownloadLimits {
  /** Until the server answers, redirects included: a machine without internet moves on after this. */
  readonly answerMs: number;
  /** Without a single byte. */
  readonly silenceMs: number;
  readonly totalMs: number;
  readonly bytes: number;
}

const usualLimits: DownloadLimits = {
  answerMs: 5_000,
  silenceMs: 10_000,
  totalMs: 600_000,
  bytes: 300_000_000,
};
const reportEveryMs = 1_000;

/**
 * Downloads a file and checks it; a file that isn't what it should be stays where it was written.
 * @throws Error with one sentence that says why it isn't possible; the signal's reason when it is aborted.
 */
export async function download(request: Download): Promise<void> {
  const limits = request.limits ?? usualLimits;
  const guard = createGuard(limits, request.signal);
  try {
    guard.expect(limits.answerMs, `no answer within ${limits.answerMs / 1000} s`);
    const { status, contentLength, body } = await get(new URL(request.url), process.env, guard.signal);
    if (status < 200 || status > 299) throw new Error(`the server answers ${status}`);
    const length = Number(contentLength) || undefined;
    const sha256 = await write(request, body, {
      guard,
      limits,
      length,
    });
    if (sha256 !== request.sha256) {
      throw new Error(`its SHA-256 is ${sha256} and should be ${request.sha256}: not used`);
    }
  } catch (error) {
    request.signal?.throwIfAborted();
    throw new Error(`${request.url}: ${reasonOf(error)}`, { cause: error });
  } finally {
    guard.end();
  }
}

interface Guard {
  readonly signal: AbortSignal;
  /** Gives the next thing this long to happen. */
  expect(ms: number, orElse: string): void;
  end(): void;
}

function createGuard(limits: DownloadLimits, outer: AbortSignal | undefined): Guard {
  const late = new AbortController();
  const total = setTimeout(
    () => late.abort(new Error(`not there after ${limits.totalMs / 60_000} minutes`)),
    limits.totalMs,
  );
  let next: NodeJS.Timeout | undefined;
  return {
    signal: outer === undefined ? late.signal : AbortSignal.any([late.signal, outer]),
    expect: (ms, orElse) => {
      clearTimeout(next);
      next = setTimeout(() => late.abort(new Error(orElse)), ms);
    },
    end: () => {
      clearTimeout(total);
      clearTimeout(next);
    },
  };
}

interface Writing {
  readonly guard: Guard;
  readonly limits: DownloadLimits;
  readonly length: number | undefined;
}

async function write(request: Download, body: AsyncIterable<Uint8Array>, writing: Writing): Promise<string> {
  const { guard, limits, length } = writing;
  const hash = createHash('sha256');
  const file = await open(request.to, 'w');
  try {
    let bytes = 0;
    let reportedAt = Date.now();
    request.progress(
      `downloading ${request.title}${length === undefined ? '' : `, ${megabytes(length)} MB`}`,
    );
    guard.expect(limits.silenceMs, `nothing comes for ${limits.silenceMs / 1000} s`);
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      guard.expect(limits.silenceMs, `nothing more comes after ${bytes} bytes`);
      if (bytes > limits.bytes) throw new Error(`larger than ${megabytes(limits.bytes)} MB`);
      hash.update(chunk);
      await file.writeFile(chunk);
      if (Date.now() - reportedAt < reportEveryMs) continue;
      reportedAt = Date.now();
      const of =
        length === undefined ? '' : ` of ${megabytes(length)} MB, ${Math.floor((100 * bytes) / length)} %`;
      request.progress(`downloading ${request.title}: ${megabytes(bytes)}${of === '' ? ' MB' : of}`);
    }
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** `fetch` says "fetch failed" and hides the reason below it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error instanceof TypeError ? reasonOf(error.cause) : error.message;
}
