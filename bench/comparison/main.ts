import { parseArgs } from 'node:util';
import { analyseMillion } from './million.ts';
import { realRun } from './real.ts';
import { falseAlarms, power } from './simulated.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string' },
  },
});
const runs = Number(values.runs);
const asked = (part: string) => values.only === undefined || values.only === part;

if (asked('simulated')) {
  console.log(
    `${runs} simulated runs of 500 pairs without any difference: alarms at 5 % (and of "differs by more than 5 %")\n`,
  );
  console.log('| weather | p50 | p90 | p95 | p99 | any, corrected |\n|---|---|---|---|---|---|');
  for (const line of falseAlarms(runs, 500)) console.log(line);
  console.log(`\n${runs} simulated runs with a difference\n`);
  console.log(
    '| planted | found at 5 % | found, corrected | interval holds it | p50 called slower |\n|---|---|---|---|---|',
  );
  for (const line of power(runs)) console.log(line);
}

if (asked('million')) {
  const { seconds, megabytes, pageMegabytes } = analyseMillion();
  console.log(
    `\na million requests: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB more resident, a page of ${pageMegabytes.toFixed(2)} MB`,
  );
}

if (asked('real')) {
  const minutes = Number(values.minutes);
  const planted = ['my-api:rest=lognormal:30,90', 'my-api:http=lognormal:12,40'];
  console.log(`\nreal runs of ${minutes} minutes at 50 pairs a second, cut into 50 stretches\n`);
  console.log(
    '| run | pairs a stretch | any found | p50 at 5 % | p95 more than 5 % apart | interval of p50, p95 holds the whole run’s | p50 ratio, by the truth log |\n|---|---|---|---|---|---|---|',
  );
  for (const run of [
    { name: 'the same API twice', latency: planted, sides: ['--a-a', '--baseline', 'my-api:rest'] },
    { name: 'REST and HTTP API', latency: planted, sides: [] },
  ]) {
    const found = await realRun(run, minutes);
    console.log(
      `| ${run.name} | ${found.pairs} | ${found.found} | ${found.p50} | ${found.naive} | ${found.coveredP50}, ${found.coveredP95} | ${found.ratio.toFixed(3)}, ${found.truth?.toFixed(3) ?? '–'} |`,
    );
  }
}
