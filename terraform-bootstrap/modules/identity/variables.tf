variable "name" {
  description = "Begins the names of roles."
  type        = string
}

variable "environment" {
  description = "Name of the environment: value of the tag publican:environment."
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

variable "outputs_path" {
  description = "Path of Parameter Store with outputs, wishes and secrets of the environment, with a slash at its end."
  type        = string
}

variable "desired_state_path" {
  description = "Path of Parameter Store with the desired state; null when it is in Git."
  type        = string
}

variable "log_group" {
  description = "Log group of tasks."
  type        = string
}

variable "repository_arns" {
  description = "Repositories of ECR that services' images come from."
  type        = list(string)
}

variable "secret_arns" {
  description = "Further secrets of services: parameters of SSM or secrets of Secrets Manager outside of the environment's own paths."
  type        = list(string)
}

variable "additional_task_roles" {
  description = "ARNs of roles, beside the common one, that services give their tasks (taskDefinition.taskRoleArn)."
  type        = list(string)
}

variable "environment_roles" {
  description = "ARNs of roles that Environments name with spec.role, in other accounts."
  type        = list(string)
}

variable "queue_arn" {
  description = "Queue with the events of the environment."
  type        = string
}

variable "allow_exec" {
  description = "Whether people may open sessions in tasks whose service allows it."
  type        = bool
}

variable "allow_adoption" {
  description = "Whether the reconciler may take over ECS services that others made, by tagging them."
  type        = bool
}

variable "allow_scaling" {
  description = "Whether the reconciler may scale services."
  type        = bool
}

variable "github" {
  description = "Which repository may push images, and whether Terraform runs in its pipelines; null for none."
  type = object({
    repository      = string
    branch          = string
    create_provider = bool
    terraform       = bool
  })
}

variable "push_repository_arns" {
  description = "Repositories of ECR that the pipeline pushes to; none where another environment made them."
  type        = list(string)
}
