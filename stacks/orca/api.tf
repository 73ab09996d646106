resource "aws_api_gateway_rest_api" "orca" {
  name        = local.name
  description = "One route that catches all, with a non-proxy integration: the gateway makes the response."

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

data "aws_iam_policy_document" "invoke_by_anybody" {
  statement {
    actions   = ["execute-api:Invoke"]
    resources = ["${aws_api_gateway_rest_api.orca.execution_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

# Apart from the API, because it names the API's own ARN.
resource "aws_api_gateway_rest_api_policy" "orca" {
  rest_api_id = aws_api_gateway_rest_api.orca.id
  policy      = data.aws_iam_policy_document.invoke_by_anybody.json
}

resource "aws_api_gateway_resource" "proxy" {
  rest_api_id = aws_api_gateway_rest_api.orca.id
  parent_id   = aws_api_gateway_rest_api.orca.root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "any" {
  rest_api_id   = aws_api_gateway_rest_api.orca.id
  resource_id   = aws_api_gateway_resource.proxy.id
  http_method   = "ANY"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "orca" {
  rest_api_id             = aws_api_gateway_rest_api.orca.id
  resource_id             = aws_api_gateway_resource.proxy.id
  http_method             = aws_api_gateway_method.any.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orca.invoke_arn
}

resource "aws_api_gateway_method_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.orca.id
  resource_id = aws_api_gateway_resource.proxy.id
  http_method = aws_api_gateway_method.any.http_method
  status_code = "200"
}

# A function that failed leaves a stackTrace in its result; one that chooses its status returns httpStatus.
resource "aws_api_gateway_integration_response" "orca" {
  rest_api_id = aws_api_gateway_rest_api.orca.id
  resource_id = aws_api_gateway_resource.proxy.id
  http_method = aws_api_gateway_method.any.http_method
  status_code = aws_api_gateway_method_response.ok.status_code

  response_templates = {
    "application/json" = <<-VTL
      #if($input.path("stackTrace") != "")
      #set($context.responseOverride.status = 500)
      #elseif($input.path("httpStatus") != "")
      #set($context.responseOverride.status = $input.path("httpStatus"))
      #end
      $input.json("$")
    VTL
  }

  depends_on = [aws_api_gateway_integration.orca]
}

resource "aws_api_gateway_deployment" "current" {
  rest_api_id = aws_api_gateway_rest_api.orca.id

  # A deployment is a snapshot: a change to any of these makes a new one.
  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_resource.proxy,
      aws_api_gateway_method.any,
      aws_api_gateway_integration.orca,
      aws_api_gateway_method_response.ok,
      aws_api_gateway_integration_response.orca,
      aws_api_gateway_rest_api_policy.orca.policy,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "orca" {
  rest_api_id   = aws_api_gateway_rest_api.orca.id
  deployment_id = aws_api_gateway_deployment.current.id
  stage_name    = "orca"
}
