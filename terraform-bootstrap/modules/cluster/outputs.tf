output "name" {
  description = "Name of the cluster, once it can take tasks."
  value       = aws_ecs_cluster_capacity_providers.this.cluster_name
}

output "exec_log_group" {
  description = "Log group of execute-command sessions."
  value       = aws_cloudwatch_log_group.exec.name
}
