import { createServer } from 'node:http';

const body = '{"ok":true,"path":"/node"}';
const headers = [
  'Content-Type',
  'application/json',
  'Content-Length',
  String(body.length),
  'Connection',
  'keep-alive',
];
const server = createServer((_, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
