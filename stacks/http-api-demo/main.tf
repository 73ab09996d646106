terraform {
  required_version = ">= 1.5"

  required_providers {
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.4"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

variable "region" {
  description = "Region that everything is created in."
  type        = string
  default     = "us-east-1"
}

variable "domain_name" {
  description = "Own domain name for the API; none by default."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "ARN of the domain name's certificate in AWS Certificate Manager, in the same region."
  type        = string
  default     = null
}

output "api_endpoint" {
  description = "URL of the API; its stage is the default one and has no segment."
  value       = aws_apigatewayv2_api.demo.api_endpoint
}
