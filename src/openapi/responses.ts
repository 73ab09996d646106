import type { Route } from '../contract/contract.ts';
import type { Json, JsonSchema } from '../contract/json.ts';
import { fieldsOf } from './document.ts';
import { exampleIn } from './given-values.ts';
import { isJson, preferred } from './media-type.ts';
import type { Reader } from './reader.ts';
import type { Place } from './references.ts';

export interface Responses {
  readonly responses: Route['responses'];
  /** Where it isn't JSON. */
  readonly contentType: string | null;
  /** The example of the first success. */
  readonly shown: Json | undefined;
  readonly todos: readonly string[];
}

export function responsesOf(operation: Place, { references, schemas }: Reader): Responses {
  const all = references.member(operation, 'responses');
  const responses: { [status: string]: JsonSchema } = {};
  let contentType: string | null = null;
  let shown: Json | undefined;
  for (const status of Object.keys(fieldsOf(all.value)).toSorted()) {
    const place = references.followed(references.member(all, status));
    const exact = /^[1-5]XX$/i.test(status) ? `${status[0]}00` : status;
    if (place === null || !/^[1-5]\d\d$/.test(exact) || exact in responses) continue;
    const content = fieldsOf(fieldsOf(place.value).content);
    const mediaType = preferred(Object.keys(content));
    const media = mediaType === null ? null : references.member(place, 'content', mediaType);
    const schema = media === null ? null : references.member(media, 'schema');
    const json = mediaType === null || isJson(mediaType);
    responses[exact] = json && schema?.value !== undefined ? schemas.converted(schema) : true;
    if (!/^2/.test(exact)) continue;
    if (!json && contentType === null) contentType = mediaType;
    if (shown === undefined && media !== null && json) shown = exampleIn(media, references);
  }
  if (Object.keys(responses).some((status) => status < '400'))
    return { responses, contentType, shown, todos: [] };
  return {
    responses: { 200: true, ...responses },
    contentType,
    shown,
    todos: ['The document names no status of success; 200 stands here, with any body.'],
  };
}
