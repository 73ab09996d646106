/** A request that the admin endpoint doesn't follow: its status, and one sentence that names what to change. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
  readonly status: number;
  /** The methods that there are, where it is the method. */
  readonly allow: string | null;

  constructor(status: number, message: string, allow: string | null = null) {
    super(message);
    this.status = status;
    this.allow = allow;
  }
}
