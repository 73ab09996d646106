/** Link from an integration to a function of the same gateway; `null` ARNs are answered as AWS does for a missing function. */
export interface FunctionReference {
  /** As the integration names it: with its qualifier, and `${stageVariables.NAME}` still in it. */
  readonly arn: string;
  /** Whether some permission, or the integration's own credentials, lets API Gateway invoke it. */
  readonly mayInvoke: boolean;
  /** Stages that may not invoke it although others may: an ARN made of stage variables, or a permission for one stage. */
  readonly refusedStages?: readonly string[];
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  /** Line of its runtime in the stack's file, for messages. */
  readonly line?: number;
  /** File that the line is in, where the stack has several. */
  readonly file?: string;
  readonly runtime: string;
  /** `FILE.FUNCTION`. */
  readonly handler: string;
  readonly code: FunctionCode;
  /** What its layers hold, in their order: a later one wins. */
  readonly layers?: readonly FunctionCode[];
  /** Its role's ARN. */
  readonly role?: string;
  readonly description?: string;
  /** Left out: the one that Lambda makes, `/aws/lambda/NAME`. */
  readonly logGroup?: string;
  /** What lets API Gateway and others invoke it, for GetPolicy. */
  readonly permissions?: readonly FunctionPermission[];
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Alias or version → the version that answers (`$LATEST`, `1`, …): what may follow the ARN after a colon. */
  readonly qualifiers?: Readonly<Record<string, string>>;
  /** Alias → other versions with the share of calls, 0 to 1, that they get instead. */
  readonly weights?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface FunctionPermission {
  readonly id: string;
  readonly action: string;
  readonly principal: string;
  /** With its qualifier. */
  readonly functionArn: string;
  readonly sourceArn: string | null;
}

export type FunctionCode =
  | { readonly kind: 'inline'; readonly source: string }
  | { readonly kind: 'folder'; readonly path: string }
  /** A zip archive, unpacked into a temporary folder at start. */
  | { readonly kind: 'archive'; readonly path: string }
  /** Single files, put together in a temporary folder. */
  | { readonly kind: 'files'; readonly files: readonly CodeFile[] }
  /** Code that isn't on this machine; an invocation fails as one of a broken function does. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** `name` is relative to the function's folder. */
export type CodeFile =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly text: string };
