import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { DefinitionError } from '../definition-error.ts';
import { type LoadedDefinition, loadDefinition } from '../load-definition.ts';
import { readSources } from '../read-sources.ts';

export type Files = Readonly<Record<string, string>>;

/** A temporary folder with these files, gone after the test. */
export function writtenFolder(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The files read as the stack `written`. */
export async function loaded(
  t: TestContext,
  files: Files,
  { file = '', ...options }: { variables?: Record<string, string>; file?: string } = {},
): Promise<LoadedDefinition & { folder: string }> {
  const folder = writtenFolder(t, files);
  const source = { file: join(folder, file), stackName: 'written', ...options };
  const sources = await readSources([source], { region: 'us-east-1' });
  return { ...loadDefinition(sources, { createdAt: '2024-01-01T00:00:00Z' }), folder };
}

/** `FILE:LINE: MESSAGE NEXT` of the mistake that reading the files ends with. */
export async function mistakeIn(
  t: TestContext,
  files: Files,
  variables: Record<string, string> = {},
): Promise<string> {
  const folder = writtenFolder(t, files);
  try {
    const source = { file: folder, stackName: 'written', variables };
    loadDefinition(await readSources([source], { region: 'us-east-1' }));
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const place = error.file.replace(folder, '').replace(/^\//, '');
    return `${place}:${error.line ?? ''}: ${[error.message, ...error.next].join(' ')}`.replaceAll(
      folder,
      '.',
    );
  }
  return 'no mistake';
}

/** An HTTP API with one route, into which a test puts what it is about. */
export const smallApi = `
resource "aws_apigatewayv2_api" "api" {
  name          = "small"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.api.id
  name        = "$default"
  auto_deploy = true
}
`;
