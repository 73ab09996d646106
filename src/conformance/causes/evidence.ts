import type { CallEvidence, FunctionOutcome } from '../../evidence/evidence.ts';
import { lambdaErrorIn } from '../lambda-error.ts';
import type { Cause, Facts } from './cause.ts';
import { raisedBecause } from './raised-because.ts';
import { onRest } from './recognise.ts';

type Kind = FunctionOutcome['kind'];

interface Told<K extends Kind> {
  readonly outcome: Extract<FunctionOutcome, { kind: K }>;
  readonly evidence: CallEvidence;
}

const explains = ['status', 'gateway-error', 'cors-preflight-status', 'sound-request-served'] as const;

/** It is read for calls that failed behind the gateway alone. */
const failed = ({ evidence }: Facts) => evidence != null;

/** Where one outcome is certain: what it was. */
function only<K extends Kind>({ evidence, observed }: Facts, kind: K): Told<K> | null {
  const [outcome, ...others] = evidence?.outcomes ?? [];
  // The answer itself tells more than a log that knows of no error.
  if (kind === 'returned' && lambdaErrorIn(observed.json) !== null) return null;
  if (evidence == null || outcome?.kind !== kind || others.length > 0) return null;
  return { outcome: outcome as Told<K>['outcome'], evidence };
}

interface OutcomeCause<K extends Kind> {
  readonly id: string;
  readonly kind: K;
  readonly cause: (told: Told<K>, facts: Facts) => string;
  readonly fix: (told: Told<K>, facts: Facts) => string;
}

function fromOutcome<K extends Kind>({ id, kind, cause, fix }: OutcomeCause<K>): Cause {
  const said = (sentence: typeof cause) => (facts: Facts) => {
    const told = only(facts, kind);
    return told === null ? '' : sentence(told, facts);
  };
  return {
    id,
    explains,
    when: (facts) => only(facts, kind) !== null,
    cause: said(cause),
    fix: said(fix),
  };
}

const nameOf = ({ evidence }: Facts) => evidence?.functionName ?? '';
const logOf = ({ logGroup, functionName }: CallEvidence) => logGroup ?? `/aws/lambda/${functionName}`;
const withMessage = (errorType: string, message: string) =>
  (message === '' ? errorType : `${errorType}: ${message}`).replace(/\.$/, '');

