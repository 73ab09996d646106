/** What REST and HTTP APIs have in common. */
export interface ApiCommon {
  readonly id: string;
  readonly name: string;
  readonly logicalId: string;
  readonly disableExecuteApiEndpoint: boolean;
  readonly createdAt: string;
}

/** A route that loads but can't be served: it answers 501 with the reason. */
export interface Unsupported {
  readonly type: 'UNSUPPORTED';
  readonly reason: string;
}

/** What a stage wants written of each request. */
export interface AccessLog {
  /** Or the delivery stream. */
  readonly logGroup: string;
  /** One line, with `$context` variables. */
  readonly format: string;
}

export interface HttpBackend {
  /** With `{name}` and `${stageVariables.NAME}` still in it. */
  readonly uri: string;
  /** `ANY`: the method of the request. */
  readonly httpMethod: string;
  readonly timeoutMs: number;
}

export interface ApiDeployment<Snapshot> {
  readonly id: string;
  readonly logicalId: string;
  readonly description?: string;
  /** ISO 8601; left out: made together with its API. */
  readonly createdAt?: string;
  /** What would make CloudFormation replace it if it changed. */
  readonly fixed: string;
  /** `null`: the API as it is now. */
  readonly snapshot: Snapshot | null;
}
