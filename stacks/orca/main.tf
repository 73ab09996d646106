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

variable "prefix" {
  description = "Put before every name, so that several copies fit into one account."
  type        = string
  default     = "demo"

  validation {
    condition     = length(var.prefix) <= 20
    error_message = "The prefix may have 20 characters at most."
  }
}

locals {
  name = "${var.prefix}-orca"
}

output "invoke_url" {
  description = "URL of the stage; every path below it reaches the function."
  value       = aws_api_gateway_stage.orca.invoke_url
}
