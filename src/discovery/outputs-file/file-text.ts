import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { UsageError } from '../../errors/usage-error.ts';

/** A file as people know it: its path from where they are. `-` is standard input. */
export function shownName(file: string): string {
  return file === '-' ? 'standard input' : path.relative(process.cwd(), file) || file;
}

/**
 * The text of a file, or of standard input (`-`), in any encoding that shells write: UTF-8, and UTF-16 as PowerShell's `>` does.
 * @throws UsageError where it can't be read, or holds no text.
 */
export async function fileText(file: string): Promise<string> {
  const text = file === '-' ? await readStream(process.stdin) : decoded(await bytes(file));
  if (text.includes('\0')) throw new UsageError(`${shownName(file)} ${binary(text)}`, howToWrite.all);
  return text.replace(/^\uFEFF/, '');
}

/** Which command writes a file that is understood, a line each. */
export const howToWrite = {
  all: [
    'CDK: npx cdk deploy --outputs-file cdk-outputs.json',
    'Terraform, OpenTofu: terraform output -json > outputs.json, or terraform show -json > state.json',
    'SAM: sam list endpoints --stack-name NAME --output json > endpoints.json',
    'Any stack, the Serverless Framework among them, needs no file: --stack NAME',
  ],
  terraform: ['Write one: terraform output -json > outputs.json, or terraform show -json > state.json'],
  cdk: ['Write one: npx cdk deploy --outputs-file cdk-outputs.json', 'Or ask AWS: --stack NAME'],
  sam: [
    'Write one: sam list endpoints --stack-name NAME --output json > endpoints.json',
    'Or ask AWS: --stack NAME',
  ],
  stack: ['Deploy it, then name the stack: --stack NAME'],
} as const;

async function bytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `can't be read (${code})`;
    throw new UsageError(`${shownName(file)} ${why}.`, howToWrite.all, { cause: error });
  }
}

function decoded(buffer: Buffer): string {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return buffer.toString('utf16le');
  if (buffer[0] === 0xfe && buffer[1] === 0xff) {
    return Buffer.from(buffer.subarray(0, buffer.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  return buffer.toString('utf8');
}

function binary(text: string): string {
  return text.startsWith('PK')
    ? 'is a zip archive: a plan, as terraform plan -out writes it, tells what will be, not what is.'
    : 'is no text.';
}
