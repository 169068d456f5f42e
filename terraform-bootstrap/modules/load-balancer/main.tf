# The way in. Rules and target groups are the reconciler's; what no rule takes is answered with 404.

locals {
  https = var.certificate_arn != null

  # The listener that services are routed on, and the one on which their candidates are reached without a header.
  ports = local.https ? { public = 443, test = 8443 } : { public = 80, test = 8080 }

  protocol   = local.https ? "HTTPS" : "HTTP"
  ssl_policy = local.https ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null

  open_ports = local.https ? toset(["80", "443"]) : toset(["80"])

  # Clients by what they are. The reconciler asks through the load balancer, too: from its NAT gateways, or from inside.
  clients = merge(
    { for cidr in var.client_cidrs : "clients ${cidr}" => cidr },
    var.internal ? { "this VPC" = var.vpc_cidr } : {},
  )
  testers = merge(
    { for cidr in var.tester_cidrs : "testers ${cidr}" => cidr },
    var.internal ? { "this VPC" = var.vpc_cidr } : {},
  )
}

resource "aws_security_group" "this" {
  name        = "${var.name}-load-balancer"
  description = "Load balancer"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-load-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = { for pair in setproduct(keys(local.clients), local.open_ports) : "${pair[0]} to ${pair[1]}" => { cidr = local.clients[pair[0]], port = tonumber(pair[1]) } }

  security_group_id = aws_security_group.this.id
  description       = each.key
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.cidr
}

resource "aws_vpc_security_group_ingress_rule" "testers" {
  for_each = local.testers

  security_group_id = aws_security_group.this.id
  description       = "${each.key} to the test listener"
  ip_protocol       = "tcp"
  from_port         = local.ports.test
  to_port           = local.ports.test
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "probes" {
  for_each = { for pair in setproduct(var.internal ? [] : keys(var.nat_addresses), values(local.ports)) : "${pair[0]}-${pair[1]}" => { zone = pair[0], port = pair[1] } }

  security_group_id = aws_security_group.this.id
  description       = "Checks of the reconciler, by NAT gateway ${each.value.zone}"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = "${var.nat_addresses[each.value.zone]}/32"
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  security_group_id            = aws_security_group.this.id
  description                  = "Tasks, on whatever port they listen"
  ip_protocol                  = "tcp"
  from_port                    = 1024
  to_port                      = 65535
  referenced_security_group_id = var.tasks_security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "tasks" {
  security_group_id            = var.tasks_security_group_id
  description                  = "The load balancer, on whatever port tasks listen; below 1024 a container without root cannot"
  ip_protocol                  = "tcp"
  from_port                    = 1024
  to_port                      = 65535
  referenced_security_group_id = aws_security_group.this.id
}

resource "aws_lb" "this" {
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = var.internal
  security_groups            = [aws_security_group.this.id]
  subnets                    = var.subnet_ids
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  dynamic "access_logs" {
    for_each = var.access_logs ? aws_s3_bucket.access_logs : []

    content {
      bucket  = access_logs.value.bucket
      enabled = true
    }
  }

  # ELB writes a test object when logs are switched on.
  depends_on = [aws_s3_bucket_policy.access_logs]
}

resource "aws_lb_listener" "this" {
  for_each = local.ports

  load_balancer_arn = aws_lb.this.arn
  port              = each.value
  protocol          = local.protocol
  ssl_policy        = local.ssl_policy
  certificate_arn   = var.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "no service is routed here"
      status_code  = "404"
    }
  }

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_lb_listener" "redirect" {
  count = local.https ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }

  tags = { Name = "${var.name}-redirect" }
}
