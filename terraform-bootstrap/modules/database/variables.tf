variable "name" {
  description = "Identifier of the instance."
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
  description = "VPC of the database."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets."
  type        = list(string)
}

variable "clients" {
  description = "Security groups that may connect, by what they are."
  type        = map(string)
}

variable "engine_version" {
  description = "PostgreSQL's major version, or a minor one."
  type        = string
}

variable "instance_class" {
  description = "Size of the instance."
  type        = string
}

variable "storage_gib" {
  description = "Storage at first."
  type        = number
}

variable "max_storage_gib" {
  description = "Storage that it may grow to by itself."
  type        = number
}

variable "multi_az" {
  description = "Whether a standby runs in another zone."
  type        = bool
}

variable "backup_days" {
  description = "Days that it can be restored to any second."
  type        = number
}

variable "password_version" {
  description = "Higher than before: new passwords for the roles of the API are written."
  type        = number
}

variable "outputs_path" {
  description = "Path of Parameter Store below which services find their database-url, with a slash at its end."
  type        = string
}

variable "setup_image" {
  description = "API image for the set-up task; null before there is one."
  type        = string
}

variable "setup_repository_arn" {
  description = "Repository of that image."
  type        = string
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64: what images are built for."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete it."
  type        = bool
}

variable "final_snapshot" {
  description = "Whether a snapshot and the automated backups are kept when it is deleted."
  type        = bool
}
