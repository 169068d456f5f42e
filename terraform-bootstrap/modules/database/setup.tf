# Makes the two roles, and gives the database to the one that owns it: a one-off task of the API image. It may be run again at any time, and must be after passwords were made anew.

locals {
  setup_name  = "${var.name}-database-setup"
  has_setup   = var.setup_image != null
  setup_count = local.has_setup ? 1 : 0
}

resource "aws_cloudwatch_log_group" "setup" {
  count = local.setup_count

  name              = "/publican/${var.environment}-database-setup"
  retention_in_days = var.log_retention_days
}

data "aws_iam_policy_document" "setup_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# The only role that may read the master's password.
resource "aws_iam_role" "setup" {
  count = local.setup_count

  name               = local.setup_name
  description        = "Starts the task that makes the roles of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.setup_trust.json
}

resource "aws_iam_role_policy" "setup" {
  count = local.setup_count

  name = "start"
  role = aws_iam_role.setup[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "LogIn", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" },
      { Sid = "Pull", Effect = "Allow", Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"], Resource = var.setup_repository_arn },
      { Sid = "Log", Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.setup[0].arn}:*" },
      { Sid = "MasterPassword", Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = aws_db_instance.this.master_user_secret[0].secret_arn },
      { Sid = "RolePasswords", Effect = "Allow", Action = ["ssm:GetParameters"], Resource = [for url in aws_ssm_parameter.url : url.arn] },
    ]
  })
}

resource "aws_ecs_task_definition" "setup" {
  count = local.setup_count

  family                   = local.setup_name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.setup[0].arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([{
    name                   = "setup"
    image                  = var.setup_image
    command                = ["roles"]
    essential              = true
    readonlyRootFilesystem = true
    user                   = "1654"
    secrets = [
      { name = "ADMIN_USER", valueFrom = "${aws_db_instance.this.master_user_secret[0].secret_arn}:username::" },
      { name = "ADMIN_PASSWORD", valueFrom = "${aws_db_instance.this.master_user_secret[0].secret_arn}:password::" },
      { name = "DATABASE_URL", valueFrom = aws_ssm_parameter.url["database-url"].arn },
      { name = "MIGRATION_DATABASE_URL", valueFrom = aws_ssm_parameter.url["migration-database-url"].arn },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.setup[0].name
        awslogs-region        = var.region
        awslogs-stream-prefix = "setup"
      }
    }
  }])
}
