variable "name" {
  description = "Name of the load balancer."
  type        = string
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "partition" {
  description = "AWS partition of ARNs."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the load balancer."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of its nodes."
  type        = list(string)
}

variable "internal" {
  description = "Whether it has private addresses only."
  type        = bool
}

variable "certificate_arn" {
  description = "Certificate of ACM; null for HTTP."
  type        = string
}

variable "client_cidrs" {
  description = "Addresses that may reach the public listener."
  type        = set(string)
}

variable "tester_cidrs" {
  description = "Addresses that may reach the test listener, beside the reconciler."
  type        = set(string)
}

variable "nat_addresses" {
  description = "Addresses of the NAT gateways, by number of the zone."
  type        = map(string)
}

variable "tasks_security_group_id" {
  description = "Security group of tasks."
  type        = string
}

variable "access_logs" {
  description = "Whether requests are logged to S3."
  type        = bool
}

variable "log_retention_days" {
  description = "Days that access logs are kept."
  type        = number
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete it."
  type        = bool
}
