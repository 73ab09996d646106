import type { ParameterMapping } from '../model.ts';
import { readSelectionExpression } from '../selection-expression.ts';
import type { Properties } from './properties.ts';

const targets = {
  request: /^(?:(?:append|overwrite|remove):(?:header|querystring)\..+|overwrite:path)$/,
  response: /^(?:(?:append|overwrite|remove):header\..+|overwrite:statuscode)$/,
} as const;

const examples = {
  request: 'overwrite:header.NAME, append:querystring.NAME, remove:header.NAME or overwrite:path',
  response: 'overwrite:header.NAME, append:header.NAME, remove:header.NAME or overwrite:statuscode',
} as const;

/** Headers that no mapping may change (AWS documentation, "Transform API requests and responses for HTTP APIs in API Gateway"). */
const reserved = new Set([
  ...['authorization', 'connection', 'content-encoding', 'content-length', 'content-location', 'forwarded'],
  ...['keep-alive', 'origin', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailers'],
  ...['transfer-encoding', 'upgrade', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'],
]);
const reservedPrefixes = ['access-control-', 'apigw-', 'x-amz-', 'x-amzn-'];

/** Parameter mappings of an integration. Throws DefinitionError for those that API Gateway refuses as invalid mapping expressions. */
export function readParameterMapping(integration: Properties): ParameterMapping {
  const requestParameters = integration.textMap('RequestParameters');
  refuseBad(requestParameters, 'request', { owner: integration, property: 'RequestParameters' });
  const responseParameters = readResponseParameters(integration);
  return {
    ...(Object.keys(requestParameters).length === 0 ? {} : { requestParameters }),
    ...(Object.keys(responseParameters).length === 0 ? {} : { responseParameters }),
  };
}

/** CloudFormation has a list of destinations and sources for each status; API Gateway itself, a map. */
function readResponseParameters(integration: Properties): Record<string, Record<string, string>> {
  const property = 'ResponseParameters';
  const given = integration.object(property);
  const read = (given?.names() ?? []).map((status) => {
    if (!/^[2-5]\d\d$/.test(status))
      throw given?.fail(status, `${given.owner} must be by status code, 200 to 599, not by ${status}.`);
    const one = given?.object(status);
    const parameters =
      one?.has(property) === true
        ? Object.fromEntries(
            one.objects(property).map((pair) => [pair.required('Destination'), pair.text('Source') ?? '']),
          )
        : (given?.textMap(status) ?? {});
    refuseBad(parameters, 'response', { owner: one ?? integration, property });
    return [status, parameters] as const;
  });
  return Object.fromEntries(read);
}

interface Place {
  readonly owner: Properties;
  readonly property: string;
}

function refuseBad(
  parameters: Readonly<Record<string, string>>,
  of: 'request' | 'response',
  { owner, property }: Place,
): void {
  for (const [target, source] of Object.entries(parameters)) {
    const fail = (why: string, next: string) =>
      owner.fail(property, `${property} of ${owner.owner} holds ${why}`, [next]);
    if (!targets[of].test(target))
      throw fail(`${target}, which isn't a parameter that can be mapped.`, `Write ${examples[of]}.`);
    const header = /^\w+:header\.(?<name>.+)$/.exec(target)?.groups?.name?.toLowerCase();
    if (header !== undefined && isReserved(header))
      throw fail(
        `${target}, and API Gateway reserves that header: no mapping may change it.`,
        'Map to a header with a name of your own.',
      );
    if (target.startsWith('remove:')) continue;
    const expression = readSelectionExpression(source, [of, 'context', 'stageVariables']);
    if ('unreadable' in expression)
      throw fail(
        `${expression.unreadable}, which isn't a mapping expression.`,
        `Write $${of}.header.NAME, $${of}.body.NAME, $context.NAME, $stageVariables.NAME or a fixed text; several of them as \${…}.`,
      );
    if (target === 'overwrite:statuscode' && /^[^$]*$/.test(source) && !/^[2-5]\d\d$/.test(source))
      throw fail(`the status code ${source}.`, 'Status codes go from 200 to 599.');
  }
}

const isReserved = (header: string): boolean =>
  reserved.has(header) || reservedPrefixes.some((prefix) => header.startsWith(prefix));
