resource "aws_api_gateway_rest_api" "widget" {
  name        = "widget"
  description = "The smallest API with a Lambda proxy integration."

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "widget" {
  rest_api_id = aws_api_gateway_rest_api.widget.id
  parent_id   = aws_api_gateway_rest_api.widget.root_resource_id
  path_part   = "widget"
}

# A request goes through four steps: method request, integration request, integration response, method response.
# A proxy integration has only the first two; the function's result is the response.
resource "aws_api_gateway_method" "get_widget" {
  rest_api_id   = aws_api_gateway_rest_api.widget.id
  resource_id   = aws_api_gateway_resource.widget.id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "get_widget" {
  rest_api_id             = aws_api_gateway_rest_api.widget.id
  resource_id             = aws_api_gateway_resource.widget.id
  http_method             = aws_api_gateway_method.get_widget.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.backend.invoke_arn
}

resource "aws_api_gateway_deployment" "current" {
  rest_api_id = aws_api_gateway_rest_api.widget.id

  # A deployment is a snapshot: a change to any of these makes a new one.
  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_resource.widget,
      aws_api_gateway_method.get_widget,
      aws_api_gateway_integration.get_widget,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "current" {
  rest_api_id   = aws_api_gateway_rest_api.widget.id
  deployment_id = aws_api_gateway_deployment.current.id
  stage_name    = var.stage
}
