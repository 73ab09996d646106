import { createServer } from 'node:http';

/** Answers as fast as Node can, and knows how often it did: `GET /count` says it and begins anew. */
let count = 0;
const headers = ['Content-Type', 'application/json', 'Content-Length', '12', 'Connection', 'keep-alive'];
const server = createServer((request, response) => {
  if (request.url === '/count') {
    response.end(String(count));
    count = 0;
    return;
  }
  count += 1;
  response.writeHead(200, headers);
  response.end('{"ok": true}');
});
// Virtual users of a run at a low rate come back after longer than Node's 5 s.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
