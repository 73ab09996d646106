import { distance } from 'fastest-levenshtein';
import type { Api, Stack } from '../model.ts';
import { readApiMappings, readDomains } from './domains.ts';
import { readFunctions } from './functions.ts';
import { readHttpApi } from './http-api.ts';
import { isOnRequestPath } from './identities.ts';
import { knownTypes, warnOfWhatIsNotApplied } from './known-properties.ts';
import { isNotServed } from './not-served.ts';
import { readOutputs } from './outputs.ts';
import { readPermissions } from './permissions.ts';
import { readRestApi } from './rest-api.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import { readApiKeys, readUsagePlans } from './usage-plans.ts';
import { readWebAcls } from './web-acls.ts';

/** Everything that the gateway serves of one evaluated template. Throws DefinitionError; a template without any API is one. */
export function readStack(stack: StackReader): Stack {
  return readOne(stack, { mayBeEmpty: false });
}

/** The same of a template and those nested in it: one of them needs an API, unless another stack beside them brings it. */
export function readStacks(root: StackReader, { mayBeEmpty }: { mayBeEmpty: boolean }): Stack[] {
  const readers = root.descendants();
  const stacks = readers.map((one) => readOne(one, { mayBeEmpty: mayBeEmpty || readers.length > 1 }));
  return mayBeEmpty || stacks.some(serves) ? stacks : [readStack(root)];
}

/** Whether there is anything to call. */
export const serves = ({ apis }: Stack): boolean => apis.some(({ stages }) => stages.length > 0);

function readOne(stack: StackReader, { mayBeEmpty }: { mayBeEmpty: boolean }): Stack {
  const apis = readApis(stack, { mayBeEmpty });
  const functions = readFunctions(stack);
  warnOfWhatIsNotApplied(stack);
  warnOfInert(stack);
  const outputs = readOutputs(stack);
  const webAcls = readWebAcls(stack);
  const addsTo = foreignApis(stack);
  return {
    name: stack.stackName,
    id: stack.stackId,
    file: stack.file,
    description: stack.template.description,
    status: 'CREATE_COMPLETE',
    createdAt: stack.createdAt,
    parameters: stack.parameters.shown,
    outputs,
    ...(stack.imported.size === 0 ? {} : { imports: [...stack.imported] }),
    resources: stack
      .resourcesOf()
      .filter(({ logicalId }) => stack.template.resources.has(logicalId))
      .map(({ logicalId, physicalId, type }) => ({ logicalId, physicalId, type })),
    apis,
    functions,
    apiKeys: readApiKeys(stack),
    usagePlans: readUsagePlans(stack),
    domains: readDomains(stack),
    apiMappings: readApiMappings(stack, apis),
    ...(webAcls.length === 0 ? {} : { webAcls }),
    ...(addsTo.length === 0 ? {} : { addsTo }),
    templateBody: stack.template.body,
  };
}

function readApis(stack: StackReader, { mayBeEmpty }: { mayBeEmpty: boolean }): Api[] {
  for (const [name, line] of stack.template.transforms)
    stack.warn(
      'Transform',
      line,
      `the transform ${name} is not run here; resources that it would make are missing`,
    );
  const permissions = readPermissions(stack);
  const reasons: { line: number; sentence: string }[] = [];
  const apis = stack
    .resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')
    .flatMap((resource): Api[] => {
      const reason = whyNotServed(resource);
      if (reason === null) {
        const read = resource.type === 'AWS::ApiGateway::RestApi' ? readRestApi : readHttpApi;
        return [read(resource, stack, permissions)];
      }
      reasons.push({ line: reason.line, sentence: `${resource.logicalId} ${reason.sentence}` });
      stack.warn(resource.logicalId, reason.line, `is not served: it ${reason.sentence}`);
      return [];
    });
  warnOfStrayParts(stack, apis);
  if (mayBeEmpty || apis.some(({ stages }) => stages.length > 0)) return apis;
  const [first] = reasons;
  if (first !== undefined)
    throw stack.fail(first.line, `The template has nothing to serve: ${first.sentence}.`);
  throw nothingToServe(stack, apis);
}

