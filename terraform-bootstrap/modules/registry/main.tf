# Repositories for images. Tags never move: what was looked up once stays what it was.

resource "aws_ecr_repository" "this" {
  for_each = var.repositories

  name                 = each.key
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.force_delete

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "AES256"
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Builds that got no tag"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
        action       = { type = "expire" }
      },
      {
        # ECR does not know what runs. So it keeps far more than the revisions that Publican may go back to. Only what has a tag is counted: a build for two platforms is five images and more in ECR,
        # one of them with a tag; the others are not expired before it.
        rulePriority = 2
        description  = "All but the newest ${var.keep_images}"
        selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = var.keep_images }
        action       = { type = "expire" }
      },
    ]
  })
}

data "aws_iam_policy_document" "readers" {
  statement {
    sid     = "OtherAccountsPull"
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]

    principals {
      type        = "AWS"
      identifiers = [for account in var.reader_accounts : "arn:${var.partition}:iam::${account}:root"]
    }
  }
}

resource "aws_ecr_repository_policy" "readers" {
  for_each = { for name, repository in aws_ecr_repository.this : name => repository.name if length(var.reader_accounts) > 0 }

  repository = each.value
  policy     = data.aws_iam_policy_document.readers.json
}
