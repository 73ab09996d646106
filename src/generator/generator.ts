/** A k6 that was asked for its version and answered. */
export interface Generator {
  readonly path: string;
  /** `2.2.0`. */
  readonly version: string;
  readonly from: 'K6_BIN' | 'PATH' | 'cache' | 'release' | 'build';
}
