import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { backend, callOf, httpApi, httpRoute, restApi, restMethod, stackOf } from '../api.fixture.ts';
import { readContextVariable } from '../http/context.ts';
import type { HttpRequest } from '../http/request.ts';
import { type LocalGateway, OptionError, serveDeployment } from '../main.ts';
import type { HttpApi, RestApi, Stack } from '../model.ts';
import { serveApi } from '../serve-api.ts';
import { mockMethod } from '../truth/watched.fixture.ts';
import { type Certificate, issueCertificate, makeAuthority } from './certificates.ts';
import { clientCertOf } from './client-certificate.ts';
import { readTruststore, truststoreOf } from './truststore.ts';

const uri = 's3://certificates/truststore.pem';

const stack: Stack = stackOf({
  domains: [
    {
      name: 'partners.example.com',
      endpointType: 'REGIONAL',
      apiVersion: 2,
      certificateArn: null,
      securityPolicy: 'TLS_1_2',
      tags: {},
      unsupported: null,
      mutualTls: { truststoreUri: uri },
      logicalId: 'Domain',
      line: 7,
    },
  ],
  apiMappings: [
    { id: 'm', domainName: 'partners.example.com', key: '', apiId: 'rest123456', stage: 'dev' },
    { id: 'n', domainName: 'open.example.com', key: '', apiId: 'rest123456', stage: 'dev' },
  ],
  apis: [
    restApi({ '/': [restMethod('GET', mockMethod)] }, { id: 'rest123456' }),
    httpApi([], { id: 'http123456' }),
  ],
});

/** Of themselves, signed with SHA-256. */
const rsa1024 = `-----BEGIN CERTIFICATE-----
MIIB6TCCAVKgAwIBAgIBBTANBgkqhkiG9w0BAQsFADAPMQ0wCwYDVQQDDAR3ZWFr
MCAXDTI2MTEyMzIyMjMzNloYDzIxMjYxMDMwMjIyMzM2WjAPMQ0wCwYDVQQDDAR3
ZWFrMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDldkwLT4U5lQPh1gfC9FLA
O2B0rWy5m+43oLqu4HBXgmjhdiJ199qo2u4txB+KYKd5NUA+hnIhZqL2DR4oQ7An
cljakimibEJbeSf0xWo7F962nEWESW6JKUZZ+Ch4NUzimvccMXWmPWm8fcHDZolD
HmYGrtUXiO3hGzC/udVMEQIDAQABo1MwUTAdBgNVHQ4EFgQUV6zkBpV5vht+yMS5
h/k9lSrZHiwwHwYDVR0jBBgwFoAUV6zkBpV5vht+yMS5h/k9lSrZHiwwDwYDVR0T
AQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOBgQBTwn+xUKNyEOygNr41ovVbYhEo
YuIZMQcrMMsCugwNti3Z1TjGF5IaO4w1HoQLO99Pqy/mx0bs6MrZJbWzc+XZMvQ+
o7mcISw3YBBDyjDZGYBkx3YViCdrPG9osE8RiMuucWHpLZUh8sLG+dAivGAQi5id
Z9Sr5WFMfGKoEy2qHw==
-----END CERTIFICATE-----
`;

/** The same with elliptic curves and SHA-1. */
const ecdsaWithSha1 = `-----BEGIN CERTIFICATE-----
MIIBezCCASKgAwIBAgICAP8wCQYHKoZIzj0EATAcMQswCQYDVQQGEwJBUTENMAsG
A1UEAwwEd2VhazAgFw0yNjExMjMyMjIzMzZaGA8yMTI2MTAzMDIyMjMzNlowHDEL
MAkGA1UEBhMCQVExDTALBgNVBAMMBHdlYWswWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAATY6RVh7cmva+Rk/qArTOv947px7h7nZCNPt0XuMzORu3fTeyAKTayPI30t
wGnE34Rrr2U1Ugv9CG0X3a8gK+JZo1MwUTAdBgNVHQ4EFgQU04M74Tn0iCCzuuCu
oNg+TvZbJy0wHwYDVR0jBBgwFoAU04M74Tn0iCCzuuCuoNg+TvZbJy0wDwYDVR0T
AQH/BAUwAwEB/zAJBgcqhkjOPQQBA0gAMEUCIDkOVyha3/B5Eu4i9ifPhQMeJpQy
kzEf9M45tJJtM1/+AiEAvxoSNPt9ErgWrPuSVSIG/ki9LznV72+vWskPYmEFPTc=
-----END CERTIFICATE-----
`;

