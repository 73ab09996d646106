import { type Fields, isFields } from '../../contract/shape.ts';
import { howToWrite } from './file-text.ts';

/** What a file is that is not understood, and what to do instead. */
export type Wrong = readonly [what: string, next: readonly string[]];

interface Rule<T> {
  readonly fits: (value: T) => boolean;
  readonly wrong: Wrong;
}

/** What a text that is no JSON looks like. */
export function wrongText(text: string): Wrong {
  const start = text.trimStart();
  return texts.find(({ fits }) => fits(start))?.wrong ?? ['is no JSON.', howToWrite.all];
}

const texts: readonly Rule<string>[] = [
  {
    fits: (text) => text === '',
    wrong: ['is empty: the command that was to write it wrote nothing.', howToWrite.all],
  },
  {
    fits: (text) => /^<(!doctype|html|\?xml|head|body)/i.test(text),
    wrong: ['is a web page or XML, not JSON: was it downloaded without logging in?', howToWrite.all],
  },
  {
    fits: (text) => /^[{[]/.test(text),
    wrong: ['is JSON that breaks off, or is broken.', ['Write it again, by a command that ended well.']],
  },
  {
    fits: (text) => /^(AWSTemplateFormatVersion|Transform|Resources)\s*:/m.test(text),
    wrong: ['is a template, which says what to deploy, not what was deployed.', howToWrite.stack],
  },
  {
    fits: (text) => /CloudEndpoint|^-{10,}|^[┌┏╭+]/.test(text.slice(0, 2000)),
    wrong: ['is a table for people.', howToWrite.sam],
  },
  {
    fits: (text) => /^service:/m.test(text) && /^(endpoints?|stack|functions):/m.test(text),
    wrong: [
      'is what serverless info prints, or a serverless.yml.',
      ['The Serverless Framework deploys a stack: --stack SERVICE-STAGE'],
    ],
  },
  {
    fits: (text) => /^[\w-]+\.[\w-]+ = /m.test(text) || /^(✅|Outputs:|Stack ARN:)/m.test(text),
    wrong: ['is what a deployment prints for people.', [...howToWrite.cdk, ...howToWrite.terraform]],
  },
  {
    fits: (text) =>
      /^(resource|data|variable|module|terraform|provider|output|locals)\s*("[^"]*"\s*)*\{/m.test(text),
    wrong: ["is Terraform's source, which says what to deploy, not what was deployed.", howToWrite.terraform],
  },
  {
    fits: (text) => /^[\w-]+\s*=\s*\S/m.test(text),
    wrong: [
      'holds lines NAME = VALUE: variables, or what terraform output prints without -json.',
      howToWrite.terraform,
    ],
  },
  {
    fits: (text) => /^https?:\/\/\S+\s*$/.test(text),
    wrong: ['holds a URL and nothing else.', ['Name it: --url URL --api rest (or http)']],
  },
  {
    fits: (text) => /^(---|[\w"'-]+\s*:(\s|$))/.test(text),
    wrong: ['is YAML, not JSON.', howToWrite.all],
  },
];

/** What a JSON document is that is none of the kinds which are understood; `null` where it may be one. */
export function wrongDocument(value: unknown): Wrong | null {
  if (Array.isArray(value)) return null;
  return isFields(value) ? (documents.find(({ fits }) => fits(value))?.wrong ?? null) : null;
}

const documents: readonly Rule<Fields>[] = [
  {
    fits: (value) => 'planned_values' in value || 'resource_changes' in value,
    wrong: [
      "is Terraform's plan, which says what will be, not what is.",
      ['Apply it, then write the state: terraform show -json > state.json'],
    ],
  },
  {
    fits: (value) => 'encrypted_data' in value,
    wrong: ['is an encrypted state.', ['Let OpenTofu open it: tofu show -json > state.json']],
  },
  {
    fits: (value) => 'backend' in value && typeof value.version === 'number',
    wrong: [
      "is Terraform's note of where the state is kept, not the state.",
      ['Write the state: terraform show -json > state.json'],
    ],
  },
  {
    fits: (value) => 'terraform_version' in value && typeof value.version === 'number' && value.version !== 4,
    wrong: [
      'is a state in a form that Terraform has not written since 0.12 (or one that is too new); only version 4 is known.',
      ['Let Terraform translate it: terraform show -json > state.json'],
    ],
  },
  {
    fits: (value) => 'format_version' in value && !('values' in value),
    wrong: [
      'is an empty state: nothing is deployed from there.',
      ['Is it the right folder and workspace? terraform workspace show'],
    ],
  },
  {
    fits: (value) => isFields(value.Resources) && Object.values(value.Resources).some(isTyped),
    wrong: ['is a template, which says what to deploy, not what was deployed.', howToWrite.stack],
  },
  {
    fits: (value) => 'artifacts' in value && 'version' in value,
    wrong: ["is the CDK's manifest, which says what to deploy, not what was deployed.", howToWrite.cdk],
  },
  {
    fits: (value) => 'schemaVersion' in value && Array.isArray(value.targets),
    wrong: ['is what gatewright discover writes.', ['Write --targets FILE instead.']],
  },
  {
    fits: (value) => 'openapi' in value || 'swagger' in value,
    wrong: ['is an OpenAPI document, which does not say what was deployed.', howToWrite.all],
  },
  {
    fits: (value) => Object.keys(value).length === 0,
    wrong: [
      'holds no outputs at all.',
      [
        'Give the stack or module an output with its invoke URL, and deploy it again.',
        'Or ask AWS: --stack NAME',
      ],
    ],
  },
];

function isTyped(value: unknown): boolean {
  return isFields(value) && typeof value.Type === 'string';
}
