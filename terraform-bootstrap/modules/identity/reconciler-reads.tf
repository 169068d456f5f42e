# What the reconciler may look at. Actions without a resource or a condition of their own are read everywhere; AWS offers nothing narrower.

data "aws_iam_policy_document" "reconciler_reads" {
  statement {
    sid = "ReadWhereAwsKnowsNoResource"
    actions = [
      "application-autoscaling:DescribeScalableTargets",
      "application-autoscaling:DescribeScalingPolicies",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:GetMetricData",
      "ecs:DescribeTaskDefinition",
      "ecs:ListTaskDefinitions",
      "elasticloadbalancing:DescribeAccountLimits",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTags",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
      "logs:DescribeLogGroups",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "ListInTheCluster"
    actions   = ["ecs:ListServices", "ecs:ListTasks"]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [local.cluster]
    }
  }

  statement {
    sid       = "ReadTheCluster"
    actions   = ["ecs:DescribeServices", "ecs:DescribeTasks"]
    resources = [local.services, local.tasks]
  }

  # Outputs, wishes, and which version of a secret is the newest. Values are never decrypted.
  statement {
    sid       = "ReadParameters"
    actions   = ["ssm:GetParameters", "ssm:GetParametersByPath"]
    resources = concat([local.outputs, "${local.outputs}/*"], local.parameter_arns)
  }

  dynamic "statement" {
    for_each = var.desired_state_path == null ? [] : [var.desired_state_path]

    content {
      sid       = "ReadDesiredState"
      actions   = ["ssm:GetParameter", "ssm:GetParameters"]
      resources = ["${local.ssm}${statement.value}/*"]
    }
  }

  statement {
    sid       = "ReadSecretVersions"
    actions   = ["secretsmanager:DescribeSecret"]
    resources = concat([local.own_secrets], local.secret_arns)
  }

  statement {
    sid       = "ReadLastWords"
    actions   = ["logs:GetLogEvents"]
    resources = ["${local.service_logs}:log-stream:*"]
  }

  statement {
    sid       = "ReadImages"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = var.repository_arns
  }

  statement {
    sid       = "ReadRolesOfTasks"
    actions   = ["iam:GetRole"]
    resources = [local.execution_role, local.task_role]
  }
}