const client = (authority: Certificate) =>
  issueCertificate(authority, { names: ['client.example.com'], addresses: [] }, 1);

describe('a custom domain with mutual TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'truststore-'));
  const denied: string[] = [];
  let gateway: LocalGateway;
  let trusted: Certificate;
  let stranger: Certificate;

  before(async () => {
    const [partners, others] = await Promise.all([makeAuthority(1), makeAuthority(1)]);
    [trusted, stranger] = await Promise.all([client(partners), client(others)]);
    writeFileSync(join(folder, 'ca.pem'), partners.cert);
    gateway = await serveDeployment(
      { stacks: [stack] },
      {
        warnings: [],
        https: {},
        truststores: { [uri]: join(folder, 'ca.pem') },
        onLog: (line) => denied.push(line),
      },
    );
  });
  after(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const get = (host: string, options: RequestOptions = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { port } = new URL(gateway.endpoint);
      const ca = readFileSync(gateway.caFile ?? '', 'utf8');
      const lookup: RequestOptions['lookup'] = (_name, _options, found) =>
        found(null, [{ address: '127.0.0.1', family: 4 }] as never);
      request({ host, port, lookup, ca, path: '/', agent: false, ...options }, async (response) => {
        let body = '';
        for await (const piece of response.setEncoding('utf8')) body += piece;
        resolve({ status: response.statusCode ?? 0, body });
      })
        .on('error', reject)
        .end();
    });

  it('lets in whose certificate an authority of its trust store issued', async () => {
    assert.equal((await get('partners.example.com', trusted)).status, 200);
    assert.deepEqual(gateway.warnings, []);
  });

  it('closes the connection on who shows none, and answers 403 to who is not trusted', async () => {
    await assert.rejects(get('partners.example.com'), /socket hang up|ECONNRESET/);
    const refused = await get('partners.example.com', stranger);
    assert.deepEqual(refused, { status: 403, body: '{"message":"Forbidden"}' });
    assert.match(denied.join('\n'), /^Access denied\. Reason: Could not find issuer for certificate \(CN=/m);
  });

  it('is not reached by its Host header over a connection to another name', async () => {
    const [headers, servername] = [{ Host: 'partners.example.com' }, 'open.example.com'];
    assert.equal((await get('open.example.com', { headers, servername })).status, 403);
    assert.equal((await get('open.example.com', { headers, servername, ...trusted })).status, 200);
  });

  it('looks at the certificate of a connection by HTTP/2, too', async () => {
    const ca = readFileSync(gateway.caFile ?? '', 'utf8');
    const statusFor = async (shown: Certificate): Promise<unknown> => {
      const session = connect(gateway.endpoint, { ca, servername: 'partners.example.com', ...shown });
      try {
        const stream = session.request({ ':authority': 'partners.example.com', ':path': '/' }).resume();
        const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
        return headers[':status'];
      } finally {
        session.close();
      }
    };
    assert.deepEqual([await statusFor(trusted), await statusFor(stranger)], [200, 403]);
  });

  it('leaves clients of other names alone', async () => {
    assert.equal((await get('open.example.com')).status, 200);
    assert.equal((await get('127.0.0.1', { path: '/_api/rest123456/dev/' })).status, 200);
  });

  it('is served without asking where no trust store is named for it, with a warning', async () => {
    const another = await serveDeployment({ stacks: [stack] }, { warnings: [] });
    try {
      assert.deepEqual(
        another.warnings.map(({ resource, line, property, message }) => ({
          resource,
          line,
          property,
          message,
        })),
        [
          {
            resource: 'Domain',
            line: 7,
            property: 'MutualTlsAuthentication',
            message: `clients of partners.example.com aren't asked for certificates: start with --https --truststore ${uri}=FILE`,
          },
        ],
      );
    } finally {
      await another.close();
    }
  });

  it('wants a file of certificates', async () => {
    writeFileSync(join(folder, 'empty.pem'), 'nothing');
    assert.throws(() => readTruststore(join(folder, 'empty.pem')), OptionError);
    assert.throws(() => readTruststore(join(folder, 'none.pem')), OptionError);
  });
});

