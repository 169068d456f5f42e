variable "name" {
  description = "Begins the name of the queue and its rules."
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

variable "cluster_name" {
  description = "Cluster whose events count."
  type        = string
}

variable "parameter_prefixes" {
  description = "Paths of Parameter Store whose changes count."
  type        = set(string)
}
