import type { RestApi } from '../model.ts';

/** Statuses that AWS gives (AWS documentation, "Gateway response types"); the two defaults have none. */
const types: Readonly<Record<string, string | undefined>> = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '403',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '403',
  MISSING_AUTHENTICATION_TOKEN: '403',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
};

const template = { 'application/json': '{"message":$context.error.messageString}' };

/** Every type of gateway response, with what the API makes of it: a default one's settings hold for all types of its class. */
export function gatewayResponses({ gatewayResponses: own }: RestApi) {
  return Object.entries(types).map(([responseType, statusCode]) => {
    const general = responseType.startsWith('DEFAULT_') || statusCode === undefined ? null : statusCode;
    const one =
      own.find((response) => response.responseType === responseType) ??
      own.find((response) => response.responseType === `DEFAULT_${general?.[0]}XX`);
    return {
      responseType,
      statusCode: one?.statusCode ?? statusCode,
      responseParameters: one?.responseParameters ?? {},
      responseTemplates:
        one === undefined || Object.keys(one.responseTemplates).length === 0
          ? template
          : one.responseTemplates,
      defaultResponse: one === undefined,
    };
  });
}