/** What the function's own log, the stage's execution log and the function's policy tell: more certain than anything else. */
export const evidenceCauses: readonly Cause[] = [
  {
    id: 'function-cannot-run',
    explains,
    when: (facts) => failed(facts) && facts.evidence?.functionState != null,
    cause: (facts) => `The function ${nameOf(facts)} can't run: ${facts.evidence?.functionState}.`,
    fix: 'Deploy the function, or point the integration to the one that is deployed.',
  },
  {
    id: 'invoke-permission-missing',
    explains,
    when: (facts) => failed(facts) && facts.evidence?.permission?.granted === false,
    cause: (facts) => {
      const permission = facts.evidence?.permission;
      if (permission?.granted !== false) return '';
      const has = permission.has.length === 0 ? 'nothing for API Gateway' : permission.has.join(' and ');
      return `The gateway may not invoke the function ${nameOf(facts)}: no permission for ${permission.wanted}; the function's policy has ${has}.`;
    },
    fix: 'Add a lambda:InvokeFunction permission for apigateway.amazonaws.com with a SourceArn that covers this API, stage, method and path (an alias needs its own).',
  },
  {
    id: 'execution-failed',
    explains,
    when: (facts) => failed(facts) && facts.evidence?.configurationError != null,
    cause: (facts) =>
      `The gateway's execution log says of this request: ${facts.evidence?.configurationError}.`,
    fix: 'Mend the integration accordingly, and deploy.',
  },
  fromOutcome({
    id: 'function-timed-out-logged',
    kind: 'timed-out',
    cause: ({ outcome: { seconds }, evidence }) =>
      `The function ${evidence.functionName} timed out${seconds === null ? '' : ` after ${seconds} s`}, which is its own timeout and not the gateway's.`,
    fix: () =>
      'Give the function more time or memory, or make it faster; look for a connection inside it that hangs.',
  }),
  fromOutcome({
    id: 'function-out-of-memory',
    kind: 'out-of-memory',
    cause: ({ outcome: { memoryMb }, evidence }) =>
      `The function ${evidence.functionName} ran out of memory${memoryMb === null ? '' : ` (${memoryMb} MB)`}.`,
    fix: () => 'Raise its MemorySize, or let it hold less at once.',
  }),
  fromOutcome({
    id: 'function-not-loaded',
    kind: 'not-loaded',
    cause: ({ outcome: { errorType, message }, evidence }) =>
      `The function ${evidence.functionName} does not load: ${withMessage(errorType, message)}.`,
    fix: ({ outcome: { errorType }, evidence }) => loadFix(errorType, evidence),
  }),
  fromOutcome({
    id: 'function-raised',
    kind: 'raised',
    cause: ({ outcome: { errorType, message, place }, evidence }, facts) =>
      `The function ${evidence.functionName} raised ${withMessage(errorType, message)}${place === null ? '' : ` (${place})`}${raisedBecause(facts, { errorType, message })}.`,
    fix: ({ evidence }) =>
      `Mend it there, and catch what may be wrong with a request to answer it with a 4xx; the whole trace is in the log group ${logOf(evidence)}.`,
  }),
  fromOutcome({
    id: 'function-exited',
    kind: 'exited',
    cause: ({ outcome: { message }, evidence }) =>
      `The process of the function ${evidence.functionName} ended before it answered: ${message}.`,
    fix: ({ evidence }) =>
      `Look for an exit, a crash of native code or too little memory; the log group is ${logOf(evidence)}.`,
  }),
  fromOutcome({
    id: 'result-malformed',
    kind: 'returned',
    cause: ({ outcome: { malformed }, evidence }, facts) =>
      `The function ${evidence.functionName} ended without an error, and its result is malformed: ${malformed ?? mayBeMalformed(facts)}.`,
    fix: (_, facts) =>
      `Return { statusCode, headers, body } with a number and a string: body is text (json.dumps, JSON.stringify)${onRest(facts) ? '; execution logs with data tracing show the result' : ''}.`,
  }),
  {
    id: 'function-failed-somehow',
    explains,
    when: (facts) => failed(facts) && (facts.evidence?.outcomes.length ?? 0) > 1,
    cause: (facts) =>
      `The function ${nameOf(facts)} failed, and its log of that time tells of several ends: ${(facts.evidence?.outcomes ?? []).map(shortly).join('; ')}.`,
    fix: ({ evidence }) =>
      `Look in the log group ${evidence == null ? '' : logOf(evidence)} which of them is this request's.`,
  },
];

function mayBeMalformed(facts: Facts): string {
  return onRest(facts)
    ? 'its statusCode is no number, its body is no string, or it has a key besides statusCode, headers, multiValueHeaders, body and isBase64Encoded'
    : 'its statusCode is no number, its body is no string, or headers or cookies are not as the payload format wants them';
}

function loadFix(errorType: string, evidence: CallEvidence): string {
  if (errorType.endsWith('ImportModuleError'))
    return 'Package the module with the function (or its layer), for its runtime and architecture, and check the Handler.';
  if (/HandlerNotFound|MalformedHandlerName|NoHandler|InvalidEntrypoint/.test(errorType))
    return "Set the function's Handler to FILE.FUNCTION as the code has it.";
  return `Mend what runs while the code is loaded; the whole trace is in the log group ${logOf(evidence)}.`;
}

function shortly(outcome: FunctionOutcome): string {
  switch (outcome.kind) {
    case 'raised':
      return `raised ${withMessage(outcome.errorType, outcome.message)}`;
    case 'not-loaded':
      return `did not load (${withMessage(outcome.errorType, outcome.message)})`;
    case 'timed-out':
      return `timed out${outcome.seconds === null ? '' : ` after ${outcome.seconds} s`}`;
    case 'out-of-memory':
      return 'ran out of memory';
    case 'exited':
      return `its process ended (${outcome.message})`;
    case 'returned':
      return 'ended without an error, with a malformed result (statusCode, body or a key)';
  }
}
