# Names of what policies speak of. They are put together here and not taken from other modules: a plan can then be read by a test, and roles exist before what they are for.

locals {
  ecs     = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  elb     = "arn:${var.partition}:elasticloadbalancing:${var.region}:${var.account_id}"
  scaling = "arn:${var.partition}:application-autoscaling:${var.region}:${var.account_id}"
  alarms  = "arn:${var.partition}:cloudwatch:${var.region}:${var.account_id}:alarm"
  ssm     = "arn:${var.partition}:ssm:${var.region}:${var.account_id}:parameter"
  secrets = "arn:${var.partition}:secretsmanager:${var.region}:${var.account_id}:secret"
  logs    = "arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group"
  role    = "arn:${var.partition}:iam::${var.account_id}:role"

  cluster      = "${local.ecs}:cluster/${var.name}"
  services     = "${local.ecs}:service/${var.name}/*"
  tasks        = "${local.ecs}:task/${var.name}/*"
  definitions  = "${local.ecs}:task-definition/*:*"
  listeners    = "${local.elb}:listener/app/${var.name}/*"
  rules        = "${local.elb}:listener-rule/app/${var.name}/*"
  groups       = "${local.elb}:targetgroup/*"
  scalables    = "${local.scaling}:scalable-target/*"
  outputs      = "${local.ssm}${trimsuffix(var.outputs_path, "/")}"
  own_secrets  = "${local.secrets}:publican/${var.environment}/*"
  service_logs = "${local.logs}:${var.log_group}"

  execution_role = "${local.role}/${var.name}-execution"
  task_role      = "${local.role}/${var.name}-task"

  # The tag that says whose a resource is.
  resource_tag = "aws:ResourceTag/publican:environment"
  request_tag  = "aws:RequestTag/publican:environment"

  # Parameters and secrets of other paths, told apart by their service.
  parameter_arns = [for arn in var.secret_arns : arn if split(":", arn)[2] == "ssm"]
  secret_arns    = [for arn in var.secret_arns : arn if split(":", arn)[2] == "secretsmanager"]
}

# ECS starts tasks with such a role: AWS documents no condition for it.
data "aws_iam_policy_document" "execution_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "tasks_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    # ECS on behalf of this account, and of nobody else.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}
