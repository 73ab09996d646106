/**
 * A REST API with `GET /greeting`, answered by a function that says its greeting and its process id.
 * A mistake in `integrationType` is one of GetGreeting.
 */
export function greetingTemplate({
  text = 'v1',
  integrationType = 'AWS_PROXY',
}: {
  text?: string;
  integrationType?: string;
} = {}): string {
  return `Description: greets
Parameters:
  Greeting: { Type: String }
  Secret: { Type: String, Default: hidden, NoEcho: true }
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: greeting } }
  Path:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: greeting }
  GetGreeting:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: ${integrationType}
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Function.Arn}/invocations
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: GetGreeting, Properties: { RestApiId: !Ref Api } }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: dev }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Function, Principal: apigateway.amazonaws.com }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Environment: { Variables: { GREETING: !Ref Greeting, SECRET: !Ref Secret } }
      Code:
        ZipFile: |
          exports.handler = async () => ({ statusCode: 200, body: JSON.stringify({
            text: '${text}', greeting: process.env.GREETING, secret: process.env.SECRET, pid: process.pid }) });
Outputs:
  Url: { Value: !Sub 'https://\${Api}.execute-api.\${AWS::Region}.amazonaws.com/dev/greeting' }
`;
}

/** Line of the integration's type in it. */
export const integrationTypeLine = greetingTemplate().split('\n').indexOf('        Type: AWS_PROXY') + 1;
