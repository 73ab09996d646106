import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownTypes } from '../known-properties.ts';
import { camelCase, elsewhere, isInert, type Names, restIntegration, translations } from './translation.ts';

/** Arguments by resource type, blocks with what is in them (AWS provider documentation). */
const everyArgument: Readonly<Record<string, string>> = {
  aws_api_gateway_rest_api: `api_key_source binary_media_types body description disable_execute_api_endpoint
    endpoint_configuration.types endpoint_configuration.vpc_endpoint_ids endpoint_configuration.ip_address_type
    minimum_compression_size fail_on_warnings name parameters policy put_rest_api_mode tags`,
  aws_api_gateway_resource: 'rest_api_id parent_id path_part',
  aws_api_gateway_method: `rest_api_id resource_id http_method authorization authorizer_id authorization_scopes
    api_key_required operation_name request_models request_validator_id request_parameters`,
  aws_api_gateway_deployment: `rest_api_id canary_settings.percent_traffic canary_settings.stage_variable_overrides
    canary_settings.use_stage_cache description stage_name stage_description triggers variables`,
  aws_api_gateway_stage: `rest_api_id stage_name deployment_id access_log_settings.destination_arn access_log_settings.format
    cache_cluster_enabled cache_cluster_size canary_settings.deployment_id canary_settings.percent_traffic
    canary_settings.stage_variable_overrides canary_settings.use_stage_cache client_certificate_id description
    documentation_version variables tags xray_tracing_enabled`,
  aws_api_gateway_gateway_response:
    'rest_api_id response_type status_code response_templates response_parameters',
  aws_api_gateway_request_validator: 'name rest_api_id validate_request_body validate_request_parameters',
  aws_api_gateway_model: 'rest_api_id name description content_type schema',
  aws_api_gateway_authorizer: `authorizer_uri name rest_api_id identity_source type authorizer_credentials
    authorizer_result_ttl_in_seconds identity_validation_expression provider_arns`,
  aws_api_gateway_api_key: 'name customer_id description enabled value tags',
  aws_api_gateway_usage_plan: `name description api_stages.api_id api_stages.stage api_stages.throttle quota_settings.limit
    quota_settings.offset quota_settings.period throttle_settings.burst_limit throttle_settings.rate_limit product_code tags`,
  aws_api_gateway_usage_plan_key: 'key_id key_type usage_plan_id',
  aws_api_gateway_account: 'cloudwatch_role_arn reset_on_delete',
  aws_apigatewayv2_api: `name protocol_type api_key_selection_expression cors_configuration.allow_credentials
    cors_configuration.allow_headers cors_configuration.allow_methods cors_configuration.allow_origins
    cors_configuration.expose_headers cors_configuration.max_age credentials_arn description disable_execute_api_endpoint
    ip_address_type route_key route_selection_expression tags target body version fail_on_warnings`,
  aws_apigatewayv2_integration: `api_id integration_type connection_id connection_type content_handling_strategy credentials_arn
    description integration_method integration_subtype integration_uri passthrough_behavior payload_format_version
    request_parameters request_templates response_parameters template_selection_expression timeout_milliseconds
    tls_config.server_name_to_verify`,
  aws_apigatewayv2_route: `api_id route_key api_key_required authorization_scopes authorization_type authorizer_id
    model_selection_expression operation_name request_models request_parameter route_response_selection_expression target`,
  aws_apigatewayv2_stage: `api_id name access_log_settings.destination_arn access_log_settings.format auto_deploy
    client_certificate_id default_route_settings.data_trace_enabled default_route_settings.detailed_metrics_enabled
    default_route_settings.logging_level default_route_settings.throttling_burst_limit
    default_route_settings.throttling_rate_limit deployment_id description route_settings stage_variables tags`,
  aws_apigatewayv2_authorizer: `api_id authorizer_type name authorizer_credentials_arn authorizer_payload_format_version
    authorizer_result_ttl_in_seconds authorizer_uri enable_simple_responses identity_sources jwt_configuration.audience
    jwt_configuration.issuer`,
  aws_apigatewayv2_deployment: 'api_id description triggers',
  aws_lambda_function: `function_name role architectures code_signing_config_arn dead_letter_config.target_arn description
    environment.variables ephemeral_storage.size file_system_config.arn file_system_config.local_mount_path filename handler
    image_config.command image_config.entry_point image_config.working_directory image_uri kms_key_arn layers
    logging_config.application_log_level logging_config.log_format logging_config.log_group logging_config.system_log_level
    memory_size package_type publish reserved_concurrent_executions replace_security_groups_on_destroy
    replacement_security_group_ids runtime s3_bucket s3_key s3_object_version skip_destroy source_code_hash code_sha256 publish_to source_kms_key_arn
    snap_start.apply_on timeout tracing_config.mode vpc_config.ipv6_allowed_for_dual_stack vpc_config.security_group_ids
    vpc_config.subnet_ids tags`,
  aws_lambda_alias:
    'name description function_name function_version routing_config.additional_version_weights',
  aws_lambda_permission: `action event_source_token function_name function_url_auth_type principal qualifier source_account
    source_arn statement_id statement_id_prefix principal_org_id invoked_via_function_url`,
};

const ofIntegration = `rest_api_id resource_id http_method integration_http_method type connection_type connection_id uri
  credentials request_templates request_parameters passthrough_behavior cache_key_parameters cache_namespace content_handling
  timeout_milliseconds tls_config response_transfer_mode integration_target`;

/** The property that an argument becomes; what somebody reads or nobody has to is `null`. */
function propertyOf(path: readonly string[], names: Names): string | null {
  const [name = '', ...rest] = path;
  const rule = names[name] ?? camelCase(name);
  if (rule === elsewhere || isInert(rule)) return null;
  const own = typeof rule === 'string' ? rule : rule.to;
  if (rest.length === 0) return own;
  const inner = propertyOf(rest, typeof rule === 'string' ? {} : (rule.inside ?? {}));
  return inner === null ? null : `${own}.${inner}`;
}

function isKnown(path: string, type: string): boolean {
  const known = knownTypes[type];
  if (known === undefined) return false;
  const paths = [...known.read, ...Object.keys(known.inert), ...Object.keys(known.notApplied)];
  const places = path.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));
  return (
    places.some((place) => paths.includes(`${place}.*`)) ||
    paths.some((one) => one === path || one.startsWith(`${path}.`)) ||
    places.some((place) => known.inert[place] !== undefined || known.notApplied[place] !== undefined)
  );
}

describe('every argument of a Terraform resource is read, inert for a reason, or reported', () => {
  for (const [resource, list] of Object.entries(everyArgument))
    it(resource, () => {
      const translation = translations[resource];
      assert.ok(translation);
      for (const path of list.trim().split(/\s+/)) {
        const property = propertyOf(path.split('.'), translation.names);
        if (property !== null)
          assert.ok(isKnown(property, translation.type), `${path} becomes ${property}, which nobody knows`);
      }
    });

  it('aws_api_gateway_integration', () => {
    for (const name of ofIntegration.split(/\s+/)) {
      const property = propertyOf([name], restIntegration);
      if (property !== null)
        assert.ok(isKnown(`Integration.${property}`, 'AWS::ApiGateway::Method'), `${name} → ${property}`);
    }
  });
});
