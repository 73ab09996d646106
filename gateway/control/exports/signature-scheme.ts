/** How an export tells of AWS_IAM: signed requests, under the name that API Gateway gives them. */
export const signatureScheme = {
  sigv4: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
} as const;
