# What the choices make, and what they leave out. AWS is mocked; the random provider asks nobody.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment   = "staging"
  region        = "eu-west-1"
  desired_state = "git+https://github.com/example/publican.git#main:desired-state/environments/staging"
}

run "two_zones_share_a_nat_gateway_unless_each_is_to_have_one" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    name               = "publican-staging"
    cidr               = "10.20.0.0/16"
    zones              = 2
    egress             = "nat-gateway"
    flow_logs          = false
    account_id         = "123456789012"
    log_retention_days = 14
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.nat) == 2 && length(aws_vpc_endpoint.interface) == 0
    error_message = "egress nat-gateway makes one gateway, and a route of every zone to it"
  }

  assert {
    condition     = aws_subnet.private["0"].cidr_block == "10.20.16.0/20" && aws_subnet.public["1"].cidr_block == "10.20.1.0/24"
    error_message = "subnets are where they always were: another range would replace them"
  }
}

run "without_a_way_out_there_is_an_endpoint_for_each_service" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    name               = "publican-staging"
    cidr               = "10.20.0.0/16"
    zones              = 3
    egress             = "vpc-endpoints"
    flow_logs          = false
    account_id         = "123456789012"
    log_retention_days = 14
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0 && length(aws_vpc_endpoint.interface) == 12
    error_message = "egress vpc-endpoints makes no gateway, and an endpoint for each service that is called"
  }
}

run "http_alone_without_a_certificate" {
  command = plan

  assert {
    condition     = module.load_balancer.listener_arns != null && length(module.reconciler) == 0
    error_message = "without images the load balancer is there, and the reconciler is not"
  }
}

run "without_a_way_out_everything_is_inside" {
  command = plan

  variables {
    network       = { egress = "vpc-endpoints" }
    load_balancer = { internal = true }
    desired_state = "ssm:/desired-state/staging"
    images        = { reconciler = "0123abc", api = "0123abc" }
  }

  assert {
    condition     = length(module.reconciler) == 1 && length(module.network.nat_addresses) == 0
    error_message = "the reconciler runs where no gateway is"
  }
}
