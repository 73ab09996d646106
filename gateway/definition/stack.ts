import type { Api, Stack, StackOutput } from '../model.ts';
import { readFunctions } from './functions.ts';
import { readHttpApi } from './http-api.ts';
import { isOnRequestPath } from './identities.ts';
import { evaluate, plain } from './intrinsics.ts';
import { warnOfWhatIsNotApplied } from './known-properties.ts';
import { isNotServed } from './not-served.ts';
import { readPermissions } from './permissions.ts';
import { readRestApi } from './rest-api.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import { textOf } from './template.ts';
import type { TemplateNode } from './template-node.ts';
import { readApiKeys, readUsagePlans } from './usage-plans.ts';

/** Everything that the gateway serves of one evaluated template. Throws DefinitionError; a template without any API is one. */
export function readStack(stack: StackReader): Stack {
  const apis = readApis(stack);
  const functions = readFunctions(stack);
  warnOfWhatIsNotApplied(stack);
  warnOfInert(stack);
  return {
    name: stack.stackName,
    id: stack.stackId,
    file: stack.file,
    description: stack.template.description,
    status: 'CREATE_COMPLETE',
    createdAt: stack.createdAt,
    parameters: stack.parameters.shown,
    outputs: readOutputs(stack),
    resources: stack
      .resourcesOf()
      .filter(({ logicalId }) => stack.template.resources.has(logicalId))
      .map(({ logicalId, physicalId, type }) => ({ logicalId, physicalId, type })),
    apis,
    functions,
    apiKeys: readApiKeys(stack),
    usagePlans: readUsagePlans(stack),
    templateBody: stack.template.body,
  };
}

function readApis(stack: StackReader): Api[] {
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
  if (apis.some(({ stages }) => stages.length > 0)) return apis;
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

/** A method or route of an API that another template makes, or that isn't served. */
function warnOfStrayParts(stack: StackReader, apis: readonly Api[]): void {
  const served = new Set(apis.map(({ id }) => id));
  const own = new Set(
    stack
      .resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')
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

function warnOfInert(stack: StackReader): void {
  const types = new Map<string, number>();
  for (const { type } of stack.resourcesOf())
    if (!isOnRequestPath(type) && !isNotServed(type)) types.set(type, (types.get(type) ?? 0) + 1);
  if (types.size === 0) return;
  const list = [...types].map(([type, count]) => (count === 1 ? type : `${count} × ${type}`)).join(', ');
  stack.warn('Resources', null, `off the request path and inert here: ${list}`);
}

function readOutputs(stack: StackReader): StackOutput[] {
  return [...stack.template.outputs].flatMap(([key, node]): StackOutput[] => {
    if (node.kind !== 'map') throw stack.fail(node.line, `The output ${key} needs a Value.`);
    const condition = textOf(node.entries.get('Condition'));
    if (condition !== undefined && !stack.condition(condition, node.line)) return [];
    const value = textIn(node.entries.get('Value'), stack);
    if (value === null)
      throw stack.fail(
        node.keyLines.get('Value') ?? node.line,
        `The Value of the output ${key} must be a text.`,
      );
    const description = textOf(node.entries.get('Description'));
    const exported = node.entries.get('Export');
    const exportName = exported?.kind === 'map' ? textIn(exported.entries.get('Name'), stack) : null;
    const output = { key, value, ...(description === undefined ? {} : { description }) };
    return [exportName === null ? output : { ...output, exportName }];
  });
}

function textIn(node: TemplateNode | undefined, stack: StackReader): string | null {
  if (node === undefined) return null;
  const value = plain(evaluate(node, stack));
  return value === null || typeof value === 'object' ? null : String(value);
}
