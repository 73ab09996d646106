data "archive_file" "hello" {
  type        = "zip"
  source_file = "${path.module}/index.mjs"
  output_path = "${path.module}/lambda.zip"
}

data "aws_iam_policy_document" "assume_by_lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "write_own_logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.hello.arn}:*"]
  }
}

resource "aws_cloudwatch_log_group" "hello" {
  name              = "/aws/lambda/hello-api"
  retention_in_days = 14
}

resource "aws_iam_role" "hello" {
  name               = "hello-api"
  assume_role_policy = data.aws_iam_policy_document.assume_by_lambda.json
}

resource "aws_iam_role_policy" "write_own_logs" {
  name   = "write-own-logs"
  role   = aws_iam_role.hello.id
  policy = data.aws_iam_policy_document.write_own_logs.json
}

resource "aws_lambda_function" "hello" {
  function_name    = "hello-api"
  role             = aws_iam_role.hello.arn
  filename         = data.archive_file.hello.output_path
  source_code_hash = data.archive_file.hello.output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs22.x"
  timeout          = 10
}

resource "aws_lambda_permission" "api" {
  statement_id  = "AllowInvocationByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.hello.function_name
  principal     = "apigateway.amazonaws.com"

  # Any stage, one route.
  source_arn = "${aws_apigatewayv2_api.demo.execution_arn}/*/GET/hello"
}
