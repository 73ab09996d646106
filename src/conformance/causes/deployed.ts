import type { DeployedRoute, Deployment, StageSettings } from '../../deployment/deployment.ts';
import { deployedRoute } from '../../deployment/route-lookup.ts';
import { expectations } from '../expectations.ts';
import type { Cause, Facts } from './cause.ts';

/** What API Gateway itself says about the route of a failure. */
export interface Known {
  readonly deployment: Deployment;
  /** The route that takes it on the stage. */
  readonly route: DeployedRoute | null;
  readonly stage: StageSettings | null;
  /** As the gateway refuses what it has no route for: `403 Missing Authentication Token`. */
  readonly refusal: string;
  readonly sent: { readonly key: boolean; readonly authorization: boolean };
}

/** A cause that only what is deployed can tell. */
export interface DeployedCause extends Omit<Cause, 'when' | 'cause' | 'fix'> {
  when(facts: Facts, known: Known): boolean;
  readonly cause: (known: Known, facts: Facts) => string;
  readonly fix: (known: Known, facts: Facts) => string;
}

/** As causes like any other, which recognise nothing where nothing could be read. */
export function fromDeployment(causes: readonly DeployedCause[]): Cause[] {
  return causes.map(({ when, cause, fix, ...rest }) => ({
    ...rest,
    when: (facts) => {
      const known = knownOf(facts);
      return known !== null && when(facts, known);
    },
    cause: (facts) => said(cause, facts),
    fix: (facts) => said(fix, facts),
  }));
}

function said(sentence: DeployedCause['cause'], facts: Facts): string {
  const known = knownOf(facts);
  return known === null ? '' : sentence(known, facts);
}

function knownOf({ deployment, observed: { exchange } }: Facts): Known | null {
  if (deployment === null) return null;
  const names = [...Object.keys(exchange.request.headers), ...Object.keys(exchange.request.secretHeaders)];
  const sent = (name: string) => names.some((each) => each.toLowerCase() === name);
  const { status, message } = expectations[exchange.apiType].unknownRoute;
  return {
    deployment,
    route: deployedRoute(deployment, exchange.route),
    stage: deployment.stage.read ? deployment.stage.value : null,
    refusal: `${status} ${message}`,
    sent: { key: sent('x-api-key'), authorization: sent('authorization') || isSigned(exchange.request) },
  };
}

function isSigned(request: object): boolean {
  return 'signing' in request && Boolean(request.signing);
}
