import { NotAws } from './aws-error.ts';
import { straighten } from './odd-answers.ts';
import { isAwsHost } from './partitions.ts';

/**
 * Sees every exchange of the SDK and keeps what tells which endpoint it really talks to, whoever
 * configured it: where the last request went, and what answered.
 */
export class EndpointWatch {
  /** Scheme, host and port of the last request; `null` before the first. */
  origin: string | null = null;
  /** `server` header of the last answer that had one. */
  server: string | null = null;
  #ask: ((path: string) => Promise<Headed>) | null = null;

  get isAws(): boolean {
    return this.origin === null || isAwsHost(new URL(this.origin).hostname);
  }

  /**
   * Whether the endpoint answers JSON at this path, unsigned and by the way that the last request went: authorities and
   * proxies hold here, too.
   */
  async servesJson(path: string): Promise<boolean> {
    try {
      const { response } = (await this.#ask?.(path)) ?? {};
      // An answer that nobody reads holds its connection, and the process with it.
      response?.body?.destroy?.();
      return response?.statusCode === 200 && (response.headers['content-type']?.includes('json') ?? false);
    } catch {
      return false;
    }
  }

  /** Looks over the shoulder of a client's request handler. */
  watch<Request extends Addressed, Rest extends unknown[], Answer extends Headed>(handler: {
    handle: (request: Request, ...rest: Rest) => Promise<Answer>;
  }): void {
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, ...rest) => {
      this.origin = originOf(request);
      const { protocol, hostname, port } = request;
      const plain = { protocol, hostname, port, method: 'GET', query: {}, headers: {}, body: undefined };
      this.#ask = (path) => handle({ ...plain, path } as unknown as Request, ...([] as unknown as Rest));
      const answer = await handle(request, ...rest);
      const { headers, statusCode } = answer.response;
      this.server = headers.server ?? this.server;
      // Some emulators send API Gateway's JSON as text/html; a login page holds no request id.
      const isPage = headers['content-type']?.startsWith('text/html') && !('x-amzn-requestid' in headers);
      if (isPage) throw new NotAws(statusCode);
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        throw new NotAws(statusCode, headers.location);
      }
      if (!this.isAws) await straighten(answer.response, request.path ?? '/');
      return answer;
    };
  }
}

interface Addressed {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path?: string;
}

interface Headed {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Record<string, string>;
    /** A stream, where the answer was not read yet. */
    body?: { destroy?: () => void };
  };
}

export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return (
    /^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) || /(^|\.)localhost(\.localstack\.cloud)?$/.test(hostname)
  );
}

function originOf({ protocol, hostname, port }: Addressed): string {
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`).origin;
}
