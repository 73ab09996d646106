data "archive_file" "backend" {
  type        = "zip"
  source_file = "${path.module}/backend.py"
  output_path = "${path.module}/backend.zip"
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
    actions = [
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]

    # By name: the function needs its role first, so the role can't refer to the function.
    resources = [
      "arn:${data.aws_partition.current.partition}:logs:${var.region}:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/widget-backend:*",
    ]
  }
}

resource "aws_iam_role" "backend" {
  name               = "widget-backend"
  assume_role_policy = data.aws_iam_policy_document.assume_by_lambda.json
}

resource "aws_iam_role_policy" "write_own_logs" {
  name   = "write-own-logs"
  role   = aws_iam_role.backend.id
  policy = data.aws_iam_policy_document.write_own_logs.json
}

resource "aws_lambda_function" "backend" {
  function_name    = "widget-backend"
  role             = aws_iam_role.backend.arn
  filename         = data.archive_file.backend.output_path
  source_code_hash = data.archive_file.backend.output_base64sha256
  handler          = "backend.get_widget"
  runtime          = "python3.13"
  timeout          = 10
}

resource "aws_lambda_permission" "api" {
  statement_id  = "AllowInvocationByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.backend.function_name
  principal     = "apigateway.amazonaws.com"

  # Any stage, one method of one path.
  source_arn = "arn:${data.aws_partition.current.partition}:execute-api:${var.region}:${data.aws_caller_identity.current.account_id}:${aws_api_gateway_rest_api.widget.id}/*/${aws_api_gateway_method.get_widget.http_method}${aws_api_gateway_resource.widget.path}"
}
