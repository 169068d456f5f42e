variable "name" {
  description = "Begins the names of resources."
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

variable "partition" {
  description = "AWS partition of ARNs."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "cluster_name" {
  description = "Cluster of the services."
  type        = string
}

variable "load_balancer_arn_suffix" {
  description = "The load balancer, as metrics name it."
  type        = string
}

variable "database_identifier" {
  description = "The database, as metrics name it."
  type        = string
}

variable "database_memory_alarm_mib" {
  description = "Free memory of the database below which its alarm rings, in MiB."
  type        = number
}

variable "queue_name" {
  description = "The queue of events."
  type        = string
}

variable "alarm_emails" {
  description = "Who is told of alarms."
  type        = set(string)
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
}
