import { readFileSync } from 'node:fs';
import { type Buildable, relocated } from '../built-node.ts';
import { localPath } from '../local-path.ts';
import { parseTemplate } from '../parse-template.ts';
import type { ApiDraft } from './api-drafts.ts';
import { type Fields, field, mistake, passed, type SamTemplate, textField } from './sam-template.ts';

/** The document of DefinitionBody, or of the local file that DefinitionUri names. */
export function givenDocument({ properties, logicalId }: ApiDraft, sam: SamTemplate): Fields | null {
  const body = field(properties, 'DefinitionBody');
  if (body !== undefined && field(properties, 'DefinitionUri') !== undefined)
    throw mistake(sam, body.line, `${logicalId} may have a DefinitionUri or a DefinitionBody, not both.`);
  if (body?.kind === 'map') return body;
  if (body !== undefined)
    throw mistake(
      sam,
      body.line,
      `DefinitionBody of ${logicalId} must be an OpenAPI document that is written out.`,
    );
  const uri = field(properties, 'DefinitionUri');
  const name = textField(properties, 'DefinitionUri');
  if (uri === undefined || documentElsewhere(properties) !== undefined) return null;
  if (name === undefined)
    throw mistake(
      sam,
      uri.line,
      `DefinitionUri of ${logicalId} must be a path that is written out, or a place in S3.`,
    );
  const path = localPath(sam.file, name);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw mistake(sam, uri.line, `DefinitionUri of ${logicalId} names ${path}, which can't be read.`);
  }
  const document = relocated(parseTemplate(text, path), uri.line);
  if (document.kind === 'map') return document;
  throw mistake(sam, uri.line, `${path} must be an OpenAPI document.`);
}

/** The place in S3 that an API's DefinitionUri names, as CloudFormation takes it; `undefined`: the document is at hand, or made of events. */
export function documentElsewhere(properties: Fields): Buildable {
  const uri = field(properties, 'DefinitionUri');
  if (uri?.kind === 'map')
    return { Bucket: passed(uri, 'Bucket'), Key: passed(uri, 'Key'), Version: passed(uri, 'Version') };
  const s3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(textField(properties, 'DefinitionUri') ?? '');
  return s3 === null ? undefined : { Bucket: s3[1], Key: s3[2] };
}
