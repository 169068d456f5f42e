# Not an environment: every choice taken at once, so that tests see each of them.
environment   = "everything"
region        = "eu-west-1"
account_id    = "123456789012"
desired_state = "ssm:/desired-state/everything"
tags          = { CostCentre = "beer" }

network = {
  cidr      = "10.40.0.0/16"
  zones     = 3
  egress    = "nat-gateway-per-zone"
  flow_logs = true
}

load_balancer = {
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000"
  client_cidrs    = ["203.0.113.0/24"]
  tester_cidrs    = ["198.51.100.0/24"]
  access_logs     = true
}

registry = {
  repositories    = ["beer-api", "shop"]
  create          = true
  reader_accounts = ["210987654321"]
}

images = {
  api        = "0123456789abcdef0123456789abcdef01234567"
  reconciler = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

cpu_architecture = "ARM64"

reconciler = {
  instances                  = 2
  git_password_parameter_arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/publican-reconciler/everything/git-password"
  lease_parameter_arn        = "arn:aws:ssm:eu-west-1:123456789012:parameter/publican-reconciler/everything/database-url"
  webhook_priority           = 1
  repository_arns            = ["arn:aws:ecr:eu-central-1:210987654321:repository/shared"]
  secret_arns = [
    "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/token",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/key-AbCdEf",
  ]
  task_role_arns        = ["arn:aws:iam::123456789012:role/shop-task"]
  environment_role_arns = ["arn:aws:iam::210987654321:role/publican"]
  allow_exec            = true
  allow_adoption        = true
}

github = {
  repository      = "example/publican"
  create_provider = true
  terraform       = true
}

container_insights = "enhanced"
alarm_emails       = ["on-call@example.com"]
