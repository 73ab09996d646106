import { type Captured, placeholdersIn } from '../contract/capture.ts';
import type { PlannedRequest } from './exchange.ts';

/** A placeholder as it stands in a URL. */
const encoded = /%7B%7B([A-Za-z_][\w-]*)%7D%7D/g;

/** Names that stand as `{{name}}` in the request. */
export function namesIn({ url, headers, bodyBase64 }: PlannedRequest): string[] {
  return [
    ...new Set([
      ...[...url.matchAll(encoded)].map(([, name = '']) => name),
      ...placeholdersIn(headers),
      ...placeholdersIn(bodyBase64 === null ? '' : Buffer.from(bodyBase64, 'base64').toString('utf8')),
    ]),
  ];
}

/**
 * The request with captured values in the place of `{{name}}`: percent-encoded in the URL, escaped in a JSON body, where
 * a text that is nothing else becomes the value itself. Names without a value stay.
 */
export function fillRequest(request: PlannedRequest, captured: Captured): PlannedRequest {
  const { url, headers, bodyBase64 } = request;
  const valueFor = (name: string) => (Object.hasOwn(captured, name) ? captured[name] : undefined);
  return {
    ...request,
    url: url.replaceAll(encoded, (as, name: string) => {
      const value = valueFor(name);
      return value === undefined ? as : encodeURIComponent(value);
    }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([header, text]) => [header, plain(text, valueFor)]),
    ),
    bodyBase64: bodyBase64 === null ? null : filledBody(bodyBase64, valueFor),
  };
}

type ValueFor = (name: string) => Captured[string] | undefined;

/** No line break: a header can't carry one. */
function plain(text: string, valueFor: ValueFor): string {
  return text.replaceAll(/\{\{([A-Za-z_][\w-]*)\}\}/g, (as, name: string) =>
    String(valueFor(name) ?? as).replaceAll(/[\r\n]/g, ''),
  );
}

function filledBody(bodyBase64: string, valueFor: ValueFor): string {
  const text = Buffer.from(bodyBase64, 'base64').toString('utf8');
  // In one pass: what a value holds is never taken for a name.
  const filled = text.replaceAll(
    /("?)\{\{([A-Za-z_][\w-]*)\}\}("?)/g,
    (as, open: string, name: string, close: string) => {
      const value = valueFor(name);
      if (value === undefined) return as;
      if (open !== '' && close !== '') return JSON.stringify(value);
      return `${open}${JSON.stringify(String(value)).slice(1, -1)}${close}`;
    },
  );
  // Bytes that are no text must come out as they went in.
  return filled === text ? bodyBase64 : Buffer.from(filled, 'utf8').toString('base64');
}
