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
