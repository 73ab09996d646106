import { type Buildable, Built } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import { call, type Fields, field, mapField, passed, type SamTemplate, textField } from './sam-template.ts';

/** The methods of a path as a policy's statements name them. */
interface Place {
  readonly path: string;
  readonly methods: readonly string[];
  readonly stage: Buildable;
  readonly line: number;
}

/**
 * The resource policies of an API and of its events as one policy document (AWS SAM Developer Guide, "ResourcePolicyStatement";
 * compared with what AWS's own transform makes of them). Who is named by no statement is denied, as everywhere.
 * @param methods of each path, as in OpenAPI.
 */
export function resourcePolicyOf(
  { properties, routes, line }: ApiDraft,
  methods: ReadonlyMap<string, readonly string[]>,
  sam: SamTemplate,
): Buildable {
  const whole = mapField(sam, field(properties, 'Auth'), 'ResourcePolicy');
  const stage = passed(properties, 'StageName');
  const ofApi =
    whole === undefined
      ? []
      : [...methods].flatMap(([path, verbs]) => statements(whole, { path, methods: verbs, stage, line }));
  const ofEvents = routes.flatMap((route) => {
    const own = mapField(sam, field(route.event, 'Auth'), 'ResourcePolicy');
    if (own === undefined) return [];
    // SAM knows a stage that is a parameter by this name there.
    const named = textField(properties, 'StageName') ?? 'Stage';
    const place = { path: route.path, methods: [route.method], stage: named, line: route.line };
    return [...statements(own, place), ...custom(own)];
  });
  const all = [...ofApi, ...ofEvents, ...(whole === undefined ? [] : custom(whole))];
  return all.length === 0 ? undefined : { Version: '2012-10-17', Statement: all };
}

function custom(policy: Fields): Buildable[] {
  const given = field(policy, 'CustomStatements');
  if (given === undefined) return [];
  return given.kind === 'list'
    ? given.items.map((item) => new Built(item))
    : [new Built<TemplateNode>(given)];
}

function statements(policy: Fields, place: Place): Buildable[] {
  const base = {
    Action: 'execute-api:Invoke',
    Resource: place.methods.map((method) => resource(method, place)),
  };
  const accounts = ([list, effect]: readonly [string, string]): Buildable[] =>
    itemsOf(policy, list).length === 0
      ? []
      : [{ Effect: effect, ...base, Principal: { AWS: itemsOf(policy, list) } }];
  const denials = denialsOf(policy).map((condition) => ({
    Effect: 'Deny',
    ...base,
    Principal: '*',
    Condition: condition,
  }));
  return [
    ...accounts(['AwsAccountWhitelist', 'Allow']),
    ...accounts(['AwsAccountBlacklist', 'Deny']),
    ...(denials.length === 0 ? [] : [{ Effect: 'Allow', ...base, Principal: '*' }]),
    ...denials,
  ];
}

/** Conditions that keep a caller out whom everybody's permission lets in. */
function denialsOf(policy: Fields): { readonly [operator: string]: Buildable }[] {
  const addresses = [
    ['IpRangeWhitelist', 'NotIpAddress'],
    ['IpRangeBlacklist', 'IpAddress'],
  ] as const;
  const networks = [
    ['Blacklist', 'StringEquals'],
    ['Whitelist', 'StringNotEquals'],
  ] as const;
  return [
    ...addresses.flatMap(([list, operator]) => {
      const ranges = itemsOf(policy, list);
      return ranges.length === 0 ? [] : [{ [operator]: { 'aws:SourceIp': ranges } }];
    }),
    ...networks.flatMap(([list, operator]) => {
      const named = itemsOf(policy, `SourceVpc${list}`);
      const isEndpoint = (one: Built<TemplateNode>) =>
        one.node.kind === 'scalar' && String(one.node.value).startsWith('vpce-');
      const clouds = [...named.filter((one) => !isEndpoint(one)), ...itemsOf(policy, `IntrinsicVpc${list}`)];
      const endpoints = [...named.filter(isEndpoint), ...itemsOf(policy, `IntrinsicVpce${list}`)];
      if (clouds.length + endpoints.length === 0) return [];
      return [
        {
          [operator]: {
            ...(clouds.length === 0 ? {} : { 'aws:SourceVpc': clouds }),
            ...(endpoints.length === 0 ? {} : { 'aws:SourceVpce': endpoints }),
          },
        },
      ];
    }),
  ];
}

function itemsOf(policy: Fields, name: string): Built<TemplateNode>[] {
  const node = field(policy, name);
  if (node === undefined) return [];
  return (node.kind === 'list' ? node.items : [node]).map((item) => new Built(item));
}

/** Parameters of a path stand for anything. */
function resource(method: string, { path, stage, line }: Place): Buildable {
  const verb = method.startsWith('x-') ? '*' : method.toUpperCase();
  const rest = `${verb}${path.replace(/\{[^}]*\}/g, '*')}`;
  return call('Fn::Join', ['/', ['execute-api:', stage, rest]], line);
}
