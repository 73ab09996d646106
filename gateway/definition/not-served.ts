/** Resources that change how requests are answered and that this gateway doesn't act on. */
export const notServed: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::DomainNameV2': 'private custom domains are not served here; use the invoke URL',
  'AWS::ApiGateway::BasePathMappingV2': 'private custom domains are not served here; use the invoke URL',
  'AWS::ApiGatewayV2::RoutingRule': 'routing rules are not served here: its custom domain answers 501',
  'AWS::WAFv2::WebACLAssociation': 'the web ACL is not applied here: no request is blocked',
  'AWS::WAFRegional::WebACLAssociation': 'the web ACL is not applied here: no request is blocked',
};

export const isNotServed = (type: string) => notServed[type] !== undefined;
