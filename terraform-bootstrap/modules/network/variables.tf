variable "name" {
  description = "Begins the name of everything, for example publican-production."
  type        = string
}

variable "environment" {
  description = "Name of the environment."
  type        = string
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC, a /16."
  type        = string
}

variable "zones" {
  description = "Availability zones to use, 2 or 3."
  type        = number
}

variable "egress" {
  description = "How private subnets reach AWS and the internet: nat-gateway, nat-gateway-per-zone or vpc-endpoints."
  type        = string
}

variable "flow_logs" {
  description = "Whether the VPC writes flow logs."
  type        = bool
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
}
