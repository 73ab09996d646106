import type { Buildable } from '../built-node.ts';
import { type Fields, field, passed, textField } from './sam-template.ts';

/** The place in S3 that an API's DefinitionUri names, as CloudFormation takes it; `undefined`: the document is at hand, or made of events. */
export function documentElsewhere(properties: Fields): Buildable {
  const uri = field(properties, 'DefinitionUri');
  if (uri?.kind === 'map')
    return { Bucket: passed(uri, 'Bucket'), Key: passed(uri, 'Key'), Version: passed(uri, 'Version') };
  const s3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(textField(properties, 'DefinitionUri') ?? '');
  return s3 === null ? undefined : { Bucket: s3[1], Key: s3[2] };
}
