import { type Check, name, record, wrong } from '../contract/shape.ts';
import { isSecretHeader } from './secret-header-names.ts';
import { readPlace } from './way.ts';

const headersExample = "headers: { 'x-apigw-api-id': 'a1b2c3' }";
const example = "{ connectTo: 'vpce-….execute-api.eu-west-1.vpce.amazonaws.com:443' }";

/** What is wrong with a value that should be a `Transport`, as the config and files with targets hold one. */
export const transportCheck: Check = record(
  {
    optional: {
      connectTo: (value, path) =>
        typeof value === 'string' && readPlace(value) !== null
          ? []
          : [wrong(path, `is ${JSON.stringify(value)}, not HOST:PORT.`, `Write ${example}.`)],
      headers: (value, path) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.entries(value).flatMap(([header, text]) => {
              const fault =
                typeof text === 'string' ? headerFault(header, text) : 'has a value that is no text';
              return fault === null
                ? []
                : [wrong(path, `${JSON.stringify(header)}: ${fault}.`, `Write ${headersExample}.`)];
            })
          : [wrong(path, 'is not an object.', `Write ${headersExample}.`)],
      clientCertificate: record(
        { required: { cert: name, key: name } },
        "clientCertificate: { cert: 'client.pem', key: 'client-key.pem' }",
      ),
      ca: name,
    },
  },
  `transport: ${example}`,
);

/** HTTP clients set these themselves. */
const ownNames = [
  'connection',
  'content-length',
  'content-type',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
];

/** Why a header can't be sent with every request, in half a sentence; `null` where it can. */
export function headerFault(header: string, value: string): string | null {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) return 'is no name of a header';
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
    return 'has a value with line breaks or characters that headers can not hold';
  if (isSecretHeader(header)) {
    return "is a secret, which belongs into the environment, and its name into the contract (auth: { header: …, from: 'env:NAME' })";
  }
  if (ownNames.includes(header.toLowerCase())) return 'is set by whoever sends the request';
  return null;
}
