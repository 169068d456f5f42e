# A task in which a person pulls a lever, since the reconciler's container has no shell, and a read-only root that execute-command cannot work in:
#   aws ecs run-task … --overrides '{"containerOverrides": [{"name": "lever", "command": ["pause", "beer-api", "--by", "ann"]}]}'

resource "aws_ecs_task_definition" "lever" {
  family                   = "${var.name}-lever"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = var.lever_role_arn

  runtime_platform {
    operating_system_family = local.runtime.operating_system_family
    cpu_architecture        = local.runtime.cpu_architecture
  }

  container_definitions = jsonencode([{
    name                   = "lever"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    user                   = "1654"
    environment = [
      { name = "PUBLICAN_STATUS_URL", value = "http://${local.host}:${local.port}" },
      { name = "DOTNET_EnableDiagnostics", value = "0" },
    ]
    logConfiguration = merge(local.log_configuration, { options = merge(local.log_configuration.options, { awslogs-stream-prefix = "lever" }) })
  }])
}
