import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Subject } from '../src/config/subjects.ts';
import type { Exchange } from '../src/conformance/exchange.ts';
import type { LeftBehind, NotMade } from '../src/conformance/not-made.ts';
import { redactExchange } from '../src/conformance/redact-exchange.ts';
import type { LeftOut, Scope } from '../src/conformance/scope.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import type { EvidenceDocument } from '../src/evidence/evidence.ts';

/** `RUN_DIR/subjects.json`: what the gate is to be held against what. */
export interface SubjectsDocument {
  readonly schemaVersion: 1;
  readonly subjects: readonly Subject[];
}

/** `RUN_DIR/deployments.json`: what is deployed under the targets, as far as it could be read. */
export interface DeploymentsDocument {
  readonly schemaVersion: 1;
  readonly deployments: readonly Deployment[];
}

/** `RUN_DIR/exchanges.json`. */
export interface ExchangesDocument {
  readonly schemaVersion: 1;
  /** `false`: the run was interrupted, and these are the ones made before. */
  readonly complete: boolean;
  readonly exchanges: readonly Exchange[];
  /** How much the run was allowed to provoke. */
  readonly scope: Scope;
  /** Planned, and not sent at this scope. */
  readonly leftOut: readonly LeftOut[];
  /** Planned, and not possible. */
  readonly notMade: readonly NotMade[];
  /** Created by the run, and still there. */
  readonly leftBehind: readonly LeftBehind[];
}

/** `RUN_DIR/refusal.json`: why no exchange was made, for the command that started Playwright. */
export interface Refusal {
  readonly message: string;
  readonly next: readonly string[];
}

export const fileNames = {
  subjects: 'subjects.json',
  deployments: 'deployments.json',
  evidence: 'evidence.json',
  exchanges: 'exchanges.json',
  specs: 'specs.json',
  refusal: 'refusal.json',
} as const;

interface Documents {
  readonly subjects: SubjectsDocument;
  readonly deployments: DeploymentsDocument;
  readonly evidence: EvidenceDocument;
  readonly exchanges: ExchangesDocument;
  readonly refusal: Refusal;
}

/** `null` where the file isn't there. */
export function readRunFile<N extends keyof Documents>(runDir: string, name: N): Documents[N] | null {
  try {
    return JSON.parse(readFileSync(path.join(runDir, fileNames[name]), 'utf8')) as Documents[N];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, whenever the process ends. */
export function writeRunFile(runDir: string, name: keyof typeof fileNames, document: object): void {
  const file = path.join(runDir, fileNames[name]);
  writeFileSync(`${file}.part`, `${JSON.stringify(document)}\n`);
  renameSync(`${file}.part`, file);
}

/** Once everything is judged: what answers held of cookies, tokens and account ids is not kept. */
export function redactExchanges(runDir: string): void {
  const document = readRunFile(runDir, 'exchanges');
  if (document === null) return;
  writeRunFile(runDir, 'exchanges', { ...document, exchanges: document.exchanges.map(redactExchange) });
}
