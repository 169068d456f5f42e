output "identifier" {
  description = "Identifier of the instance, as metrics name it."
  value       = aws_db_instance.this.identifier
}

output "address" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "setup_task_family" {
  description = "Task definition that makes the roles; null while there is no API image."
  value       = local.has_setup ? aws_ecs_task_definition.setup[0].family : null
}
