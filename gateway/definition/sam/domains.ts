import { createHash } from 'node:crypto';
import { type Buildable, Built } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import {
  addResource,
  alphanumeric,
  type Fields,
  field,
  flagField,
  mistake,
  passed,
  ref,
  type SamTemplate,
  textField,
} from './sam-template.ts';

interface Around {
  readonly sam: SamTemplate;
  readonly stageId: string;
}

/** The custom domain and its mappings that `Domain` of an AWS::Serverless::Api makes. */
export function addRestDomain(draft: ApiDraft, { sam, stageId }: Around): void {
  const domain = domainOf(draft, sam);
  if (domain === null) return;
  const { line, head, settings, name } = domain;
  const endpointType = textField(settings, 'EndpointConfiguration') ?? 'REGIONAL';
  const domainId = `ApiGatewayDomainName${digestOf(name)}`;
  addResource(
    sam,
    { ...head, logicalId: domainId, type: 'AWS::ApiGateway::DomainName' },
    {
      DomainName: new Built(name),
      EndpointConfiguration: { Types: [endpointType] },
      [endpointType === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn']: passed(
        settings,
        'CertificateArn',
      ),
      SecurityPolicy: passed(settings, 'SecurityPolicy'),
      MutualTlsAuthentication: passed(settings, 'MutualTlsAuthentication'),
    },
  );
  const normalises =
    field(settings, 'NormalizeBasePath') === undefined || flagField(settings, 'NormalizeBasePath');
  for (const path of basePathsOf(domain, sam)) {
    const plain = alphanumeric(path ?? '');
    addResource(
      sam,
      {
        ...head,
        logicalId: `${draft.logicalId}${plain}BasePathMapping`,
        type: 'AWS::ApiGateway::BasePathMapping',
      },
      {
        DomainName: ref(domainId, line),
        RestApiId: ref(draft.logicalId, line),
        Stage: ref(stageId, line),
        BasePath: path === null ? undefined : normalises ? plain : path,
      },
    );
  }
  addRecords(domain, sam);
}

/** The same of an AWS::Serverless::HttpApi. */
export function addHttpDomain(draft: ApiDraft, { sam, stageId }: Around): void {
  const domain = domainOf(draft, sam);
  if (domain === null) return;
  const { line, head, settings, name } = domain;
  const domainId = `ApiGatewayDomainNameV2${digestOf(name)}`;
  addResource(
    sam,
    { ...head, logicalId: domainId, type: 'AWS::ApiGatewayV2::DomainName' },
    {
      DomainName: new Built(name),
      DomainNameConfigurations: [
        {
          CertificateArn: passed(settings, 'CertificateArn'),
          EndpointType: passed(settings, 'EndpointConfiguration') ?? 'REGIONAL',
          SecurityPolicy: passed(settings, 'SecurityPolicy'),
        },
      ],
      MutualTlsAuthentication: passed(settings, 'MutualTlsAuthentication'),
      Tags: { 'httpapi:createdBy': 'SAM' },
    },
  );
  for (const path of basePathsOf(domain, sam)) {
    if (path !== null && /[^0-9A-Za-z/_-]/.test(path))
      throw mistake(
        sam,
        line,
        `BasePath ${path} of ${draft.logicalId} may hold letters, digits, -, _ and / only.`,
      );
    addResource(
      sam,
      {
        ...head,
        logicalId: `${draft.logicalId}${(path ?? '').replace(/[-_/]+/g, '')}ApiMapping`,
        type: 'AWS::ApiGatewayV2::ApiMapping',
      },
      {
        DomainName: ref(domainId, line),
        ApiId: ref(draft.logicalId, line),
        Stage: ref(stageId, line),
        ApiMappingKey: path === null ? undefined : path.replace(/^\/+|\/+$/g, ''),
      },
    );
  }
  addRecords(domain, sam);
}

interface Domain {
  readonly settings: Fields;
  readonly name: TemplateNode;
  readonly line: number;
  readonly head: Pick<ApiDraft, 'line' | 'condition'>;
  readonly owner: string;
}

function domainOf({ logicalId, condition, properties }: ApiDraft, sam: SamTemplate): Domain | null {
  const settings = field(properties, 'Domain');
  if (settings === undefined) return null;
  const { line } = settings;
  const name = field(settings, 'DomainName');
  if (settings.kind !== 'map' || name === undefined || field(settings, 'CertificateArn') === undefined)
    throw mistake(sam, line, `Domain of ${logicalId} needs a DomainName and a CertificateArn.`);
  return { settings, name, line, head: { line, condition }, owner: logicalId };
}

/** SAM's id of what is named by a value: an intrinsic is taken as it is written. */
function digestOf(node: TemplateNode): string {
  const text =
    node.kind === 'scalar'
      ? String(node.value)
      : JSON.stringify(node, (key, value) => (key === 'line' ? undefined : value));
  return createHash('sha1').update(text).digest('hex').slice(0, 10);
}

/** `null`: one mapping without a base path. */
function basePathsOf({ settings, line, owner }: Domain, sam: SamTemplate): readonly (string | null)[] {
  const given = field(settings, 'BasePath');
  if (given === undefined) return [null];
  const items = given.kind === 'list' ? given.items : [given];
  return items.map((item) => {
    if (item.kind !== 'scalar')
      throw mistake(sam, line, `BasePath of ${owner} must be texts that are written out.`);
    return String(item.value ?? '');
  });
}

function addRecords({ settings, head }: Domain, sam: SamTemplate): void {
  const route53 = field(settings, 'Route53');
  const zone = field(route53, 'HostedZoneId') ?? field(route53, 'HostedZoneName');
  if (zone === undefined) return;
  const properties: Record<string, Buildable> = { HostedZoneId: passed(route53, 'HostedZoneId') };
  addResource(
    sam,
    { ...head, logicalId: `RecordSetGroup${digestOf(zone)}`, type: 'AWS::Route53::RecordSetGroup' },
    properties,
  );
}
