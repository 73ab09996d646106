/** The part of plan.json that scenarios read. */
export interface ScenarioPlan {
  readonly arrivals: {
    readonly totalPerSecond: number;
    readonly durationSeconds: number;
    readonly virtualUsers: number;
  };
  readonly warmUp: {
    readonly seconds: number;
    readonly spreadSeconds: number;
    readonly origins: readonly (readonly number[])[];
  };
  readonly timeoutSeconds: number;
  readonly requests: readonly PlannedRequest[];
  readonly order: readonly number[];
}

export interface PlannedRequest {
  readonly series: number;
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly secretHeaders: { readonly [name: string]: string };
  readonly body: null | { readonly text: string } | { readonly base64: string };
  readonly expectStatus: number;
}
