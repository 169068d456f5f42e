# One zone may fail; nothing that holds data can be deleted by accident.
environment   = "production"
region        = "eu-west-1"
desired_state = "git+https://github.com/example/publican.git#main:desired-state/environments/production"

network = {
  cidr      = "10.30.0.0/16"
  zones     = 3
  egress    = "nat-gateway-per-zone"
  flow_logs = true
}

load_balancer = {
  # certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/…"
  access_logs = true
}

database = {
  instance_class  = "db.t4g.medium"
  storage_gib     = 50
  max_storage_gib = 500
  multi_az        = true
  backup_days     = 14
}

# Staging made the repositories, and GitHub's identity provider. In an account of its own: registry = { create = false, account_id = "<staging's>" }, and create_provider = true.
registry = {
  create = false
}

images = {
  # api        = "<commit>"
  # reconciler = "<commit>"
}

reconciler = {
  cpu    = 512
  memory = 1024
}

github = {
  repository      = "example/publican"
  create_provider = false
}

container_insights  = "enabled"
log_retention_days  = 90
deletion_protection = true
