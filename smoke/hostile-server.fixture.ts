import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

export interface HostileServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Answers every connection with whatever it is told to write, HTTP or not. */
export async function serveBytes(answer: (path: string, socket: Socket) => void): Promise<HostileServer> {
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.once('data', (piece) => answer(piece.toString().split(' ')[1] ?? '', socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Writes the piece again and again, for as long as somebody reads. */
export function writeEndlessly(socket: Socket, piece: Buffer): void {
  const write = () => {
    while (!socket.destroyed && socket.write(piece)) {}
    if (!socket.destroyed) socket.once('drain', write);
  };
  write();
}
