import { spawn } from 'node:child_process';
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
/** Sends back what it reads: what a handler in a process of its own costs at least. */
const echo = `
  const { readSync, writeSync } = require('node:fs');
  const room = Buffer.alloc(65536);
  for (let count; (count = readSync(3, room)) > 0; ) writeSync(3, room.subarray(0, count));
`;
const child = spawn(process.execPath, ['-e', echo], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
const channel = child.stdio[3];
const waiting = [];
channel.on('data', (lines) => {
  for (const byte of lines) if (byte === 10) answer(waiting.shift());
});

function answer(response) {
  response.writeHead(200, headers);
  response.end(body);
}

const server = createServer(({ url }, response) => {
  if (url !== '/process') return answer(response);
  waiting.push(response);
  channel.write(`${body}\n`);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
process.on('SIGTERM', () => {
  child.kill();
  process.exit(0);
});
