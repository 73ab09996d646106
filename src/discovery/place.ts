/** Where in AWS a stack is asked for, and as whom. What is left out, the environment variables and AWS's own configuration say. */
export interface Place {
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
  /** ARN of a role that is assumed with the credentials at hand, before anything is asked. */
  readonly role?: string;
  /** The twelve digits of the account that the credentials have to belong to: any other stops the run before anything is sent. */
  readonly account?: string;
}
