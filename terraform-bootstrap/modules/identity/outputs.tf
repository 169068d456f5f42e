# A role is handed out with its policies: what is started with one that has none yet fails at its first call.

output "execution_role_arn" {
  description = "Role with which ECS starts tasks of services."
  value       = aws_iam_role.execution.arn
  depends_on  = [aws_iam_role_policy.execution]
}

output "task_role_arn" {
  description = "Role of services' tasks."
  value       = aws_iam_role.task.arn
  depends_on  = [aws_iam_role_policy.exec]
}

output "reconciler_role_arn" {
  description = "Role of the reconciler."
  value       = aws_iam_role.reconciler.arn
  depends_on  = [aws_iam_role_policy.reconciler_reads, aws_iam_role_policy.reconciler_changes]
}

output "lever_role_arn" {
  description = "Role of the lever task."
  value       = aws_iam_role.lever.arn
  depends_on  = [aws_iam_role_policy_attachment.lever]
}

output "operator_policy_arns" {
  description = "Policies for people who pull levers: from a shell in the VPC, or in a task."
  value       = [aws_iam_policy.operator.arn, aws_iam_policy.lever_task.arn]
}

output "github_role_arns" {
  description = "Roles of the pipelines: images, plan, terraform-plan, terraform-apply."
  value       = { for name, role in aws_iam_role.github : name => role.arn }
}
