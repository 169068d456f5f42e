# The reconciler as an ECS service of its own. It carries no tag of Publican's, so the reconciler cannot change itself.

locals {
  full_name = "${var.name}-reconciler"
  port      = 8090

  # Where the lever task finds it.
  host = "reconciler.${var.environment}.publican.internal"

  secrets = merge(var.secrets, var.webhook == null ? {} : { PUBLICAN_WEBHOOK_SECRET = aws_ssm_parameter.webhook[0].arn })

  log_configuration = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = var.region
      awslogs-stream-prefix = "publican"
    }
  }

  runtime = {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/publican/${var.environment}-reconciler"
  retention_in_days = var.log_retention_days
}

resource "aws_security_group" "this" {
  name        = local.full_name
  description = "The reconciler, and tasks in which levers are pulled"
  vpc_id      = var.vpc_id

  tags = { Name = local.full_name }
}

resource "aws_vpc_security_group_egress_rule" "this" {
  security_group_id = aws_security_group.this.id
  description       = "AWS, Git, and the checks of candidates"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

# The status API tells everybody who reaches it, so only levers do.
resource "aws_vpc_security_group_ingress_rule" "levers" {
  security_group_id            = aws_security_group.this.id
  description                  = "Levers ask the status API"
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  referenced_security_group_id = aws_security_group.this.id
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "${var.environment}.publican.internal"
  description = "Where levers find the reconciler"
  vpc         = var.vpc_id
}

resource "aws_service_discovery_service" "this" {
  name = "reconciler"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  # Without it the service cannot be destroyed while a task is still registered.
  force_destroy = true
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.full_name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = var.role_arn

  runtime_platform {
    operating_system_family = local.runtime.operating_system_family
    cpu_architecture        = local.runtime.cpu_architecture
  }

  # The clone of the Git repository; losing it costs one fetch.
  volume {
    name = "data"
  }

  container_definitions = jsonencode([{
    name                   = "publican"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    user                   = "1654"
    stopTimeout            = 30
    portMappings           = [{ containerPort = local.port, protocol = "tcp" }]
    mountPoints            = [{ sourceVolume = "data", containerPath = "/data", readOnly = false }]
    environment = [
      { name = "AWS_REGION", value = var.region },
      { name = "PUBLICAN_DATA", value = "/data" },
      { name = "PUBLICAN_EVENTS", value = var.queue_url },
      { name = "PUBLICAN_SOURCE", value = var.desired_state },
      { name = "PUBLICAN_STATUS_URL", value = "http://0.0.0.0:${local.port}" },
      # .NET keeps a few files for diagnostics in /tmp, which is read-only here.
      { name = "DOTNET_EnableDiagnostics", value = "0" },
    ]
    secrets = [for variable in sort(keys(local.secrets)) : { name = variable, valueFrom = local.secrets[variable] }]
    healthCheck = {
      # ECS does not read the image's own.
      command     = ["CMD", "/app/publican", "health"]
      interval    = 30
      timeout     = 10
      retries     = 3
      startPeriod = 30
    }
    logConfiguration = local.log_configuration
  }])
}

resource "aws_ecs_service" "this" {
  name            = local.full_name
  cluster         = var.cluster_name
  task_definition = aws_ecs_task_definition.this.arn
  launch_type     = "FARGATE"
  desired_count   = var.size.instances

  # Without a lease two must never run at a time: the old one ends before the new one starts.
  deployment_minimum_healthy_percent = var.has_lease ? 50 : 0
  deployment_maximum_percent         = var.has_lease ? 200 : 100
  availability_zone_rebalancing      = "DISABLED"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.this.arn
  }

  dynamic "load_balancer" {
    for_each = aws_lb_target_group.webhook

    content {
      target_group_arn = load_balancer.value.arn
      container_name   = "publican"
      container_port   = local.port
    }
  }

  propagate_tags = "SERVICE"

  # Its first task would find a role without policies.
  depends_on = [aws_iam_role_policy.execution, aws_lb_listener_rule.webhook]
}
