import { type Buildable, mapNode } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { DocumentDraft } from './document-draft.ts';
import {
  type Fields,
  field,
  flagField,
  mistake,
  passed,
  type SamTemplate,
  textField,
} from './sam-template.ts';

const allMethods = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'];

/** The OPTIONS method that SAM adds to each path for the Cors of an API (AWS SAM Developer Guide, "CorsConfiguration"). Throws DefinitionError. */
export function addPreflights(
  document: DocumentDraft,
  cors: TemplateNode,
  { security, sam }: { security: Buildable; sam: SamTemplate },
): void {
  const isMap = cors.kind === 'map';
  refuseCredentialsForAll(cors, sam);
  document.addPreflights((methods) => {
    const headers: Record<string, Buildable> = {
      'Access-Control-Allow-Origin': isMap ? (passed(cors, 'AllowOrigin') ?? "'*'") : passed(cors),
      'Access-Control-Allow-Methods':
        passed(isMap ? cors : undefined, 'AllowMethods') ?? `'${allowed(methods)}'`,
      'Access-Control-Allow-Headers': isMap ? passed(cors, 'AllowHeaders') : undefined,
      'Access-Control-Max-Age': isMap ? passed(cors, 'MaxAge') : undefined,
      'Access-Control-Allow-Credentials': isMap && flagField(cors, 'AllowCredentials') ? "'true'" : undefined,
    };
    const given = Object.entries(headers).filter(([, value]) => value !== undefined);
    return preflight(given, { security, line: cors.line });
  });
}

function preflight(
  headers: readonly (readonly [string, Buildable])[],
  { security, line }: { security: Buildable; line: number },
): Fields {
  return mapNode(line, {
    security,
    responses: {
      200: {
        description: 'Default response for CORS method',
        headers: Object.fromEntries(headers.map(([name]) => [name, { type: 'string' }])),
      },
    },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseParameters: Object.fromEntries(
            headers.map(([name, value]) => [`method.response.header.${name}`, value]),
          ),
          responseTemplates: { 'application/json': '{}\n' },
        },
      },
    },
  });
}

/** Browsers take no credentials from an origin that is any; SAM refuses the two together. */
function refuseCredentialsForAll(cors: TemplateNode, sam: SamTemplate): void {
  const origin = field(cors, 'AllowOrigin');
  const isAny = origin === undefined || textField(cors, 'AllowOrigin') === "'*'";
  if (cors.kind === 'map' && isAny && flagField(cors, 'AllowCredentials'))
    throw mistake(sam, cors.line, "Cors with AllowCredentials needs an AllowOrigin other than '*'.");
}

function allowed(methods: readonly string[]): string {
  const any = methods.some((method) => method.startsWith('x-'));
  const names = any ? allMethods : [...new Set([...methods.map((name) => name.toUpperCase()), 'OPTIONS'])];
  return [...names].sort().join(',');
}
