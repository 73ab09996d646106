import type { CheckSetting, Contract } from '../contract/contract.ts';
import type { Observed } from './answer.ts';
import { skip } from './check.ts';
import { settingOf, switchedOff } from './check-settings.ts';
import type { Result } from './result.ts';
import { resultOf } from './result-of.ts';
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

function toResult(check: TargetCheck, said: TargetOutcome, { target, setting }: Place): Result {
  const { route, example, observed, diagnosis } = said;
  const outcome = setting?.severity === 'off' ? skip(switchedOff(setting)) : said.outcome;
  return resultOf(check, outcome, {
    target,
    route,
    example,
    exchange: observed?.exchange,
    setting,
    explain: () => diagnosis ?? `${check.why} ${check.fix}`,
  });
}

interface Place {
  readonly target: string;
  readonly setting: CheckSetting | null;
}
