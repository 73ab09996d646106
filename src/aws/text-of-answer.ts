import type { GetAuthorizersCommand } from '@aws-sdk/client-api-gateway';

/**
 * The text of a command's answer as it came, once it has come: for what the SDK's model doesn't know and therefore
 * drops. Only for answers that are small.
 */
export function textOfAnswer(stack: GetAuthorizersCommand['middlewareStack']): () => string {
  let text = '';
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: AsyncIterable<Uint8Array> };
      if (response.body === undefined) return result;
      const pieces: Uint8Array[] = [];
      for await (const piece of response.body) pieces.push(piece);
      const whole = Buffer.concat(pieces);
      text = whole.toString();
      Object.assign(response, { body: whole });
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'textOfAnswer' },
  );
  return () => text;
}
