data "archive_file" "orca" {
  type        = "zip"
  source_file = "${path.module}/orca.py"
  output_path = "${path.module}/orca.zip"
}

resource "aws_iam_role" "orca" {
  name = local.name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "write_own_logs" {
  name = "write-own-logs"
  role = aws_iam_role.orca.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      # By name: the function needs its role first, so the role can't refer to the function.
      Resource = "arn:${data.aws_partition.current.partition}:logs:${var.region}:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/${local.name}:*"
    }]
  })
}

resource "aws_lambda_function" "orca" {
  function_name    = local.name
  role             = aws_iam_role.orca.arn
  filename         = data.archive_file.orca.output_path
  source_code_hash = data.archive_file.orca.output_base64sha256
  handler          = "orca.divide"
  runtime          = "python3.13"
  timeout          = 10

  depends_on = [aws_iam_role_policy.write_own_logs]
}

resource "aws_lambda_permission" "api" {
  statement_id  = "AllowInvocationByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orca.function_name
  principal     = "apigateway.amazonaws.com"

  # Any stage, any method, any path: the API has one route that catches all.
  source_arn = "${aws_api_gateway_rest_api.orca.execution_arn}/*/*/*"
}
