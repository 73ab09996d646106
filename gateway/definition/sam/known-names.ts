import { DefinitionError } from '../definition-error.ts';
import { didYouMean } from '../near.ts';
import type { TemplateResource } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import { field, type SamTemplate } from './sam-template.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The properties that SAM has (AWS SAM Developer Guide, "AWS SAM resources and properties"); it refuses any other. */
const propertiesOf: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Api':
    words(`AccessLogSetting AlwaysDeploy ApiKeySourceType Auth BinaryMediaTypes CacheClusterEnabled
    CacheClusterSize CanarySetting Cors DefinitionBody DefinitionUri Description DisableExecuteApiEndpoint Domain EndpointAccessMode
    EndpointConfiguration FailOnWarnings GatewayResponses MergeDefinitions MethodSettings MinimumCompressionSize Mode Models Name
    OpenApiVersion Policy PropagateTags SecurityPolicy StageName Tags TracingEnabled Variables`),
  'AWS::Serverless::HttpApi':
    words(`AccessLogSettings Auth CorsConfiguration DefaultRouteSettings DefinitionBody DefinitionUri
    Description DisableExecuteApiEndpoint Domain FailOnWarnings Name PropagateTags RouteSettings StageName StageVariables Tags`),
  'AWS::Serverless::Function':
    words(`Architectures AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties
    AutoPublishCodeSha256 CapacityProviderConfig CodeSigningConfigArn CodeUri DeadLetterQueue DeploymentPreference Description
    DurableConfig Environment EphemeralStorage EventInvokeConfig Events FileSystemConfigs FunctionName FunctionScalingConfig
    FunctionUrlConfig Handler ImageConfig ImageUri InlineCode KmsKeyArn Layers LoggingConfig MemorySize PackageType
    PermissionsBoundary Policies PropagateTags ProvisionedConcurrencyConfig PublishToLatestPublished RecursiveLoop
    ReservedConcurrentExecutions Role RolePath Runtime RuntimeManagementConfig SnapStart SourceKMSKeyArn Tags TenancyConfig Timeout
    Tracing VersionDeletionPolicy VersionDescription VpcConfig`),
};

const globalSections =
  words(`Api CapacityProvider Function HttpApi LayerVersion MicrovmImage NetworkConnector SimpleTable
  StateMachine WebSocketApi`);

/** Maps inside an API whose keys SAM has, too. */
const insideApi: Readonly<Record<string, readonly (readonly [place: string, known: readonly string[]])[]>> = {
  'AWS::Serverless::Api': [
    [
      'Auth',
      words(`AddApiKeyRequiredToCorsPreflight AddDefaultAuthorizerToCorsPreflight ApiKeyRequired Authorizers DefaultAuthorizer
        InvokeRole ResourcePolicy UsagePlan`),
    ],
    ['Auth.UsagePlan', words('CreateUsagePlan Description Quota Tags Throttle UsagePlanName')],
    ['Cors', words('AllowCredentials AllowHeaders AllowMethods AllowOrigin MaxAge')],
    ['GatewayResponses.*', words('ResponseParameters ResponseTemplates StatusCode')],
    ['GatewayResponses.*.ResponseParameters', words('Headers Paths QueryStrings')],
  ],
  'AWS::Serverless::HttpApi': [
    ['Auth', words('Authorizers DefaultAuthorizer EnableIamAuthorizer')],
    [
      'CorsConfiguration',
      words('AllowCredentials AllowHeaders AllowMethods AllowOrigins ExposeHeaders MaxAge'),
    ],
  ],
};

const eventProperties: Readonly<Record<string, readonly string[]>> = {
  Api: words(`Auth Method Path RequestModel RequestParameters ResponseTransferMode RestApiId Stage TimeoutInMillis
    UnescapeMappingTemplate`),
  HttpApi: words('ApiId Auth Method Path PayloadFormatVersion RouteSettings Stage TimeoutInMillis'),
};

/**
 * Throws DefinitionError for a name in a resource, Globals merged, that must be a slip, which SAM refuses. One that is like none that
 * SAM has may be newer than this list, and takes a note.
 */
export function refuseUnknownNames(
  { logicalId, type, properties }: TemplateResource,
  sam: SamTemplate,
): void {
  const known = propertiesOf[type];
  if (known === undefined) return;
  const around = { resource: logicalId, sam };
  refuseOthers(properties, known, { ...around, of: `property of ${type}` });
  for (const [place, names] of insideApi[type] ?? [])
    for (const map of mapsAt(properties, place.split('.')))
      refuseOthers(map, names, { ...around, of: `part of ${place.replace('.*', '')} of ${type}` });
  for (const event of mapsAt(properties, ['Events', '*'])) {
    const kind = field(event, 'Type');
    const names = kind?.kind === 'scalar' ? eventProperties[String(kind.value)] : undefined;
    if (names === undefined) continue;
    refuseOthers(field(event, 'Properties'), names, { ...around, of: 'property of the event' });
  }
}

/** Throws DefinitionError for a section of Globals that SAM doesn't have. */
export function refuseUnknownGlobals(globals: ReadonlyMap<string, TemplateNode>, file: string): void {
  for (const [name, { line }] of globals)
    if (!globalSections.includes(name))
      throw new DefinitionError(`${name} is no section of SAM's Globals.`, {
        file,
        line,
        next: didYouMean(name, globalSections),
      });
}

function mapsAt(node: TemplateNode | undefined, [step, ...rest]: readonly string[]): TemplateNode[] {
  if (step === undefined) return node === undefined ? [] : [node];
  if (node?.kind !== 'map') return [];
  const next = step === '*' ? [...node.entries.values()] : [node.entries.get(step)];
  return next.flatMap((one) => mapsAt(one, rest));
}

function refuseOthers(
  node: TemplateNode | undefined,
  known: readonly string[],
  { of, resource, sam }: { of: string; resource: string; sam: SamTemplate },
): void {
  if (node?.kind !== 'map') return;
  for (const [name, value] of node.entries) {
    if (known.includes(name) || name.startsWith('Fn::')) continue;
    const line = node.keyLines.get(name) ?? value.line;
    const next = didYouMean(name, known);
    if (next.length > 0) throw new DefinitionError(`${name} is no ${of}.`, { file: sam.file, line, next });
    sam.note(
      resource,
      line,
      `${name} is no ${of} that this gateway knows; it is not applied, and SAM refuses what it doesn't have.`,
    );
  }
}
