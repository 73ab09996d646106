#!/usr/bin/env node
// Plain JavaScript, and nothing of the product is loaded for what it answers by itself.
import './gatewright.cjs';
import { existsSync, readFileSync } from 'node:fs';

const usage = `gatewright: contract and load testing of APIs deployed on Amazon API Gateway

Usage: npx gatewright VERB [options]

  demo       local gateway, discovery, smoke gate, latency run, comparison and report; needs no AWS account
  init       looks at what a project deploys, and writes a config and a first contract; replaces nothing
  discover   stacks to targets: stage URLs and API types
  smoke      the gate: every promise of the contracts, checked once against the deployed API
  latency    a k6 run at a constant arrival rate, with percentiles and their intervals
  compare    REST API against HTTP API, or any two targets: how much faster, how sure, at what price
  cost       the price of a month on a REST API and on an HTTP API, and where they meet
  caching    what a REST API's cache keeps: hit ratio, time to live, key, who may refresh it
  throttling the rate and the burst that a route, a stage or a key is limited to
  import     a contract from an OpenAPI file, or from what a deployed API exports
  report     formats a run again: terminal, HTML, Markdown, JUnit
  ci         prints a pipeline for GitHub, GitLab or CodeBuild: the gate, and latency on a schedule
  local      the local gateway in the foreground

Targets, for every verb that needs them:
  --stack NAME            a deployed stack (repeatable)
  --url URL --api TYPE    an invoke URL and its API type, rest or http; needs no credentials
  --targets FILE          what an earlier discover wrote
  --local                 a local gateway of its own, with everything in stacks/
  --env NAME              an environment of gatewright.config.ts (default: the only one, or "default")

Every verb takes --help, --json (one document on standard output), --quiet and --env.
Exit codes: 0 pass, 1 fail, 2 usage or target not found, 3 inconclusive, 130 interrupted.
`;

/** A checkout has sources only, the installed package has them compiled; a checkout that is being packed has both. */
const isCheckout = existsSync(new URL('main.ts', import.meta.url));

function main() {
  const first = process.argv[2];
  if (first === '--help' || first === '-h' || (first === 'help' && process.argv.length === 3)) {
    process.stdout.write(usage);
    return;
  }
  if (first === undefined) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  if (first === '--version' || first === '-v') {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    process.stdout.write(`${version}\n`);
    return;
  }
  if (!isCheckout) return import('./main.js').then(({ main }) => main(process.argv.slice(2)));
  return import('tsx/esm/api').then(({ register }) => {
    register();
    return import('./main.ts').then(({ main }) => main(process.argv.slice(2)));
  });
}

Promise.resolve(main()).catch((error) => {
  if (error.code === 'ERR_MODULE_NOT_FOUND' && /Cannot find package/.test(error.message)) {
    process.stderr.write(
      `gatewright: its packages are not installed. Run: npm ${isCheckout ? 'ci' : 'install'}\n`,
    );
  } else {
    process.stderr.write(`gatewright: ${error.stack}\n`);
  }
  process.exitCode = 2;
});
