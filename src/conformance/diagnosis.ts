import { authCauses } from './causes/auth.ts';
import type { Cause, Facts, Sentence } from './causes/cause.ts';
import { corsCauses } from './causes/cors.ts';
import { credentialCauses } from './causes/credentials.ts';
import { deployedAccessCauses } from './causes/deployed-access.ts';
import { deployedIntegrationCauses } from './causes/deployed-integration.ts';
import { deployedRouteCauses } from './causes/deployed-route.ts';
import { evidenceCauses } from './causes/evidence.ts';
import { functionCauses } from './causes/function.ts';
import { gatewayCauses } from './causes/gateway.ts';
import { integrationCauses } from './causes/integration.ts';
import { missingRouteCauses, urlCauses } from './causes/missing-route.ts';
import { requestCauses } from './causes/request.ts';
import { resultCauses } from './causes/result.ts';
import { deployedShadowCauses, shadowCauses } from './causes/shadowed-route.ts';
import { transportCauses } from './causes/transport.ts';
import { valueCauses } from './causes/values.ts';
import type { Check, Failure } from './check.ts';

/** What API Gateway itself tells is more certain than what an answer looks like. */
export const deploymentCauses: readonly Cause[] = [
  ...deployedRouteCauses,
  ...deployedAccessCauses,
  ...deployedIntegrationCauses,
  ...deployedShadowCauses,
];

/** Read from the top: the first that fits explains, so what is special stands before what is general. */
export const causes: readonly Cause[] = [
  ...transportCauses,
  ...urlCauses,
  ...evidenceCauses,
  ...authCauses,
  ...credentialCauses,
  ...deploymentCauses,
  ...missingRouteCauses,
  ...requestCauses,
  ...gatewayCauses,
  ...integrationCauses,
  ...corsCauses,
  ...functionCauses,
  ...resultCauses,
  ...valueCauses,
  ...shadowCauses,
];

/** Without a contract only an error of the gateway's own is a failure: whatever explains that explains this. */
const sameCauses: Readonly<Record<string, string>> = { 'route-answers': 'gateway-error' };

export function causeOf(facts: Facts): Cause | null {
  const check = sameCauses[facts.check] ?? facts.check;
  return causes.find((cause) => cause.explains.includes(check) && cause.when(facts)) ?? null;
}

/** The likely cause and its fix; where none is recognised, the check's own reason and advice. */
export function diagnose(
  check: Check,
  failure: Failure,
  circumstances: Omit<Facts, 'check' | 'failure'>,
): string {
  const facts: Facts = { ...circumstances, check: check.id, failure };
  const cause = causeOf(facts);
  if (cause === null) return `${check.why} ${check.fix}`;
  return `${said(cause.cause, facts)} ${said(cause.fix, facts)}`;
}

function said(sentence: Sentence, facts: Facts): string {
  return typeof sentence === 'string' ? sentence : sentence(facts);
}