describe('a trust store', () => {
  const now = Date.now();

  it('looks for the issuer in itself, and at the times of both', async () => {
    const [own, other] = await Promise.all([makeAuthority(1), makeAuthority(1)]);
    const issuer = new X509Certificate(own.cert);
    const certificate = new X509Certificate((await client(own)).cert);
    assert.equal(truststoreOf([new X509Certificate(other.cert), issuer]).refusal(certificate, now), null);
    const alone = truststoreOf([new X509Certificate(other.cert)]);
    assert.equal(alone.refusal(certificate, now), 'Could not find issuer for certificate');
    assert.equal(alone.refusal(issuer, now), 'self signed certificate');
    assert.equal(truststoreOf([issuer]).refusal(issuer, now), null);
    assert.match(truststoreOf([issuer]).refusal(certificate, now + 3 * 86_400_000) ?? '', /expired/);
  });

  it('trusts no weak keys and signatures, though it holds them', () => {
    for (const pem of [rsa1024, ecdsaWithSha1]) {
      const certificate = new X509Certificate(pem);
      const reason = truststoreOf([certificate]).refusal(certificate, now);
      assert.equal(reason, 'Client cert using an insecure Signature Algorithm');
    }
  });
});

describe('a client’s certificate in events', () => {
  const clientCert = {
    clientCertPem: 'PEM',
    subjectDN: 'CN=client',
    issuerDN: 'CN=ca',
    serialNumber: '1',
    validity: { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2021 GMT' },
  };
  const events = async (api: HttpApi | RestApi, target: string) => {
    const behind = backend({ statusCode: 200 });
    const answer = await serveApi(api, behind).answer(callOf(target, { clientCert }));
    assert.equal(answer.status, 200, String(answer.body));
    return behind.events[0]?.requestContext as { identity?: object; authentication?: object };
  };

  it('stands in the identity of payload 1.0, and under authentication in 2.0', async () => {
    const rest = await events(restApi({ '/': [restMethod('GET')] }), '/dev/');
    assert.deepEqual(rest.identity, { ...rest.identity, clientCert });
    const { authentication } = await events(httpApi(['GET /']), '/');
    assert.deepEqual(authentication, { clientCert });
    const route = httpRoute('GET /');
    assert.ok(route.integration.type === 'AWS_PROXY');
    const old = { ...route, integration: { ...route.integration, payloadFormatVersion: '1.0' as const } };
    const { identity } = await events(httpApi([old]), '/');
    assert.deepEqual(identity, { ...identity, clientCert });
  });

  it('is there for access logs of HTTP APIs by each of its parts', () => {
    const request = { call: callOf('/', { clientCert }) } as unknown as HttpRequest;
    const read = (name: string) => readContextVariable(`identity.clientCert.${name}`)(request);
    assert.deepEqual(
      [
        'clientCertPem',
        'subjectDN',
        'issuerDN',
        'serialNumber',
        'validity.notBefore',
        'validity.notAfter',
      ].map(read),
      ['PEM', 'CN=client', 'CN=ca', '1', 'May 28 12:30:02 2019 GMT', 'Aug  5 09:36:04 2021 GMT'],
    );
  });

  it('has names, serial number and times as AWS writes them', async () => {
    const authority = await makeAuthority(1);
    const { cert } = await client(authority);
    const shown = clientCertOf(new X509Certificate(cert));
    assert.match(shown.clientCertPem, /^-----BEGIN CERTIFICATE-----\n/);
    assert.equal(shown.subjectDN, 'CN=Gatewright local gateway');
    assert.equal(shown.issuerDN, 'CN=Gatewright local CA');
    assert.match(shown.serialNumber, /^01(:[0-9a-f]{2}){16}$/);
    const small = clientCertOf(new X509Certificate(ecdsaWithSha1));
    assert.deepEqual([small.subjectDN, small.serialNumber], ['C=AQ,CN=weak', '255']);
    assert.match(shown.validity.notAfter, /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT$/);
  });
});
