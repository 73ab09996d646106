import { falseAlarms, power } from './simulated.ts';

const runs = Number(process.argv[2] ?? 1000);

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
