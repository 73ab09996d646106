import { type KnownTypes, logs, tags, text } from './known-type.ts';

const provisioned = 'about when processes start; calls are answered the same';

/** The types of AWS::Lambda on the way of a request (CloudFormation's resource reference). */
export const knownLambdaTypes: KnownTypes = {
  'AWS::Lambda::Function': {
    read: [
      'Code.*',
      'Description',
      'Environment.Variables.*',
      'FunctionName',
      'Handler',
      'Layers',
      'MemorySize',
      'PackageType',
      'Role',
      'Runtime',
      'Timeout',
    ],
    inert: {
      Architectures: "the machine's own architecture is used; code in Python and Node is the same",
      CodeSigningConfigArn: 'about who may upload code',
      DeadLetterConfig: 'about asynchronous events that fail, which go nowhere here',
      EphemeralStorage: "/tmp is the machine's",
      FunctionScalingConfig: provisioned,
      ImageConfig: 'of container images, whose invocations fail',
      KmsKeyArn: 'how variables are kept; the function sees them plain',
      LoggingConfig: logs,
      PublishToLatestPublished: provisioned,
      RecursiveLoop: 'about queues and topics that call the function',
      RuntimeManagementConfig: 'the interpreter at hand runs every version',
      SnapStart: provisioned,
      Tags: tags,
      TracingConfig: logs,
    },
    notApplied: {
      CapacityProviderConfig: 'the function runs on this machine',
      DurableConfig: 'executions are not durable here',
      FileSystemConfigs: 'no file system is mounted here',
      ReservedConcurrentExecutions: 'concurrency is not limited here',
      TenancyConfig: 'tenants share processes here',
      VpcConfig: 'the function does not run in a VPC here',
    },
  },
  'AWS::Lambda::Alias': {
    read: ['FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig.AdditionalVersionWeights.*'],
    inert: { Description: text, ProvisionedConcurrencyConfig: provisioned },
    notApplied: {},
  },
  'AWS::Lambda::Version': {
    read: ['FunctionName'],
    inert: {
      CodeSha256: 'guards the moment of publishing',
      Description: text,
      FunctionScalingConfig: provisioned,
      ProvisionedConcurrencyConfig: provisioned,
      RuntimePolicy: 'the interpreter at hand runs every version',
    },
    notApplied: {},
  },
  'AWS::Lambda::Permission': {
    read: ['Action', 'FunctionName', 'InvokedViaFunctionUrl', 'Principal', 'SourceAccount', 'SourceArn'],
    inert: {
      EventSourceToken: 'of Alexa skills',
      FunctionUrlAuthType: 'of function URLs, which are not served here',
      PrincipalOrgID: 'API Gateway calls as a service, of no organization',
    },
    notApplied: {},
  },
};
