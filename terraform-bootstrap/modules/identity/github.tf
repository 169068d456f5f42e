# Pipelines come with a token that GitHub signs; there is no key to lose. Which repository and which branch, tag or environment stands in the token's subject.

locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = "arn:${var.partition}:iam::${var.account_id}:oidc-provider/${local.issuer}"
  repository   = var.github == null ? "" : var.github.repository

  main         = "repo:${local.repository}:ref:refs/heads/${try(var.github.branch, "")}"
  pull_request = "repo:${local.repository}:pull_request"

  # Role, and whom it trusts. Exact subjects, no patterns. A pull request of a fork gets no token. Images are pushed to where the repositories are made, and nowhere else.
  github_roles = var.github == null ? {} : merge(
    {
      plan = [local.main, local.pull_request]
    },
    length(var.push_repository_arns) == 0 ? {} : {
      images = [local.main]
    },
    var.github.terraform ? {
      terraform-plan  = [local.main, local.pull_request]
      terraform-apply = ["repo:${local.repository}:environment:${var.environment}"]
    } : {},
  )
}

# One an account: the environment that came first makes it.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.github == null ? 0 : var.github.create_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "github_trust" {
  for_each = local.github_roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = each.value
    }
  }
}

resource "aws_iam_role" "github" {
  for_each = local.github_roles

  name                 = "${var.name}-github-${each.key}"
  description          = "Pipelines of ${local.repository}: ${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.github_trust[each.key].json
  max_session_duration = 3600

  depends_on = [aws_iam_openid_connect_provider.github]
}

data "aws_iam_policy_document" "github_images" {
  statement {
    sid       = "LogIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "Push"
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
    ]
    resources = var.push_repository_arns
  }
}

resource "aws_iam_role_policy" "github_images" {
  count = contains(keys(local.github_roles), "images") ? 1 : 0

  name   = "push"
  role   = aws_iam_role.github["images"].name
  policy = data.aws_iam_policy_document.github_images.json
}

# publican plan looks at what the reconciler looks at.
resource "aws_iam_role_policy" "github_plan" {
  count = contains(keys(local.github_roles), "plan") ? 1 : 0

  name   = "read"
  role   = aws_iam_role.github["plan"].name
  policy = data.aws_iam_policy_document.reconciler_reads.json
}

# terraform plan reads everything. No secret is in the state; but this role could ask Parameter Store, which does not tell those who may read from those who may decrypt.
resource "aws_iam_role_policy_attachment" "github_terraform_plan" {
  count = contains(keys(local.github_roles), "terraform-plan") ? 1 : 0

  role       = aws_iam_role.github["terraform-plan"].name
  policy_arn = "arn:${var.partition}:iam::aws:policy/ReadOnlyAccess"
}

# Who may make roles may do everything; so this role says so. GitHub gives it out only after people named in the environment have approved.
resource "aws_iam_role_policy_attachment" "github_terraform_apply" {
  count = contains(keys(local.github_roles), "terraform-apply") ? 1 : 0

  role       = aws_iam_role.github["terraform-apply"].name
  policy_arn = "arn:${var.partition}:iam::aws:policy/AdministratorAccess"
}
