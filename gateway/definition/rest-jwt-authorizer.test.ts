import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefinitionError } from './definition-error.ts';
import { aRestApi, loadText, restApiOf } from './written-template.fixture.ts';

const template = (properties: string) => `Resources:${aRestApi.replace(
  'AuthorizationType: NONE',
  'AuthorizationType: JWT\n      AuthorizerId: !Ref Auth\n      AuthorizationScopes: [orders:read]',
)}
  Auth: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: auth, Type: JWT, ${properties} } }
`;
const source = 'IdentitySource: method.request.header.Authorization';
const configuration = (issuers: string, algorithms = '[RS256, ES384]') =>
  `JwtConfiguration: { DefaultAlgorithms: ${algorithms}, Issuers: [${issuers}] }`;
const issuer = (more = '', url = 'https://id.example.com/') =>
  `{ Issuer: '${url}', Audiences: [app]${more} }`;
const rule = (text: string) => issuer(`, AdditionalClaims: [${text}]`);
const whole = `${source}, ${configuration(
  `${rule('{ ClaimName: tenant, Format: SINGLE_STRING, Required: true, ExpectedValues: [acme] }, { ClaimName: plan, Format: SINGLE_STRING }')}, ${issuer('', 'https://other.example.com/a')}`,
)}`;

describe('a JWT authorizer of a REST API', () => {
  it('is read with its issuers, their audiences and claims, and the algorithms of all', () => {
    const { stack, warnings } = loadText(template(whole));
    const api = restApiOf(stack);
    assert.deepEqual(api.authorizers, [
      {
        type: 'JWT',
        id: api.authorizers[0]?.id,
        name: 'auth',
        identitySource: 'method.request.header.Authorization',
        issuers: [
          {
            issuer: 'https://id.example.com/',
            audiences: ['app'],
            additionalClaims: [
              { claimName: 'tenant', required: true, expectedValues: ['acme'] },
              { claimName: 'plan', required: false, expectedValues: [] },
            ],
          },
          { issuer: 'https://other.example.com/a', audiences: ['app'], additionalClaims: [] },
        ],
        algorithms: ['RS256', 'ES384'],
      },
    ]);
    const [method] = api.pathResources[0]?.methods ?? [];
    assert.deepEqual(
      [method?.authorizationType, method?.authorizerId, method?.authorizationScopes],
      ['JWT', api.authorizers[0]?.id, ['orders:read']],
    );
    assert.deepEqual(warnings, []);
  });

  it('says of properties of other authorizers that they have no effect', () => {
    const { warnings } = loadText(template(`${whole}, AuthorizerResultTtlInSeconds: 60`));
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ["JWT authorizers don't support AuthorizerResultTtlInSeconds: it has no effect"],
    );
  });

  it('may trust an issuer of this machine, with a warning', () => {
    for (const url of ['http://127.0.0.1:9000/realms/a', 'http://localhost:9000', 'http://[::1]:9000/']) {
      const { warnings } = loadText(template(`${source}, ${configuration(issuer('', url))}`));
      assert.match(
        warnings[0]?.message ?? '',
        /of this machine is trusted here; AWS takes an https URL only/,
      );
    }
  });

  const mistakes: readonly [string, RegExp][] = [
    [configuration(issuer()), /needs the property IdentitySource/],
    [`IdentitySource: method.request.querystring.t, ${configuration(issuer())}`, /must be one header/],
    [
      `IdentitySource: 'method.request.header.A, method.request.header.B', ${configuration(issuer())}`,
      /must be one header/,
    ],
    [source, /needs Issuers in JwtConfiguration/],
    [`${source}, ${configuration('')}`, /needs Issuers in JwtConfiguration/],
    [`${source}, ${configuration(issuer(), '[]')}`, /must be some of RS256/],
    [`${source}, ${configuration(issuer(), '[HS256]')}`, /must be some of RS256.*, not HS256/],
    [`${source}, ${configuration(`${issuer()}, ${issuer()}`)}`, /names the issuer https:.* twice/],
    [`${source}, ${configuration(`{ Issuer: 'https://a.example' }`)}`, /needs Audiences/],
    ...[
      'http://a.example',
      'http://localhost.example',
      'https://',
      'https://u:p@a.example',
      'https://a.example?x',
      'https://a.example#x',
    ].map((url): [string, RegExp] => [
      `${source}, ${configuration(issuer('', url))}`,
      /must be an https URL/,
    ]),
    [`${source}, ${configuration(rule('{ ClaimName: scp, Format: SINGLE_STRING }'))}`, /not scp/],
    [`${source}, ${configuration(rule('{ ClaimName: a }'))}`, /needs the property Format/],
    [`${source}, ${configuration(rule('{ ClaimName: a, Format: LIST }'))}`, /must be one of SINGLE_STRING/],
    [
      `${source}, ${configuration(rule("{ ClaimName: a, Format: SINGLE_STRING, ExpectedValues: [''] }"))}`,
      /must not be empty/,
    ],
    [
      `${source}, ${configuration(rule('{ ClaimName: a, Format: SINGLE_STRING }, { ClaimName: a, Format: SINGLE_STRING }'))}`,
      /two rules for the claim a/,
    ],
  ];
  for (const [properties, message] of mistakes)
    it(`that AWS doesn't take is a mistake: ${message.source}: ${properties}`, () =>
      assert.throws(
        () => loadText(template(properties)),
        (error) => error instanceof DefinitionError && message.test(error.message),
      ));
});
