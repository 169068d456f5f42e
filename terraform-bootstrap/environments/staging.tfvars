# Cheap, and gone with one terraform destroy.
environment   = "staging"
region        = "eu-west-1"
desired_state = "git+https://github.com/example/publican.git#main:desired-state/environments/staging"

network = {
  cidr   = "10.20.0.0/16"
  zones  = 2
  egress = "nat-gateway"
}

load_balancer = {
  # certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/…"
}

database = {
  instance_class   = "db.t4g.micro"
  backup_days      = 1
  final_snapshot   = false
  memory_alarm_mib = 48 # of one GiB
}

# Made here, and pulled from by production as well: what was tried in staging is what production gets, digest for digest.
registry = {
  create          = true
  reader_accounts = [] # production's, when it has an account of its own
}

images = {
  # api        = "<commit>"
  # reconciler = "<commit>"
}

github = {
  repository      = "example/publican"
  create_provider = true
}

log_retention_days  = 14
deletion_protection = false
