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

variable "vpc_id" {
  description = "VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets."
  type        = list(string)
}

variable "cluster_name" {
  description = "Cluster that it runs in."
  type        = string
}

variable "image" {
  description = "Its image."
  type        = string
}

variable "repository_arn" {
  description = "Repository of that image."
  type        = string
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64: what images are built for."
  type        = string
}

variable "size" {
  description = "Instances, CPU units and MiB."
  type        = object({ instances = number, cpu = number, memory = number })
}

variable "role_arn" {
  description = "Role of the reconciler."
  type        = string
}

variable "lever_role_arn" {
  description = "Role of the lever task."
  type        = string
}

variable "desired_state" {
  description = "PUBLICAN_SOURCE: where the files of the environment are."
  type        = string
}

variable "secrets" {
  description = "Environment variables whose values stand in Parameter Store: ARN by name, for example GIT_PASSWORD."
  type        = map(string)
}

variable "has_lease" {
  description = "Whether PUBLICAN_DATABASE is among the secrets."
  type        = bool
}

variable "queue_url" {
  description = "Queue with the events of the environment."
  type        = string
}

variable "webhook" {
  description = "Listener and security group through which Git's webhooks come; null for none."
  type = object({
    listener_arn      = string
    security_group_id = string
    priority          = number
  })
}

variable "alarm_topic_arn" {
  description = "Topic that alarms go to."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
}
