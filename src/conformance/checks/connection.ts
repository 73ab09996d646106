import { apiTypes } from '../../contract/contract.ts';
import { fail, type Outcome, pass, skip } from '../check.ts';
import { type Connection, isDefaultEndpoint } from '../connection.ts';
import type { TargetCheck, TargetFacts, TargetOutcome } from '../target-check.ts';

type Judge = (connection: Connection, facts: TargetFacts) => Outcome | null;

/** Only where a connection was looked at. */
function ofConnection(example: string, judge: Judge) {
  return (facts: TargetFacts): readonly TargetOutcome[] => {
    const outcome =
      facts.connection === null || facts.connection === undefined ? null : judge(facts.connection, facts);
    return outcome === null ? [] : [{ outcome, route: '*', example }];
  };
}

/** Certificate Manager renews 60 days ahead, so that a month means that it couldn't. */
const soonDays = 30;
const dayMs = 86_400_000;

export const certificate: TargetCheck = {
  id: 'certificate',
  title: 'The certificate is valid for a month to come',
  family: 'transport',
  apiTypes,
  severity: 'warning',
  why: 'From the day that it expires on every client refuses the API.',
  fix: 'Renew the certificate of the custom domain; one of Certificate Manager renews itself while its DNS validation record is there.',
  source: 'https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html',
  judge: ofConnection('the certificate', ({ tls, observedAt, host }) => {
    if (tls === null || tls.certificate === null) return null;
    const { validTo } = tls.certificate;
    const days = Math.floor((Date.parse(validTo) - Date.parse(observedAt)) / dayMs);
    if (days >= soonDays) return pass;
    const when =
      days < 0 ? `expired on ${validTo.slice(0, 10)}` : `expires in ${days} days, on ${validTo.slice(0, 10)}`;
    return fail(`the certificate of ${host} ${when}`, {
      severity: days < 0 ? 'error' : 'warning',
      expected: `${soonDays} days or more`,
      received: `${days} days`,
    });
  }),
};

export const tlsVersions: TargetCheck = {
  id: 'tls-version',
  title: 'Only current versions of TLS are spoken',
  family: 'transport',
  apiTypes,
  severity: 'warning',
  why: 'TLS 1.0 and 1.1 are broken and forbidden by most audits (RFC 8996).',
  fix: "Set the custom domain's security policy to TLS_1_2 or later.",
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html',
  judge(facts) {
    const policies = facts.deployment?.domains.read ? facts.deployment.domains.value : [];
    const old = policies.filter(({ securityPolicy }) => securityPolicy === 'TLS_1_0');
    const spoken = (facts.connection?.oldProtocols ?? []).filter(({ accepted }) => accepted === true);
    const asked = (facts.connection?.oldProtocols ?? []).some(({ accepted }) => accepted !== null);
    const judged = (outcome: Outcome): TargetOutcome[] => [
      { outcome, route: '*', example: 'the versions of TLS' },
    ];
    if (spoken.length > 0) {
      const names = spoken.map(({ protocol }) => protocol).join(' and ');
      return judged(
        fail(`${facts.connection?.host} accepts ${names}`, { expected: 'TLSv1.2 or later', received: names }),
      );
    }
    if (old.length > 0) {
      const names = old.map(({ name }) => name).join(', ');
      return judged(
        fail(`the security policy of ${names} allows TLS 1.0`, { expected: 'TLS_1_2', received: 'TLS_1_0' }),
      );
    }
    return asked ? judged(pass) : [];
  },
};

export const plainHttp: TargetCheck = {
  id: 'plain-http',
  title: 'Nothing is answered over plain http',
  family: 'transport',
  apiTypes,
  severity: 'warning',
  why: 'What is sent without TLS, keys and tokens included, can be read on the way.',
  fix: 'Close port 80 of what stands before the API, or let it redirect to https.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html',
  judge: ofConnection('plain http', ({ plainHttp: seen, host }) => {
    if (seen.kind === 'silent') return pass;
    const { status, location } = seen;
    if (location?.startsWith('https://') === true && status >= 300 && status <= 399) return pass;
    // CloudFront and load balancers refuse like this where only https is allowed.
    if (status === 403 || status === 404 || status === 421 || status === 426) return pass;
    return fail(`${host} answers over plain http with ${status}`, {
      expected: 'a refusal, or a redirect to https',
      received: String(status),
    });
  }),
};

export const defaultEndpoint: TargetCheck = {
  id: 'default-endpoint',
  title: 'Beside a custom domain the default endpoint is switched off',
  family: 'exposure',
  apiTypes,
  severity: 'warning',
  why: 'Callers get around whatever stands at the custom domain: its web ACL, mutual TLS, logging and limits.',
  fix: 'Set DisableExecuteApiEndpoint to true, and deploy a REST API again.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html',
  judge(facts) {
    const outcome = openness(facts);
    return outcome === null ? [] : [{ outcome, route: '*', example: 'the default endpoint' }];
  },
};

/** What API Gateway tells is certain; without it the endpoint's own answer counts. */
function openness({ deployment, connection, target }: TargetFacts): Outcome | null {
  const { hostname } = new URL(target.invokeUrl);
  const read = deployment?.domains.read === true;
  const domains = read ? deployment.domains.value.map(({ name }) => name) : [];
  // Where domains can't be read, a name of its own is one; other gateways than AWS's have theirs too.
  const seemsOne = !read && connection != null && !isDefaultEndpoint(hostname);
  if (domains.length === 0 && !seemsOne) return null;
  const beside = domains.join(', ') || hostname;
  if (deployment?.api.read) {
    return deployment.api.value.defaultEndpointOff
      ? pass
      : open(beside, `of ${deployment.apiId} is switched on`);
  }
  const seen = connection?.defaultEndpoint ?? null;
  if (seen === null) return null;
  if (seen.status === null) return skip('the default endpoint gave no answer');
  // An HTTP API says the same where the endpoint is off and where a path has no route.
  const message = seen.message?.toLowerCase() ?? '';
  if (seen.status === 404 || (seen.status === 403 && message === 'forbidden')) return pass;
  return open(beside, `answers with ${seen.status}`);
}

function open(beside: string, what: string): Outcome {
  return fail(`the default endpoint ${what}, beside ${beside}`, {
    expected: 'DisableExecuteApiEndpoint: true',
    received: 'an open default endpoint',
  });
}
