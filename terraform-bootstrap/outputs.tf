# What the reconciler needs to know, so that no ARN is copied by hand: read through spec.outputs of the Environment.

locals {
  outputs = merge(
    {
      cluster           = module.cluster.name
      vpc               = module.network.vpc_id
      subnets           = join(",", module.network.private_subnet_ids)
      security-groups   = module.network.tasks_security_group_id
      "roles/execution" = module.identity.execution_role_arn
      "roles/task"      = module.identity.task_role_arn
      log-group         = module.observability.log_group
    },
    { for name in ["public", "test"] : "listeners/${name}" => module.load_balancer.listener_arns[name] },
  )
}

resource "aws_ssm_parameter" "outputs" {
  for_each = local.outputs

  name        = "${local.outputs_path}${each.key}"
  description = "Written by terraform-bootstrap, read by the reconciler"
  type        = "String"
  value       = each.value
}

output "outputs_path" {
  description = "For spec.outputs of the Environment."
  value       = local.outputs_path
}

output "load_balancer" {
  description = "Where services answer; point a CNAME or an alias at it."
  value       = module.load_balancer.dns_name
}

output "repository_urls" {
  description = "Where images are pushed to."
  value       = [for repository in sort(local.repositories) : "${local.registry_host}/${repository}"]
}

output "github_role_arns" {
  description = "Roles for the pipelines, by what they do."
  value       = module.identity.github_role_arns
}

output "operator_policy_arns" {
  description = "To be attached to the roles of people who pull levers: the first one from a shell that reaches the reconciler, the second one in a task."
  value       = module.identity.operator_policy_arns
}

output "webhook_secret_parameter" {
  description = "Parameter with the secret for the Git host's webhook."
  value       = one(module.reconciler[*].webhook_secret_parameter)
}

output "set_up_database" {
  description = "Run it once, and after each change of password_version: makes the roles of the API."
  value = module.database.setup_task_family == null ? null : join(" ", [
    "aws ecs run-task --region ${var.region} --cluster ${local.name} --launch-type FARGATE --task-definition ${module.database.setup_task_family}",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", module.network.private_subnet_ids)}],securityGroups=[${module.network.tasks_security_group_id}]}'",
  ])
}

output "pull_lever" {
  description = "Begins a command that pulls a lever; the last argument says which: [\"pause\", \"beer-api\", \"--by\", \"ann\"]."
  value = length(module.reconciler) == 0 ? null : join(" ", [
    "aws ecs run-task --region ${var.region} --cluster ${local.name} --launch-type FARGATE --task-definition ${module.reconciler[0].lever_task_family}",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", module.network.private_subnet_ids)}],securityGroups=[${module.reconciler[0].security_group_id}]}'",
    "--overrides '{\"containerOverrides\": [{\"name\": \"lever\", \"command\": COMMAND}]}'",
  ])
}
