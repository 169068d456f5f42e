# The way of Git's webhooks, by choice: one path of the public listener, and nothing else of the status API.

ephemeral "random_password" "webhook" {
  count = var.webhook == null ? 0 : 1

  length  = 32
  special = false
}

resource "aws_ssm_parameter" "webhook" {
  count = var.webhook == null ? 0 : 1

  name             = "/publican-reconciler/${var.environment}/webhook-secret"
  description      = "Shared with the Git host: it signs deliveries with it"
  type             = "SecureString"
  value_wo         = ephemeral.random_password.webhook[0].result
  value_wo_version = 1
}

resource "aws_lb_target_group" "webhook" {
  count = var.webhook == null ? 0 : 1

  name                 = local.full_name
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = local.port
  deregistration_delay = 15

  health_check {
    path    = "/healthz"
    matcher = "200"
  }
}

resource "aws_lb_listener_rule" "webhook" {
  count = var.webhook == null ? 0 : 1

  listener_arn = var.webhook.listener_arn
  priority     = var.webhook.priority

  condition {
    path_pattern {
      values = ["/hooks/git"]
    }
  }

  condition {
    http_request_method {
      values = ["POST"]
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.webhook[0].arn
  }
}

resource "aws_vpc_security_group_ingress_rule" "webhook" {
  count = var.webhook == null ? 0 : 1

  security_group_id            = aws_security_group.this.id
  description                  = "Webhooks, through the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  referenced_security_group_id = var.webhook.security_group_id
}

resource "aws_vpc_security_group_egress_rule" "webhook" {
  count = var.webhook == null ? 0 : 1

  security_group_id            = var.webhook.security_group_id
  description                  = "Webhooks, to the reconciler"
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  referenced_security_group_id = aws_security_group.this.id
}
