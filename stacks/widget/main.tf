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

variable "stage" {
  description = "Name of the API's stage, the first segment of its URL."
  type        = string
  default     = "dev"
}

output "invoke_url" {
  description = "URL of the stage; the API answers GET under /widget."
  value       = aws_api_gateway_stage.current.invoke_url
}
