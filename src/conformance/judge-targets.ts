import type { CheckSetting, Contract } from '../contract/contract.ts';
import type { Observed } from './answer.ts';
import { skip } from './check.ts';
import { settingOf, switchedOff, withReason } from './check-settings.ts';
import { curlFor } from './curl.ts';
import { redactMessage } from './redact.ts';
import { requestIdOf } from './request-id.ts';
import type { Result } from './result.ts';
import { detailsOf, severityOf } from './result-details.ts';
import { targetCatalogue } from './target-catalogue.ts';
import type { TargetCheck, TargetEvidence, TargetOutcome } from './target-check.ts';

interface Judging {
  /** All exchanges of the run. */
  readonly all: readonly Observed[];
  readonly contracts: readonly Contract[];
  readonly checks: readonly TargetCheck[] | undefined;
}

/** What the targets' own checks say, target by target, in the catalogue's order. A target without its contract is left out. */
export function judgeTargets(targets: readonly TargetEvidence[], judging: Judging): Result[] {
  const { all, contracts, checks = targetCatalogue } = judging;
  return targets.flatMap(
    ({ target, contract: name, deployment, connection = null, derived = false, expectVersion = null }) => {
      const contract = contracts.find((each) => each.name === name);
      if (contract === undefined) return [];
      const exchanges = all.filter(({ exchange }) => exchange.target === target.target);
      return checks
        .filter(({ apiTypes }) => apiTypes.includes(target.apiType))
        .flatMap((check) =>
          check
            .judge({ target, contract, deployment, connection, derived, exchanges, expectVersion })
            .map((said) =>
              toResult(check, said, {
                target: target.target,
                setting: settingOf(check.id, contract, said.route),
              }),
            ),
        );
    },
  );
}

interface Place {
  readonly target: string;
  readonly setting: CheckSetting | null;
}

function toResult(check: TargetCheck, said: TargetOutcome, { target, setting }: Place): Result {
  const { route, example, observed, diagnosis } = said;
  const outcome = setting?.severity === 'off' ? skip(switchedOff(setting)) : said.outcome;
  const id = observed === undefined ? undefined : requestIdOf(observed.exchange);
  const head = {
    check: check.id,
    severity: severityOf(check, outcome, setting),
    target,
    route,
    example,
    outcome: outcome.outcome,
    ...(observed === undefined ? {} : { exchange: observed.exchange.id }),
    ...(id === undefined ? {} : { requestId: id }),
  };
  if (outcome.outcome === 'pass') return head;
  if (outcome.outcome === 'skip') return { ...head, message: outcome.message };
  return {
    ...head,
    message: redactMessage(outcome.message),
    diagnosis: redactMessage(withReason(diagnosis ?? `${check.why} ${check.fix}`, setting)),
    ...detailsOf(outcome),
    ...(observed === undefined ? {} : { curl: curlFor(observed.exchange) }),
  };
}
