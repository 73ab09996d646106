import { randomUUID } from 'node:crypto';
import type { WebAcl } from '../model.ts';
import type { ControlRequest, ControlResponse } from './control-request.ts';
import type { ControlScope } from './control-scope.ts';

/** WAF's reads of web ACLs (AWS WAF V2 API reference, actions of the same names), in AWS's JSON 1.1 protocol. */
export function answerWaf({ headers, body }: ControlRequest, { deployment }: ControlScope): ControlResponse {
  const action = (headers['x-amz-target'] ?? '').replace(/^AWSWAF_20190729\./, '');
  const asked = askedIn(body);
  const all = deployment.stacks.flatMap(({ webAcls = [] }) => webAcls);
  if (action === 'ListWebACLs') {
    const listed = all.filter(({ scope }) => scope === asked.Scope);
    return json(200, { WebACLs: listed.map(({ name, id, arn }) => ({ Name: name, Id: id, ARN: arn })) });
  }
  if (action === 'GetWebACL') {
    const found = all.find(
      ({ name, id, scope }) => name === asked.Name && id === asked.Id && scope === asked.Scope,
    );
    return found === undefined ? nothing : json(200, { WebACL: described(found), LockToken: randomUUID() });
  }
  if (action === 'GetWebACLForResource') {
    const stages = deployment.stacks.flatMap(({ apis }) => apis.filter((api) => api.apiType === 'rest'));
    const arn = stages
      .flatMap(({ id, stages }) =>
        stages.map(({ name, facts }) => ({ end: `/restapis/${id}/stages/${name}`, facts })),
      )
      .find(({ end }) => String(asked.ResourceArn ?? '').endsWith(end))?.facts?.webAclArn;
    const found = all.find((one) => one.arn === arn);
    return json(200, found === undefined ? {} : { WebACL: described(found) });
  }
  return json(400, {
    __type: 'UnknownOperationException',
    message: `The local gateway doesn't answer ${action}.`,
  });
}

function described({ name, id, arn, rules }: WebAcl) {
  return { Name: name, Id: id, ARN: arn, DefaultAction: { Allow: {} }, Rules: rules, Capacity: 0 };
}

const nothing = json(400, {
  __type: 'WAFNonexistentItemException',
  message: 'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
});

function json(status: number, value: object): ControlResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  };
}

function askedIn(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const asked: unknown = JSON.parse(body.toString('utf8') || '{}');
    return typeof asked === 'object' && asked !== null ? (asked as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
