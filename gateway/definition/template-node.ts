/** A template's value that knows its line (from 1). Intrinsic functions, long form or short, are calls. */
export type TemplateNode = ScalarNode | ListNode<TemplateNode> | MapNode<TemplateNode> | CallNode;

/** The same after evaluation: no calls are left. */
export type ResolvedNode = ScalarNode | ListNode<ResolvedNode> | MapNode<ResolvedNode>;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** A number as it is written, where that isn't how it prints: `2.0`. */
  readonly written?: string;
  readonly line: number;
}

/** The scalar where a text is wanted: a version `2.0` keeps its zero. */
export const scalarText = ({ value, written }: ScalarNode): string => written ?? String(value);

/** Whether a text says true or false, or `null`: CloudFormation reads YAML 1.1, where `yes` and `on` do as well. */
export function flagOf(text: string): boolean | null {
  if (/^(true|yes|on)$/i.test(text)) return true;
  return /^(false|no|off)$/i.test(text) ? false : null;
}

export interface ListNode<N> {
  readonly kind: 'list';
  readonly items: readonly N[];
  readonly line: number;
}

export interface MapNode<N> {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, N>;
  /** The line of each key. */
  readonly keyLines: ReadonlyMap<string, number>;
  readonly line: number;
}

export interface CallNode {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly argument: TemplateNode;
  readonly line: number;
}

export const functionNames = [
  'Ref',
  'Condition',
  'Fn::And',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::GetAZs',
  'Fn::GetAtt',
  'Fn::GetStackOutput',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Length',
  'Fn::Not',
  'Fn::Or',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
  'Fn::ToJsonString',
] as const;

/** Those that only rules may call (AWS CloudFormation User Guide, "Rule functions"). */
export const ruleFunctionNames = [
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
  'Fn::RefAll',
  'Fn::ValueOf',
  'Fn::ValueOfAll',
] as const;

export type FunctionName = (typeof functionNames)[number] | (typeof ruleFunctionNames)[number];
