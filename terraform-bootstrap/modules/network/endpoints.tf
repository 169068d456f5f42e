# The way to AWS that does not pass a NAT gateway.

locals {
  # What tasks and the reconciler call. IAM is not among them: outside of us-east-1 it has no endpoint, see docs/decisions/0006-network.md.
  interface_endpoints = var.egress != "vpc-endpoints" ? toset([]) : toset([
    "application-autoscaling", "ecr.api", "ecr.dkr", "ecs", "elasticloadbalancing", "logs", "monitoring", "secretsmanager", "sqs", "ssm", "ssmmessages", "sts",
  ])
}

# Layers of images come from S3: free of charge this way, while a NAT gateway charges for every gigabyte.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = { Name = "${var.name}-s3" }
}

resource "aws_security_group" "endpoints" {
  count = var.egress == "vpc-endpoints" ? 1 : 0

  name        = "${var.name}-endpoints"
  description = "VPC endpoints of AWS services"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  count = var.egress == "vpc-endpoints" ? 1 : 0

  security_group_id = aws_security_group.endpoints[0].id
  description       = "HTTPS from this VPC"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.cidr
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints[0].id]

  tags = { Name = "${var.name}-${each.key}" }
}
