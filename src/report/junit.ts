import { XMLBuilder } from 'fast-xml-parser';
import type { Result } from '../conformance/result.ts';
import { groupBy } from '../statistics/grouping.ts';
import type { Judgement } from '../verdict/verdict.ts';
import type { SmokeDocument } from './documents.ts';
import { tally } from './outcomes.ts';

/**
 * The gate as JUnit XML, as CI systems read it: a suite for each target, a case for each exchange and check.
 * A finding that doesn't fail the gate is a passed case with the finding as its output.
 */
export function formatJUnit(document: SmokeDocument): string {
  const suites = [...groupBy(document.results, ({ target }) => target)].map(([target, results]) => ({
    ...counts(target, results),
    testcase: results.map(caseOf),
  }));
  return written({ ...counts(`gatewright ${document.runId}`, document.results), testsuite: suites });
}

/** A measurement's verdict as the only case: one that can't be trusted counts as skipped. */
export function formatJudgementJUnit(runId: string, { verdict, reasons }: Judgement): string {
  const [first = verdict] = reasons;
  const outcome =
    verdict === 'pass'
      ? {}
      : verdict === 'fail'
        ? { failure: { '@_message': first, '@_type': 'objective', '#text': reasons.join('\n') } }
        : { skipped: { '@_message': first } };
  const totals = {
    '@_name': `gatewright ${runId}`,
    '@_tests': '1',
    '@_failures': verdict === 'fail' ? '1' : '0',
    '@_errors': '0',
    '@_skipped': verdict === 'inconclusive' ? '1' : '0',
  };
  const testcase = { '@_classname': 'gatewright', '@_name': 'verdict', ...outcome };
  return written({ ...totals, testsuite: { ...totals, testcase } });
}

function written(testsuites: object): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });
  return String(
    builder.build(allowed({ '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' }, testsuites })),
  );
}

function counts(name: string, results: readonly Result[]): Record<string, string> {
  const { failed, skipped } = tally(results);
  return {
    '@_name': name,
    '@_tests': String(results.length),
    '@_failures': String(failed),
    '@_errors': '0',
    '@_skipped': String(skipped),
  };
}

function caseOf(result: Result): object {
  const { target, route, example, check, outcome, severity, message } = result;
  const name = { '@_classname': target, '@_name': `${route} → ${example}: ${check}` };
  if (outcome === 'skip') return { ...name, skipped: { '@_message': message ?? '' } };
  if (outcome === 'pass') return name;
  if (severity !== 'error') return { ...name, 'system-out': `${severity}: ${details(result)}` };
  return {
    ...name,
    failure: { '@_message': message ?? 'failed', '@_type': check, '#text': details(result) },
  };
}

function details({ message, pointer, expected, received, requestId, diagnosis, curl }: Result): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['at', pointer],
    ['expected', expected],
    ['received', received],
    ['request id', requestId],
    ['likely cause', diagnosis],
    ['try', curl],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [message ?? 'failed', ...lines].join('\n');
}

/** Replaces what XML 1.0 can't hold, even escaped (section 2.2), in every text. */
function allowed<T>(value: T): T {
  if (typeof value === 'string') return value.replace(impossible, '\ufffd') as T;
  if (Array.isArray(value)) return value.map(allowed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, allowed(part)])) as T;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
