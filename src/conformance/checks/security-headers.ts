import { apiTypes } from '../../contract/contract.ts';
import type { Observed } from '../answer.ts';
import { fail, type Outcome, pass } from '../check.ts';
import { isLoopback } from '../connection.ts';
import type { TargetCheck, TargetFacts, TargetOutcome } from '../target-check.ts';

const owasp =
  'https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers';

/** What a function answered to an example with a success: the answers that browsers and caches keep. */
function successes({ exchanges }: TargetFacts): Observed[] {
  return exchanges.filter(
    ({ exchange, status, gatewayError }) =>
      exchange.purpose === 'example' && status >= 200 && status <= 299 && gatewayError === null,
  );
}

/** Headers are promised of what is reached over the network with TLS, and not of a gateway on this machine. */
function isPublic({ target }: TargetFacts): boolean {
  const { protocol, hostname } = new URL(target.invokeUrl);
  return protocol === 'https:' && !isLoopback(hostname);
}

/** Once a target, shown by the first answer that lacks it. */
function once(
  example: string,
  all: readonly Observed[],
  judge: (observed: Observed) => Outcome,
): TargetOutcome[] {
  const judged = all.map((observed) => ({ observed, outcome: judge(observed) }));
  const found = judged.find(({ outcome }) => outcome.outcome === 'fail') ?? judged[0];
  if (found === undefined) return [];
  const { outcome, observed } = found;
  return [{ outcome, route: '*', example, ...(outcome.outcome === 'fail' ? { observed } : {}) }];
}

export const securityHeaders: TargetCheck = {
  id: 'security-headers',
  title: 'Answers carry the headers that keep browsers safe',
  family: 'exposure',
  apiTypes,
  severity: 'note',
  why: 'Without Strict-Transport-Security the first call may go out without TLS; without nosniff a browser may run what was meant as data.',
  fix: 'Return Strict-Transport-Security and X-Content-Type-Options: nosniff from the function, or add them in CloudFront.',
  source: owasp,
  judge(facts) {
    if (!isPublic(facts)) return [];
    return once('security headers', successes(facts), ({ header }) => {
      const lacking = [
        ...(header('strict-transport-security') === null ? ['Strict-Transport-Security'] : []),
        ...(header('x-content-type-options')?.toLowerCase().includes('nosniff') === true
          ? []
          : ['X-Content-Type-Options: nosniff']),
      ];
      if (lacking.length === 0) return pass;
      return fail(`answers carry no ${lacking.join(' and no ')}`, {
        pointer: (lacking[0] ?? '').split(':')[0]?.toLowerCase() ?? '',
        expected: lacking.join(', '),
        received: 'no header',
      });
    });
  },
};

export const authorizedCacheable: TargetCheck = {
  id: 'authorized-cacheable',
  title: 'What needs credentials says that caches must not share it',
  family: 'exposure',
  apiTypes,
  severity: 'note',
  why: 'A browser or proxy keeps what was meant for one caller, and a key in another header than Authorization protects nothing there.',
  fix: 'Return Cache-Control: no-store, or private, with every answer that needs credentials.',
  source: 'https://www.rfc-editor.org/rfc/rfc9111#section-3.5',
  judge(facts) {
    if (!isPublic(facts)) return [];
    const authorized = successes(facts).filter(
      ({ exchange: { request } }) =>
        request.method === 'GET' &&
        (Object.keys(request.secretHeaders).length > 0 || request.signing !== undefined),
    );
    return once('caches and credentials', authorized, ({ header }) => {
      const value = header('cache-control');
      if (/\b(no-store|private)\b/i.test(value ?? '')) return pass;
      return fail(
        `an answer that needs credentials has ${value === null ? 'no Cache-Control' : `Cache-Control: ${value}`}`,
        {
          pointer: 'cache-control',
          expected: 'no-store or private',
          received: value ?? 'no header',
        },
      );
    });
  },
};

export const accessLog: TargetCheck = {
  id: 'access-log',
  title: 'The stage writes an access log',
  family: 'proxy-format',
  apiTypes,
  severity: 'note',
  why: 'A request id that stands in no log finds nothing again.',
  fix: 'Set AccessLogSettings of the stage, with $context.requestId in its format.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  judge(facts) {
    const { deployment } = facts;
    if (!isPublic(facts) || deployment?.stage.read !== true) return [];
    const outcome = deployment.stage.value.accessLog ? pass : fail('the stage has no access log');
    return [{ outcome, route: '*', example: 'the access log' }];
  },
};

/** Headers that only tell what stands behind; API Gateway renames some of them. */
const banners = [
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-amzn-remapped-server',
];

export const serverBanner: TargetCheck = {
  id: 'server-banner',
  title: 'No header names the software behind the API',
  family: 'exposure',
  apiTypes,
  severity: 'note',
  why: 'Names and versions tell strangers which known holes to try.',
  fix: 'Switch the header off in the framework or backend (app.disable("x-powered-by"), server_tokens off).',
  source: 'https://owasp.org/www-project-secure-headers/',
  judge(facts) {
    return once('server banners', successes(facts), ({ header }) => {
      const name = banners.find((each) => isBanner(each, header(each)));
      if (name === undefined) return pass;
      return fail(`${name}: ${header(name)}`, {
        pointer: name,
        expected: 'no such header',
        received: header(name) ?? '',
      });
    });
  },
};

/** A bare name as `server: awselb` says little; with a version, or of a framework, it says what to try. */
function isBanner(name: string, value: string | null): boolean {
  if (value === null) return false;
  return name === 'server' || name === 'x-amzn-remapped-server' ? /\d/.test(value) : true;
}
