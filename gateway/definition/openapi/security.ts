import type { Properties } from '../properties.ts';
import type { Importing } from './importing.ts';

/** What has to be shown to call an operation. */
export interface Guard {
  readonly AuthorizationType: string;
  readonly AuthorizerId?: string;
  readonly AuthorizationScopes?: readonly string[];
  readonly ApiKeyRequired?: boolean;
}

/** A security scheme as API Gateway takes it; `null`: it doesn't act on it. */
export type Scheme = Omit<Guard, 'AuthorizationScopes'> | null;

/** Makes the authorizer that a scheme describes, of whichever API type. */
export type MakeAuthorizer = (name: string, scheme: Properties, authorizer: Properties) => Scheme;

/** The guard of each operation; schemes become authorizers once, when they are first read. */
export function createGuards(
  importing: Importing,
  makeAuthorizer: MakeAuthorizer,
): (operation: Properties) => Guard {
  const { document } = importing;
  const schemes = new Map<string, Scheme>();
  for (const [name, scheme] of document.securitySchemes())
    schemes.set(name, schemeOf(name, scheme, makeAuthorizer));
  return (operation) => guardOf(operation, schemes, importing);
}

function schemeOf(name: string, scheme: Properties, makeAuthorizer: MakeAuthorizer): Scheme {
  const authorizer = scheme.object('x-amazon-apigateway-authorizer');
  if (authorizer !== undefined) return makeAuthorizer(name, scheme, authorizer);
  if (scheme.text('x-amazon-apigateway-authtype')?.toLowerCase() === 'awssigv4')
    return { AuthorizationType: 'AWS_IAM' };
  const isKey = scheme.text('type') === 'apiKey' && scheme.text('in') === 'header';
  if (isKey && scheme.text('name')?.toLowerCase() === 'x-api-key')
    return { AuthorizationType: 'NONE', ApiKeyRequired: true };
  return null;
}

/** What an operation asks for itself counts before what the whole document asks for (recorded from AWS). */
function guardOf(operation: Properties, schemes: ReadonlyMap<string, Scheme>, importing: Importing): Guard {
  let guard: Guard = { AuthorizationType: 'NONE' };
  const own = ownType(operation, importing);
  if (own !== undefined) guard = { AuthorizationType: own.toUpperCase() };
  const holder = operation.has('security') ? operation : importing.document.root;
  for (const requirement of own === undefined || holder === operation ? holder.objects('security') : [])
    for (const name of requirement.names()) {
      // What SAM writes for an operation that is open to everybody.
      if (name === 'NONE') continue;
      const scheme = schemes.get(name) ?? null;
      if (scheme === null) {
        const why = schemes.has(name) ? 'has no authorizer' : "isn't in the document";
        importing.warn(
          requirement.line(name),
          `the security scheme ${name} ${why}, so nothing is checked, as on AWS`,
        );
        continue;
      }
      const scopes = requirement.texts(name);
      guard = merged(guard, scheme, scopes);
    }
  return guard;
}

function ownType(operation: Properties, importing: Importing): string | undefined {
  const name = 'x-amazon-apigateway-auth';
  if (!operation.isText(name)) return operation.object(name)?.text('type');
  const type = operation.text(name);
  importing.warn(
    operation.line(name),
    `${name} is documented as a map, and what AWS makes of a text isn't known: read as type: ${type} here`,
  );
  return type;
}

function merged(guard: Guard, scheme: NonNullable<Scheme>, scopes: readonly string[]): Guard {
  if (scheme.ApiKeyRequired === true) return { ...guard, ApiKeyRequired: true };
  return { ...guard, ...scheme, ...(scopes.length === 0 ? {} : { AuthorizationScopes: scopes }) };
}
