output "execution_role_arn" {
  description = "Role with which ECS starts tasks of services."
  value       = aws_iam_role.execution.arn
}

output "task_role_arn" {
  description = "Role of services' tasks."
  value       = aws_iam_role.task.arn
}

output "reconciler_role_arn" {
  description = "Role of the reconciler."
  value       = aws_iam_role.reconciler.arn
}

output "lever_role_arn" {
  description = "Role of the lever task."
  value       = aws_iam_role.lever.arn
}

output "operator_policy_arns" {
  description = "Policies for people who pull levers: from a shell in the VPC, or in a task."
  value       = [aws_iam_policy.operator.arn, aws_iam_policy.lever_task.arn]
}

output "github_role_arns" {
  description = "Roles of the pipelines: images, plan, terraform-plan, terraform-apply."
  value       = { for name, role in aws_iam_role.github : name => role.arn }
}
