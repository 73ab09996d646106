import type { AwsOptions } from '../aws/aws-options.ts';
import type { Target } from './target.ts';

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

/** A place as a config may write it: where the role's ARN is an output of the stack, its key. */
export interface PlaceWish extends Omit<Place, 'role'> {
  readonly role?: string | { readonly output: string };
}

/** The place of each target, by its name. They hold whole account ids: into memory and children's environments with them, never into a file. */
export type Places = { readonly [target: string]: Place };

/** What AWS is to be asked about a target with. */
export type AwsFor = (target: Pick<Target, 'target'>) => AwsOptions;

export function awsFor(places: Places, env: AwsOptions['env']): AwsFor {
  return ({ target }) => ({ ...places[target], env });
}
