# What a person needs to pull levers (pause, abort, roll back …). To be attached to people's roles; the lever task has it, too.

data "aws_iam_policy_document" "operator" {
  statement {
    sid       = "WriteWishes"
    actions   = ["ssm:GetParameter", "ssm:PutParameter"]
    resources = ["${local.ssm}/publican/${var.environment}/intents/*"]
  }

  # publican rollback looks for the last good revision.
  statement {
    sid       = "FindRevisions"
    actions   = ["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "operator" {
  name        = "${var.name}-operator"
  description = "Pull levers of ${var.environment}: wishes in Parameter Store, and no call that changes a service"
  policy      = data.aws_iam_policy_document.operator.json
}

resource "aws_iam_role" "lever" {
  name               = "${var.name}-lever"
  description        = "The task in which somebody pulls a lever"
  assume_role_policy = data.aws_iam_policy_document.tasks_trust.json
}

resource "aws_iam_role_policy_attachment" "lever" {
  role       = aws_iam_role.lever.name
  policy_arn = aws_iam_policy.operator.arn
}

# And to start the task in which one is pulled, for people whose shell does not reach the VPC.
data "aws_iam_policy_document" "lever_task" {
  statement {
    sid       = "StartTheTask"
    actions   = ["ecs:RunTask"]
    resources = ["${local.ecs}:task-definition/${var.name}-lever:*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [local.cluster]
    }
  }

  statement {
    sid       = "WithItsRoles"
    actions   = ["iam:PassRole"]
    resources = ["${local.role}/${var.name}-lever", "${local.role}/${var.name}-reconciler-execution"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  statement {
    sid       = "SeeHowItEnded"
    actions   = ["ecs:DescribeTasks"]
    resources = [local.tasks]
  }

  # aws logs tail filters a whole group: AWS knows no narrower resource for it, so the reconciler's own lines can be read as well.
  statement {
    sid       = "ReadWhatItSaid"
    actions   = ["logs:FilterLogEvents"]
    resources = ["${local.logs}:/publican/${var.environment}-reconciler:*"]
  }
}

resource "aws_iam_policy" "lever_task" {
  name        = "${var.name}-lever-task"
  description = "Start the task that pulls a lever of ${var.environment}, and read what it said"
  policy      = data.aws_iam_policy_document.lever_task.json
}
