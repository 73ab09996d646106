import type { JwtClaimRule, JwtIssuer } from '../access.ts';
import type { RestAuthorizer } from '../model.ts';
import type { Properties } from './properties.ts';
import type { Resource } from './stack-reader.ts';

const algorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
/** Claims that the gateway checks itself, which no rule may name. */
const ownClaims = ['iss', 'aud', 'exp', 'nbf', 'iat', 'scope', 'scp'];
const unsupported = [
  'AuthorizerCredentials',
  'AuthorizerResultTtlInSeconds',
  'AuthorizerUri',
  'ProviderARNs',
] as const;

/**
 * A JWT authorizer of a REST API (API reference V1, "CreateAuthorizer", "JwtConfigurationInput"). Throws
 * DefinitionError for what AWS doesn't take.
 */
export function readRestJwtAuthorizer({ physicalId: id, logicalId, properties, stack }: Resource) {
  for (const name of unsupported)
    if (properties.has(name))
      stack.advise(logicalId, properties.at(name), `JWT authorizers don't support ${name}: it has no effect`);
  const configuration = properties.object('JwtConfiguration');
  const issuers = configuration?.objects('Issuers') ?? [];
  if (configuration === undefined || issuers.length === 0)
    throw properties.fail('JwtConfiguration', `${properties.owner} needs Issuers in JwtConfiguration.`);
  const names = issuers.map((issuer) => issuer.text('Issuer'));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw configuration.fail('Issuers', `${configuration.owner} names the issuer ${twice} twice.`);
  return {
    type: 'JWT',
    id,
    name: properties.required('Name'),
    identitySource: readSource(properties),
    issuers: issuers.map((issuer) =>
      readIssuer(issuer, (message) => stack.warn(logicalId, issuer.at('Issuer'), message)),
    ),
    algorithms: readAlgorithms(configuration),
  } as const satisfies RestAuthorizer;
}

function readSource(properties: Properties): string {
  const source = properties.required('IdentitySource');
  if (!/^method\.request\.header\.[^\s,]+$/.test(source))
    throw properties.fail(
      'IdentitySource',
      `IdentitySource of ${properties.owner} must be one header, as in method.request.header.Authorization, not ${source}.`,
    );
  return source;
}

function readAlgorithms(configuration: Properties): readonly string[] {
  const given = configuration.texts('DefaultAlgorithms');
  const wrong = given.find((one) => !algorithms.includes(one));
  if (given.length === 0 || wrong !== undefined)
    throw configuration.fail(
      'DefaultAlgorithms',
      `DefaultAlgorithms of ${configuration.owner} must be some of ${algorithms.join(', ')}${wrong === undefined ? '' : `, not ${wrong}`}.`,
    );
  return given;
}

function readIssuer(properties: Properties, warn: (message: string) => void): JwtIssuer {
  const issuer = properties.required('Issuer');
  if (isIssuerUrl(issuer, local))
    warn(`the issuer ${issuer} of this machine is trusted here; AWS takes an https URL only`);
  else if (!isIssuerUrl(issuer, /^https:\/\/[^/]/))
    throw properties.fail(
      'Issuer',
      `Issuer of ${properties.owner} must be an https URL without user, query and fragment, as in the claim iss of its tokens, not ${issuer}.`,
      ['A local issuer stands in for it: --issuer ISSUER=http://127.0.0.1:PORT.'],
    );
  const audiences = properties.texts('Audiences');
  if (audiences.length === 0 || audiences.includes(''))
    throw properties.fail('Audiences', `${properties.owner} needs Audiences, none of them empty.`);
  const additionalClaims = properties.objects('AdditionalClaims').map(readClaimRule);
  const names = additionalClaims.map(({ claimName }) => claimName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw properties.fail('AdditionalClaims', `${properties.owner} has two rules for the claim ${twice}.`);
  return { issuer, audiences, additionalClaims };
}

/** An issuer that somebody runs beside the gateway. */
const local = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/;

function isIssuerUrl(text: string, beginning: RegExp): boolean {
  if (!beginning.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#]/.test(text);
}

function readClaimRule(rule: Properties): JwtClaimRule {
  const claimName = rule.required('ClaimName');
  if (claimName === '' || ownClaims.includes(claimName))
    throw rule.fail(
      'ClaimName',
      `ClaimName of ${rule.owner} must be a claim besides ${ownClaims.join(', ')}, not ${claimName || 'empty'}.`,
    );
  rule.required('Format');
  rule.oneOf('Format', ['SINGLE_STRING']);
  const expectedValues = rule.texts('ExpectedValues');
  if (expectedValues.includes(''))
    throw rule.fail('ExpectedValues', `ExpectedValues of ${rule.owner} must not be empty.`);
  return { claimName, required: rule.flag('Required'), expectedValues };
}
