import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawRequest {
  readonly method: string;
  /** Sent as it is. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export interface RawResponse {
  readonly status: number;
  /** By lower-case name; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names as sent. */
  readonly headerNames: readonly string[];
  readonly body: Buffer;
}

/** Longer than any integration may take. */
const silenceLimitMs = 60_000;
const newLine = Buffer.from('\r\n');

/** One request over a connection of its own that says nothing but what it is told. */
export async function rawRequest(endpoint: string, request: RawRequest): Promise<RawResponse> {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const chunks: Buffer[] = [];
  const received = new Promise<RawResponse>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const response = readResponse(Buffer.concat(chunks), request.method);
      if (response !== null) resolve(response);
    });
    socket.on('error', reject);
    socket.setTimeout(silenceLimitMs, () => reject(new Error(`no answer came within ${silenceLimitMs} ms`)));
    socket.on('close', () => reject(new Error('the connection was closed without a whole response')));
  });
  socket.write(Buffer.concat(requestBytes(request, `${hostname}:${port}`)));
  try {
    return await received;
  } finally {
    socket.destroy();
  }
}

function requestBytes({ method, path, headers = {}, body }: RawRequest, host: string): Buffer[] {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  );
  const has = (name: string): boolean => Object.keys(headers).some((header) => header.toLowerCase() === name);
  if (!has('host')) lines.unshift(`Host: ${host}`);
  const bytes = Buffer.from(body ?? '');
  const counted = body !== undefined || method === 'POST' || method === 'PUT';
  const chunked = has('transfer-encoding');
  if (counted && !chunked && !has('content-length')) lines.push(`Content-Length: ${bytes.length}`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  if (!chunked) return [head, bytes];
  const chunk = bytes.length === 0 ? [] : [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, newLine];
  return [head, ...chunk, Buffer.from('0\r\n\r\n')];
}

/** `null` while bytes are missing. Skips `100 Continue`. */
function readResponse(bytes: Buffer, method: string): RawResponse | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  if (status === 100) return readResponse(bytes.subarray(end + 4), method);
  const headers: Record<string, string> = {};
  const headerNames: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headerNames.push(line.slice(0, colon));
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const length = method === 'HEAD' || status === 204 ? 0 : Number(headers['content-length'] ?? 0);
  const body = bytes.subarray(end + 4);
  return body.length < length ? null : { status, headers, headerNames, body: body.subarray(0, length) };
}
