import type { Result } from '../conformance/result.ts';
import { simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';
import { latencyDocument } from './latency-document.ts';
import { runId, smokeDocument } from './report-input.fixture.ts';
import type { ReportInput } from './report-input.ts';

/** Ways out of text, attribute, style, script and comment. Each would set `document.title` if it ran. */
export const hostile = [
  '<script>document.title = "owned"</script>',
  '"><img src=x onerror="document.title = \'owned\'">',
  "' onmouseover='document.title = 1' autofocus onfocus='document.title = 1",
  '</title></style></script><svg onload="document.title = 1">',
  '--><iframe srcdoc="<script>parent.document.title = 1</script>">',
  '<a href="javascript:document.title = 1">x</a>',
  '&lt;script&gt;document.title = 1&lt;/script&gt;',
  '</details></section></main><form action="https://example.com"><button>',
  '\u0000<\u0000script>document.title = 1</script>',
] as const;

/** A report in which everything that came from outside is this text. */
export function hostileInput(text: string): ReportInput {
  const result: Result = {
    check: text,
    severity: 'error',
    target: text,
    route: text,
    example: text,
    outcome: 'fail',
    message: text,
    diagnosis: text,
    requestId: text,
    pointer: text,
    expected: text,
    received: text,
    curl: text,
    exchange: text,
  };
  const results: Result[] = [result, { ...result, outcome: 'pass' }, { ...result, outcome: 'skip' }];
  const measured = simulatedRun({
    series: [{ target: text, route: text, objectives: { p50Ms: 1 }, outcomes: steady(12, 3, () => 5) }],
  });
  const run = {
    ...measured,
    tool: { gatewright: text, k6: text, node: text },
    machine: { platform: text, cpus: 2, runner: text, region: text, busy: null },
    startedAt: text,
    ended: { kind: 'generator-failed', exitCode: 1, message: text },
  } as const;
  return {
    runId: text,
    generatedAt: text,
    targets: [
      {
        target: text,
        apiType: 'rest',
        invokeUrl: text,
        stage: text,
        region: text,
        stackName: text,
        endpointType: null,
        apiId: text,
      },
    ],
    smoke: smokeDocument(results),
    run,
    latency: { ...latencyDocument(run), runId },
  };
}