function nothingToServe(stack: StackReader, apis: readonly Api[]) {
  const [api] = apis;
  if (api !== undefined) {
    const line = stack.template.resources.get(api.logicalId)?.line ?? null;
    return stack.fail(line, `The template has nothing to serve: ${api.logicalId} has no deployed stage.`, [
      api.apiType === 'rest'
        ? 'Add an AWS::ApiGateway::Deployment that depends on the methods, and an AWS::ApiGateway::Stage.'
        : 'Add an AWS::ApiGatewayV2::Stage with AutoDeploy: true.',
    ]);
  }
  const serverless = [...stack.template.resources.values()].find(({ type }) =>
    type.startsWith('AWS::Serverless::'),
  );
  if (serverless !== undefined)
    return stack.fail(
      serverless.line,
      `The template has nothing to serve: ${serverless.type} needs the SAM transform.`,
      ['Write Transform: AWS::Serverless-2016-10-31 at the top of the template.'],
    );
  return stack.fail(
    null,
    'The template has nothing to serve: it holds neither an AWS::ApiGateway::RestApi nor an AWS::ApiGatewayV2::Api.',
  );
}

function whyNotServed({ type, properties }: Resource): { line: number; sentence: string } | null {
  if (properties.has('BodyS3Location'))
    return {
      line: properties.line('BodyS3Location'),
      sentence:
        'is defined by an OpenAPI document in S3, which is not on this machine (name a local file instead)',
    };
  if (type === 'AWS::ApiGateway::RestApi') return null;
  const protocol = properties.oneOf('ProtocolType', ['HTTP', 'WEBSOCKET']);
  if (protocol === undefined)
    throw properties.fail(undefined, `${properties.owner} needs the property ProtocolType.`);
  return protocol === 'HTTP'
    ? null
    : {
        line: properties.line('ProtocolType'),
        sentence: 'is a WebSocket API, which this gateway does not serve',
      };
}

const partOfApi =
  /^AWS::ApiGateway(::(Authorizer|Deployment|GatewayResponse|Method|Model|RequestValidator|Resource|Stage)|V2::(Authorizer|Deployment|Integration|Route|Stage))$/;

/** Ids of the APIs that the stack adds to, and that neither it makes nor one that is deployed together with it. */
function foreignApis(stack: StackReader): string[] {
  const family = stack.root().descendants();
  const own = new Set(
    family
      .flatMap((one) => one.resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'))
      .map(({ physicalId }) => physicalId),
  );
  const named = stack.resourcesOf().flatMap(({ type, properties }) => {
    if (!partOfApi.test(type)) return [];
    return properties.text(type.includes('V2') ? 'ApiId' : 'RestApiId') ?? [];
  });
  return [...new Set(named)].filter((id) => !own.has(id));
}

/** A method or route of an API that another template makes, or that isn't served. */
function warnOfStrayParts(stack: StackReader, apis: readonly Api[]): void {
  const served = new Set(apis.map(({ id }) => id));
  const own = new Set(
    ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api']
      .flatMap((api) => stack.allResourcesOf(api))
      .map(({ physicalId }) => physicalId),
  );
  for (const { logicalId, line, type, properties } of stack.resourcesOf()) {
    if (!/^AWS::ApiGateway(::(Method|Resource|Stage|Deployment)|V2::(Route|Stage))$/.test(type)) continue;
    const apiId = properties.text(type.includes('V2') ? 'ApiId' : 'RestApiId');
    if (apiId !== undefined && !served.has(apiId) && !own.has(apiId))
      stack.warn(
        logicalId,
        line,
        `belongs to the API ${apiId}, which the template doesn't make, so it is not served`,
      );
  }
}

/** The type that was meant, if a letter or two differ: a successor such as `DomainNameV2` is no misspelling. */
function misspelt(type: string): string | undefined {
  if (/V\d$/.test(type)) return undefined;
  return Object.keys(knownTypes).find((known) => distance(known.toLowerCase(), type.toLowerCase()) <= 2);
}

function warnOfInert(stack: StackReader): void {
  const types = new Map<string, number>();
  for (const { type, logicalId, line } of stack.resourcesOf()) {
    if (isOnRequestPath(type) || isNotServed(type) || type === 'AWS::CDK::Metadata') continue;
    const meant = misspelt(type);
    if (meant === undefined) types.set(type, (types.get(type) ?? 0) + 1);
    else
      stack.warn(
        logicalId,
        line,
        `has no effect: ${type} is no type that is known here. Did you mean ${meant}?`,
      );
  }
  if (types.size === 0) return;
  const list = [...types].map(([type, count]) => (count === 1 ? type : `${count} × ${type}`)).join(', ');
  stack.advise('Resources', null, `off the request path and inert here: ${list}`);
}
