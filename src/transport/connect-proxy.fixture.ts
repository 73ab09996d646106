import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface ProxyAnswers {
  /** `user:password`; any other is refused with 407. */
  readonly credentials?: string;
  /** What is answered to CONNECT in place of a tunnel. */
  readonly instead?: string;
  /** Where every tunnel leads, whatever host was asked for. */
  readonly leadsTo?: number;
}

/** A proxy on this machine that remembers what it was asked for. */
export async function connectProxy({ credentials, instead, leadsTo }: ProxyAnswers = {}) {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>proxy</html>');
  });
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  server.on('connect', (request, client: net.Socket) => {
    client.on('error', () => undefined);
    asked.push(request.url ?? '');
    if (instead !== undefined) return client.end(instead);
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      return client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Type: text/html\r\n\r\n<html>who?</html>',
      );
    }
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? [];
    const upstream = net.connect(leadsTo ?? Number(port), leadsTo === undefined ? host : '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
