import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { factsFolder } from './facts-folder.ts';
import { printed } from './print-score.ts';
import { readCases } from './recorded-case.ts';
import { requiredRatio, scoreOf } from './score.ts';

/** Prints how faithful the gateway is to the recorded cases. 0: faithful enough, or no cases, 1: not, 2: something in the folder isn't of the form. */
export async function main(
  typed: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { values } = parseArgs({ args: [...typed], options: { json: { type: 'boolean' } } });
  const folder = factsFolder(environment);
  const isThere = existsSync(folder);
  if (!isThere)
    console.error(`Skipped: there are no recorded cases in ${folder}; GATEWAY_FACTS names another folder.`);
  const { cases, problems } = isThere ? readCases(folder) : { cases: [], problems: [] };
  if (isThere && cases.length === 0) console.error(`There are no recorded cases in ${folder}.`);
  const score = await scoreOf(cases);
  if (values.json === true) console.log(JSON.stringify({ ...score, problems }, null, 2));
  else if (isThere) console.log(printed(score));
  for (const problem of problems) console.error(`Left out: ${problem}`);
  if (problems.length > 0) return 2;
  return score.ratio < requiredRatio ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
