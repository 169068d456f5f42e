terraform {
  # 1.11: secrets that are written and kept nowhere (value_wo), and the state's lock in S3 itself.
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }

  # The rest stands in environments/<name>.s3.tfbackend: terraform init -reconfigure -backend-config=environments/staging.s3.tfbackend
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  # A plan for staging must not find itself in production's account.
  allowed_account_ids = var.account_id == null ? null : [var.account_id]

  default_tags {
    tags = local.tags
  }
}
