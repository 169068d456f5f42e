# What happens in ECS and Parameter Store becomes a message, so that the reconciler looks at once and not at its next sweep.
# A message is a hint: what it says is read again from AWS. So there is no dead-letter queue, and what is five minutes old is dropped.

locals {
  queue_arn    = "arn:${var.partition}:sqs:${var.region}:${var.account_id}:${var.name}-events"
  rule_arn     = "arn:${var.partition}:events:${var.region}:${var.account_id}:rule/${var.name}-"
  cluster_arn  = "arn:${var.partition}:ecs:${var.region}:${var.account_id}:cluster/${var.cluster_name}"
  service_arns = "arn:${var.partition}:ecs:${var.region}:${var.account_id}:service/${var.cluster_name}/"

  rules = {
    tasks = {
      description = "Tasks of the cluster that start, run or stop"
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Task State Change"]
        detail      = { clusterArn = [local.cluster_arn] }
      }
    }
    deployments = {
      description = "Deployments of the cluster's services that end or fail"
      # This event names its service only, not its cluster.
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Deployment State Change"]
        resources   = [{ prefix = local.service_arns }]
      }
    }
    services = {
      description = "What the service scheduler says of the cluster's services"
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Service Action"]
        resources   = [{ prefix = local.service_arns }]
      }
    }
    parameters = {
      description = "Outputs, wishes and secrets of the environment, and desired state kept in SSM"
      pattern = {
        source      = ["aws.ssm"]
        detail-type = ["Parameter Store Change"]
        detail      = { name = [for prefix in var.parameter_prefixes : { prefix = prefix }] }
      }
    }
  }
}

resource "aws_sqs_queue" "this" {
  name                       = "${var.name}-events"
  message_retention_seconds  = 300
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = 30
  sqs_managed_sse_enabled    = true
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "EventsOfTheseRules"
    actions   = ["sqs:SendMessage"]
    resources = [local.queue_arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [for name in sort(keys(local.rules)) : "${local.rule_arn}${name}"]
    }
  }

  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [local.queue_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url
  policy    = data.aws_iam_policy_document.queue.json
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.rules

  name          = "${var.name}-${each.key}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "queue" {
  for_each = aws_cloudwatch_event_rule.this

  rule      = each.value.name
  target_id = "queue"
  arn       = aws_sqs_queue.this.arn

  depends_on = [aws_sqs_queue_policy.this]
}
