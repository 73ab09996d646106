/** Answers GET /hello, called by an HTTP API with payload format 2.0. */
export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: `Hello, ${event.queryStringParameters?.name ?? 'World'}!` }),
});
