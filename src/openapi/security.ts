import type { Auth } from '../contract/contract.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './document.ts';
import type { Place, References } from './references.ts';

/** What an operation's security asks of a request. */
export interface Security {
  readonly auth: readonly Auth[];
  readonly todos: readonly string[];
}

/**
 * The first alternative of the operation's security, else the document's. Secrets are named after the contract:
 * `ORDERS_API_KEY`. API Gateway's own schemes are told by their extensions.
 */
export function securityOf(operation: Place, contract: string, references: References): Security {
  const root = references.root();
  const own = fieldsOf(operation.value);
  const asked = listOf(own.security ?? fieldsOf(root.value).security).map(fieldsOf);
  if (asked.length === 0 || asked.some((one) => Object.keys(one).length === 0)) {
    return { auth: iamByExtension(own), todos: [] };
  }
  const todos =
    asked.length > 1 ? ['The document names other ways to sign in, too; the first stands here.'] : [];
  const auth: Auth[] = [];
  for (const name of Object.keys(asked[0] ?? {})) {
    const scheme = references.followed(references.member(root, 'components', 'securitySchemes', name));
    const place = references.member(operation, 'security');
    if (scheme === null || !isFields(scheme.value)) {
      references.note(place, `the security scheme ${name} is not defined`);
      continue;
    }
    const one = authOf(scheme.value, name, contract);
    if (one === null) {
      references.note(
        place,
        `the security scheme ${name} (${kindOf(scheme.value)}) is not supported, only headers and IAM`,
      );
      todos.push(`The document asks for ${name} (${kindOf(scheme.value)}), which a contract can't say.`);
    } else if (!auth.some((each) => JSON.stringify(each) === JSON.stringify(one))) auth.push(one);
  }
  return { auth, todos };
}

function iamByExtension(operation: Fields): Auth[] {
  const type = textOf(fieldsOf(operation['x-amazon-apigateway-auth']).type);
  return type?.toUpperCase() === 'AWS_IAM' ? [{ iam: true }] : [];
}

function authOf(scheme: Fields, name: string, contract: string): Auth | null {
  const kind = textOf(scheme['x-amazon-apigateway-authtype'])?.toLowerCase() ?? '';
  const authorizer = fieldsOf(scheme['x-amazon-apigateway-authorizer']);
  const type = textOf(scheme.type)?.toLowerCase() ?? '';
  if (kind.includes('sigv4')) return { iam: true };
  const prefix = variable(contract);
  if (type === 'http') {
    const bearer = textOf(scheme.scheme)?.toLowerCase() === 'bearer';
    return bearer
      ? { header: 'Authorization', from: `env:${prefix}_TOKEN`, scheme: 'Bearer' }
      : { header: 'Authorization', from: `env:${prefix}_${variable(name)}` };
  }
  if (type === 'oauth2' || type === 'openidconnect' || textOf(authorizer.type)?.toLowerCase() === 'jwt') {
    const source = textOf(authorizer.identitySource) ?? '';
    const [, header = 'Authorization'] = /\brequest\.header\.([^\s,]+)$/.exec(source) ?? [];
    return { header, from: `env:${prefix}_TOKEN`, scheme: 'Bearer' };
  }
  if (type !== 'apikey' || textOf(scheme.in)?.toLowerCase() !== 'header') return null;
  const header = textOf(scheme.name);
  if (header === null || header.toLowerCase() === 'unused') return null;
  const what =
    header.toLowerCase() === 'x-api-key'
      ? 'API_KEY'
      : header.toLowerCase() === 'authorization'
        ? 'TOKEN'
        : variable(header);
  return { header, from: `env:${prefix}_${what}` };
}

function kindOf(scheme: Fields): string {
  return [textOf(scheme.type), textOf(scheme.in)].filter(Boolean).join(' in ') || 'of an unknown type';
}

/** `my-api` → `MY_API`: fit for the name of an environment variable. */
function variable(name: string): string {
  const plain = name
    .replace(/[^A-Za-z\d]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
  return /^[A-Z]/.test(plain) ? plain : `API_${plain}`;
}
