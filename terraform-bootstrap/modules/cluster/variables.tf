variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "environment" {
  description = "Name of the environment."
  type        = string
}

variable "container_insights" {
  description = "disabled, enabled or enhanced."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
}
