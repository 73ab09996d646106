/** Resources that change how requests are answered and that this gateway doesn't act on. */
export const notServed: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::DomainName': 'custom domains are not served here; use the invoke URL',
  'AWS::ApiGateway::DomainNameV2': 'custom domains are not served here; use the invoke URL',
  'AWS::ApiGateway::BasePathMapping': 'custom domains are not served here; use the invoke URL',
  'AWS::ApiGateway::BasePathMappingV2': 'custom domains are not served here; use the invoke URL',
  'AWS::ApiGatewayV2::DomainName': 'custom domains are not served here; use the invoke URL',
  'AWS::ApiGatewayV2::ApiMapping': 'custom domains are not served here; use the invoke URL',
  'AWS::ApiGatewayV2::RoutingRule': 'custom domains are not served here; use the invoke URL',
  'AWS::WAFv2::WebACLAssociation': 'the web ACL is not applied here: no request is blocked',
  'AWS::WAFRegional::WebACLAssociation': 'the web ACL is not applied here: no request is blocked',
};

export const isNotServed = (type: string) => notServed[type] !== undefined;
