import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AwsCall, awsFailure } from '../aws/aws-failure.ts';
import { readingOf, unreadLines } from './reading.ts';

const call: AwsCall = {
  service: 'API Gateway',
  operation: 'GetStage',
  permission: 'apigateway:GET',
  endpoint: 'https://apigateway.eu-west-1.amazonaws.com',
  isAws: true,
};
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const failing = (error: Error) => readingOf(Promise.reject(awsFailure(error, call)));

const ends: readonly (readonly [what: string, error: Error, line: RegExp])[] = [
  [
    'of a role or of temporary keys',
    named('ExpiredTokenException', 'The security token included in the request is expired'),
    /^stages, routes and usage plans could not be read: The AWS credentials have expired\. Renew them: /,
  ],
  [
    'of a login',
    named(
      'CredentialsProviderError',
      "The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login --profile x'.",
    ),
    /^stages, routes and usage plans could not be read: The AWS login session has expired.* Log in again: aws sso login --profile x$/,
  ],
];

for (const [what, error, line] of ends) {
  test(`a session ${what} that ends in the middle takes one line for all that it leaves unread, with what to do`, async () => {
    const readings = await Promise.all([error, error, error].map(failing));
    const lines = unreadLines(
      ['stages', 'routes', 'usage plans'].map((name, index) => [
        name,
        readings[index] ?? assert.fail('there are three'),
      ]),
    );
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', line);
  });
}
