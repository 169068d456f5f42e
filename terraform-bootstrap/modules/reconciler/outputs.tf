output "lever_task_family" {
  description = "Task definition in which levers are pulled."
  value       = aws_ecs_task_definition.lever.family
}

output "security_group_id" {
  description = "Security group of the reconciler and the lever task."
  value       = aws_security_group.this.id
}

output "log_group" {
  description = "Log group of the reconciler."
  value       = aws_cloudwatch_log_group.this.name
}

output "webhook_secret_parameter" {
  description = "Parameter with the secret to give to the Git host; null without a webhook."
  value       = one(aws_ssm_parameter.webhook[*].name)
}
