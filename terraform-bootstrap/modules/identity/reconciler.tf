# What the reconciler may change: what carries the tag of its environment, and what it makes with that tag on it.
# tests/Bootstrap.Tests holds this page against the code: no call is missing, and none is too many.

resource "aws_iam_role" "reconciler" {
  name               = "${var.name}-reconciler"
  description        = "The reconciler of ${var.environment}"
  assume_role_policy = data.aws_iam_policy_document.tasks_trust.json
}

resource "aws_iam_role_policy" "reconciler_reads" {
  name   = "read"
  role   = aws_iam_role.reconciler.name
  policy = data.aws_iam_policy_document.reconciler_reads.json
}

resource "aws_iam_role_policy" "reconciler_changes" {
  name   = "change"
  role   = aws_iam_role.reconciler.name
  policy = data.aws_iam_policy_document.reconciler_changes.json
}

data "aws_iam_policy_document" "reconciler_changes" {
  # ---- Made with the tag, or not at all.

  statement {
    sid       = "MakeTagged"
    actions   = ["ecs:CreateService", "ecs:RegisterTaskDefinition", "elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup"]
    resources = [local.services, local.definitions, local.listeners, local.groups]

    condition {
      test     = "StringEquals"
      variable = local.request_tag
      values   = [var.environment]
    }
  }

  statement {
    sid       = "RunTagged"
    actions   = ["ecs:RunTask"]
    resources = [local.definitions]

    condition {
      test     = "StringEquals"
      variable = local.request_tag
      values   = [var.environment]
    }

    condition {
      test     = "StringEquals"
      variable = local.resource_tag
      values   = [var.environment]
    }

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [local.cluster]
    }
  }

  # Tags ride in the call that creates, and AWS asks for the right to tag, too.
  statement {
    sid       = "TagWhileMakingInEcs"
    actions   = ["ecs:TagResource"]
    resources = [local.services, local.definitions, local.tasks]

    condition {
      test     = "StringEquals"
      variable = "ecs:CreateAction"
      values   = ["CreateService", "RegisterTaskDefinition", "RunTask"]
    }

    condition {
      test     = "StringEquals"
      variable = local.request_tag
      values   = [var.environment]
    }
  }

  statement {
    sid       = "TagWhileMakingInElb"
    actions   = ["elasticloadbalancing:AddTags"]
    resources = [local.rules, local.groups]

    condition {
      test     = "StringEquals"
      variable = "elasticloadbalancing:CreateAction"
      values   = ["CreateRule", "CreateTargetGroup"]
    }

    condition {
      test     = "StringEquals"
      variable = local.request_tag
      values   = [var.environment]
    }
  }

  # ---- Changed only with the tag on it.

  statement {
    sid = "ChangeTagged"
    actions = [
      "ecs:DeleteService",
      "ecs:DeleteTaskDefinitions",
      "ecs:StopTask",
      "ecs:UpdateService",
      "elasticloadbalancing:DeleteRule",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:ModifyRule",
      "elasticloadbalancing:ModifyTargetGroup",
      "elasticloadbalancing:ModifyTargetGroupAttributes",
    ]
    resources = [local.services, local.definitions, local.tasks, local.rules, local.groups]

    condition {
      test     = "StringEquals"
      variable = local.resource_tag
      values   = [var.environment]
    }
  }

  # The record of a release is a few tags. The one that says whose it is cannot be given away.
  statement {
    sid       = "WriteTheRecord"
    actions   = ["ecs:TagResource"]
    resources = [local.services, local.definitions]

    condition {
      test     = "StringEquals"
      variable = local.resource_tag
      values   = [var.environment]
    }

    condition {
      test     = "StringEqualsIfExists"
      variable = local.request_tag
      values   = [var.environment]
    }
  }

  # ---- Scaling, by choice.

  dynamic "statement" {
    for_each = var.allow_scaling ? [local.request_tag] : []

    content {
      sid       = "ScaleNew"
      actions   = ["application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource"]
      resources = [local.scalables]

      condition {
        test     = "StringEquals"
        variable = statement.value
        values   = [var.environment]
      }
    }
  }

  dynamic "statement" {
    for_each = var.allow_scaling ? [local.resource_tag] : []

    content {
      sid       = "ScaleTagged"
      actions   = ["application-autoscaling:DeregisterScalableTarget", "application-autoscaling:PutScalingPolicy", "application-autoscaling:RegisterScalableTarget"]
      resources = [local.scalables]

      condition {
        test     = "StringEquals"
        variable = statement.value
        values   = [var.environment]
      }
    }
  }

  # ---- Taking over, by choice: what nobody owns may be tagged.

  dynamic "statement" {
    for_each = var.allow_adoption ? [local.resource_tag] : []

    content {
      sid       = "AdoptWhatNobodyOwns"
      actions   = ["ecs:TagResource"]
      resources = [local.services, local.definitions]

      condition {
        test     = "Null"
        variable = statement.value
        values   = ["true"]
      }

      condition {
        test     = "StringEquals"
        variable = local.request_tag
        values   = [var.environment]
      }
    }
  }

  dynamic "statement" {
    for_each = var.allow_adoption ? ["${local.ecs}:service/${var.name}/${var.name}-reconciler"] : []

    content {
      sid       = "NeverAdoptItself"
      effect    = "Deny"
      actions   = ["ecs:TagResource"]
      resources = [statement.value]
    }
  }

  # ---- The exceptions: no tag condition is possible. Each has its reason in docs/decisions/0005-least-privilege.md, and a test knows them by name.

  statement {
    sid       = "ExceptionDeregister"
    actions   = ["ecs:DeregisterTaskDefinition"]
    resources = ["*"]
  }

  statement {
    sid       = "ExceptionPriorities"
    actions   = ["elasticloadbalancing:SetRulePriorities"]
    resources = [local.rules]
  }

  statement {
    sid       = "ExceptionPassRole"
    actions   = ["iam:PassRole"]
    resources = concat([local.execution_role, local.task_role], var.additional_task_roles)

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  statement {
    sid       = "ExceptionEvents"
    actions   = ["sqs:DeleteMessage", "sqs:ReceiveMessage"]
    resources = [var.queue_arn]
  }

  # Application Auto Scaling asks CloudWatch, in the caller's name, whether the caller may make and delete alarms, before it does so itself.
  dynamic "statement" {
    for_each = var.allow_scaling ? ["${local.alarms}:*"] : []

    content {
      sid       = "ExceptionAlarms"
      actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"]
      resources = [statement.value]
    }
  }

  # Alarms of the environment itself watch the reconciler, too.
  dynamic "statement" {
    for_each = var.allow_scaling ? ["${local.alarms}:${var.name}-*"] : []

    content {
      sid       = "NeverItsOwnAlarms"
      effect    = "Deny"
      actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(var.environment_roles) > 0 ? [var.environment_roles] : []

    content {
      sid       = "ExceptionOtherAccounts"
      actions   = ["sts:AssumeRole"]
      resources = statement.value
    }
  }
}
