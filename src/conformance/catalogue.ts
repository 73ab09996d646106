import type { Check } from './check.ts';
import { noCredentials, wrongCredentials } from './checks/auth.ts';
import * as body from './checks/body.ts';
import { setCookie } from './checks/cookies.ts';
import * as preflight from './checks/cors-preflight.ts';
import * as cors from './checks/cors-response.ts';
import { base64Body, contentTypeTrue } from './checks/encoding.ts';
import { accountId, internalNames, stackTrace } from './checks/exposure.ts';
import * as fitting from './checks/fitting-request.ts';
import * as proxy from './checks/proxy-format.ts';
import * as request from './checks/request.ts';
import * as response from './checks/response.ts';
import { unknownRoute, wrongMethod } from './checks/routing.ts';
import { coldStart, freshDeployment } from './checks/settling.ts';
import { answered, redirectLocation } from './checks/transport.ts';
import { routeAnswers } from './checks/without-contract.ts';

/**
 * Every check there is, in the order in which a person wants to read about one exchange. A check stands behind
 * those that it waits for.
 */
export const catalogue: readonly Check[] = [
  answered,
  proxy.envelope,
  routeAnswers,
  response.status,
  proxy.gatewayError,
  base64Body,
  response.contentType,
  body.body,
  body.bodyText,
  body.bodySchema,
  response.headers,
  setCookie,
  redirectLocation,
  unknownRoute,
  wrongMethod,
  noCredentials,
  wrongCredentials,
  request.brokenSurvived,
  request.brokenRefused,
  request.brokenAnswer,
  fitting.soundServed,
  fitting.oversizedRefused,
  preflight.preflightStatus,
  preflight.allowOrigin,
  cors.onResponse,
  cors.onGatewayError,
  preflight.allowMethods,
  preflight.allowHeaders,
  preflight.maxAge,
  preflight.deniedOrigin,
  preflight.credentials,
  cors.exposeHeaders,
  cors.duplicateHeaders,
  cors.varyOrigin,
  stackTrace,
  accountId,
  internalNames,
  contentTypeTrue,
  proxy.requestId,
  proxy.remappedHeaders,
  coldStart,
  freshDeployment,
];
