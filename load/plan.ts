/** The part of plan.json that scenarios read. */
export interface ScenarioPlan {
  readonly arrivals: {
    readonly ratePerSecond: number;
    readonly durationSeconds: number;
    readonly phases: readonly { readonly seconds: number; readonly ratePerSecond: number }[];
    readonly virtualUsers: number;
    readonly expected: number;
  };
  readonly warmUp: { readonly arrivals: number; readonly ratePerSecond: number; readonly seconds: number };
  readonly observe: boolean;
  readonly lookEvery?: number;
  readonly timeoutSeconds: number;
  readonly targets: readonly {
    readonly target: string;
    readonly offsetSeconds: number;
    readonly warmUp: readonly number[];
    readonly order: readonly number[];
    readonly mostRequests?: number;
  }[];
  readonly series: readonly { readonly target: string; readonly route: string }[];
  readonly requests: readonly PlannedRequest[];
  readonly reach?: {
    readonly hosts: { readonly [place: string]: string };
    readonly clientCertificates: readonly { readonly cert: string; readonly key: string }[];
  };
  /** Of a comparison. */
  readonly turns?: { readonly gapSeconds: number; readonly first: readonly (0 | 1)[] };
}

export interface PlannedRequest {
  readonly series: number;
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly secretHeaders: { readonly [name: string]: string };
  readonly body: null | { readonly text: string } | { readonly base64: string };
  readonly signing?: { readonly region: string | null };
  readonly expectStatus: readonly number[];
  readonly contentType?: string;
  readonly marks?: { readonly invocation?: Mark; readonly coldStart?: Mark };
}

export type Mark = { readonly header: string } | { readonly pointer: string };
