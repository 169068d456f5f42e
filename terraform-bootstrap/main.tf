# From an empty account to a reconciler that waits for a commit. README.md is the way in; docs/decisions says why each thing is as it is.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name         = "publican-${var.environment}"
  account_id   = data.aws_caller_identity.current.account_id
  partition    = data.aws_partition.current.partition
  outputs_path = "/publican/${var.environment}/"

  # Never one that begins with publican: — those say that the reconciler may change a resource.
  tags = merge(var.tags, {
    Project     = "publican"
    Environment = var.environment
    ManagedBy   = "terraform"
  })

  registry_account = coalesce(var.registry.account_id, local.account_id)
  registry_host    = "${local.registry_account}.dkr.ecr.${var.region}.amazonaws.com"
  repository_arn   = "arn:${local.partition}:ecr:${var.region}:${local.registry_account}:repository"
  repositories     = setunion(var.registry.repositories, ["publican"])

  image_of = {
    api        = var.images.api == null ? null : "${local.registry_host}/beer-api${startswith(var.images.api, "sha256:") ? "@" : ":"}${var.images.api}"
    reconciler = var.images.reconciler == null ? null : "${local.registry_host}/publican${startswith(var.images.reconciler, "sha256:") ? "@" : ":"}${var.images.reconciler}"
  }

  # ssm:/desired-state/production → /desired-state/production
  desired_state_path = startswith(var.desired_state, "ssm:") ? trimsuffix(trimprefix(var.desired_state, "ssm:"), "/") : null
}

module "network" {
  source = "./modules/network"

  name               = local.name
  environment        = var.environment
  region             = var.region
  cidr               = var.network.cidr
  zones              = var.network.zones
  egress             = var.network.egress
  flow_logs          = var.network.flow_logs
  account_id         = local.account_id
  log_retention_days = var.log_retention_days
}

module "registry" {
  source = "./modules/registry"
  count  = var.registry.create ? 1 : 0

  repositories    = local.repositories
  partition       = local.partition
  reader_accounts = var.registry.reader_accounts
  keep_images     = var.registry.keep_images
  force_delete    = !var.deletion_protection
}

module "cluster" {
  source = "./modules/cluster"

  name               = local.name
  environment        = var.environment
  container_insights = var.container_insights
  log_retention_days = var.log_retention_days
}

module "load_balancer" {
  source = "./modules/load-balancer"

  name                    = local.name
  region                  = var.region
  partition               = local.partition
  account_id              = local.account_id
  vpc_id                  = module.network.vpc_id
  vpc_cidr                = var.network.cidr
  subnet_ids              = var.load_balancer.internal ? module.network.private_subnet_ids : module.network.public_subnet_ids
  internal                = var.load_balancer.internal
  certificate_arn         = var.load_balancer.certificate_arn
  client_cidrs            = var.load_balancer.client_cidrs
  tester_cidrs            = var.load_balancer.tester_cidrs
  nat_addresses           = module.network.nat_addresses
  tasks_security_group_id = module.network.tasks_security_group_id
  access_logs             = var.load_balancer.access_logs
  log_retention_days      = var.log_retention_days
  deletion_protection     = var.deletion_protection
}

module "database" {
  source = "./modules/database"

  name       = local.name
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnet_ids
  clients    = { tasks = module.network.tasks_security_group_id }

  engine_version   = var.database.engine_version
  instance_class   = var.database.instance_class
  storage_gib      = var.database.storage_gib
  max_storage_gib  = var.database.max_storage_gib
  multi_az         = var.database.multi_az
  backup_days      = var.database.backup_days
  password_version = var.database.password_version
  final_snapshot   = var.database.final_snapshot

  environment          = var.environment
  region               = var.region
  outputs_path         = local.outputs_path
  setup_image          = local.image_of.api
  setup_repository_arn = "${local.repository_arn}/beer-api"
  cpu_architecture     = var.cpu_architecture
  log_retention_days   = var.log_retention_days
  deletion_protection  = var.deletion_protection
}

module "events" {
  source = "./modules/events"

  name               = local.name
  region             = var.region
  partition          = local.partition
  account_id         = local.account_id
  cluster_name       = local.name
  parameter_prefixes = toset(concat([local.outputs_path], local.desired_state_path == null ? [] : ["${local.desired_state_path}/"]))
}

module "identity" {
  source = "./modules/identity"

  name                  = local.name
  environment           = var.environment
  region                = var.region
  partition             = local.partition
  account_id            = local.account_id
  outputs_path          = local.outputs_path
  desired_state_path    = local.desired_state_path
  log_group             = "/publican/${var.environment}"
  repository_arns       = concat([for repository in sort(var.registry.repositories) : "${local.repository_arn}/${repository}"], sort(var.reconciler.repository_arns))
  secret_arns           = var.reconciler.secret_arns
  additional_task_roles = var.reconciler.task_role_arns
  environment_roles     = var.reconciler.environment_role_arns
  queue_arn             = "arn:${local.partition}:sqs:${var.region}:${local.account_id}:${local.name}-events"
  allow_exec            = var.reconciler.allow_exec
  allow_adoption        = var.reconciler.allow_adoption
  allow_scaling         = var.reconciler.allow_scaling
  github                = var.github
  push_repository_arns  = [for repository in sort(local.repositories) : "${local.repository_arn}/${repository}" if var.registry.create]
}

module "observability" {
  source = "./modules/observability"

  name                      = local.name
  environment               = var.environment
  region                    = var.region
  partition                 = local.partition
  account_id                = local.account_id
  cluster_name              = local.name
  load_balancer_arn_suffix  = module.load_balancer.arn_suffix
  database_identifier       = module.database.identifier
  database_memory_alarm_mib = var.database.memory_alarm_mib
  queue_name                = module.events.queue_name
  alarm_emails              = var.alarm_emails
  log_retention_days        = var.log_retention_days
}

# Comes with the second apply: its image is pushed to a repository that the first one makes.
module "reconciler" {
  source = "./modules/reconciler"
  count  = var.images.reconciler == null ? 0 : 1

  name             = local.name
  environment      = var.environment
  region           = var.region
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.private_subnet_ids
  cluster_name     = module.cluster.name
  image            = local.image_of.reconciler
  repository_arn   = "${local.repository_arn}/publican"
  cpu_architecture = var.cpu_architecture
  size             = { instances = var.reconciler.instances, cpu = var.reconciler.cpu, memory = var.reconciler.memory }
  role_arn         = module.identity.reconciler_role_arn
  lever_role_arn   = module.identity.lever_role_arn
  desired_state    = var.desired_state
  secrets = merge(
    var.reconciler.git_password_parameter_arn == null ? {} : { GIT_PASSWORD = var.reconciler.git_password_parameter_arn },
    var.reconciler.lease_parameter_arn == null ? {} : { PUBLICAN_DATABASE = var.reconciler.lease_parameter_arn },
  )
  has_lease = var.reconciler.lease_parameter_arn != null
  queue_url = module.events.queue_url
  webhook = var.reconciler.webhook_priority == null ? null : {
    listener_arn      = module.load_balancer.listener_arns["public"]
    security_group_id = module.load_balancer.security_group_id
    priority          = var.reconciler.webhook_priority
  }
  alarm_topic_arn    = module.observability.alarm_topic_arn
  log_retention_days = var.log_retention_days

  # What it reads first: an environment without outputs would be its first error.
  depends_on = [aws_ssm_parameter.outputs]
}
