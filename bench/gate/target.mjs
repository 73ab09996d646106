// A target that takes a given time for each answer; prints its URL.
import { createServer } from 'node:http';

const takesMs = Number(process.argv[2]);
const server = createServer((request, response) => {
  request.resume();
  const [, id] = /^\/items\/(\d+)$/.exec(request.url) ?? [];
  const answer = () => {
    response.writeHead(id === undefined ? 404 : 200, {
      'content-type': 'application/json',
      'apigw-requestid': Math.random().toString(36).slice(2),
    });
    response.end(JSON.stringify(id === undefined ? { message: 'Not Found' } : { id }));
  };
  if (takesMs === 0) answer();
  else setTimeout(answer, takesMs);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
