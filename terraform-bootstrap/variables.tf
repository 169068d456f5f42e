variable "environment" {
  description = "Name of the environment, as metadata.name of its Environment file."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$", var.environment)) && !strcontains(var.environment, "--")
    error_message = "environment takes 1 to 12 lower-case letters, digits and single hyphens, a letter first, such as production: AWS gives the name of a target group, publican-<environment>-reconciler, no more than 32 characters."
  }
}

variable "region" {
  description = "AWS region, such as eu-west-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}$", var.region))
    error_message = "region takes an AWS region, such as eu-west-1."
  }
}

variable "account_id" {
  description = "The only AWS account this may be applied to; null for whatever account the credentials are of."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id takes the twelve digits of an AWS account."
  }
}

variable "tags" {
  description = "Further tags of everything, such as a cost centre."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "publican:") && !startswith(lower(key), "aws:")])
    error_message = "tags must not begin with publican: (they say that the reconciler may change a resource) or aws:."
  }
}

variable "network" {
  description = "VPC. cidr: its /16. zones: 2 or 3. egress: nat-gateway (one for all zones), nat-gateway-per-zone, or vpc-endpoints (no way to the internet). flow_logs: who talked to whom."
  type = object({
    cidr      = optional(string, "10.20.0.0/16")
    zones     = optional(number, 2)
    egress    = optional(string, "nat-gateway")
    flow_logs = optional(bool, false)
  })
  default = {}

  validation {
    condition     = can(cidrhost(var.network.cidr, 0)) && endswith(var.network.cidr, "/16") && can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.network.cidr))
    error_message = "network.cidr takes a private /16, such as 10.20.0.0/16."
  }

  validation {
    condition     = contains([2, 3], var.network.zones)
    error_message = "network.zones takes 2 or 3: a load balancer needs two zones, and a fourth one adds cost only."
  }

  validation {
    condition     = contains(["nat-gateway", "nat-gateway-per-zone", "vpc-endpoints"], var.network.egress)
    error_message = "network.egress takes nat-gateway, nat-gateway-per-zone or vpc-endpoints."
  }

  validation {
    condition     = var.network.egress != "vpc-endpoints" || startswith(var.desired_state, "ssm:")
    error_message = "network.egress is vpc-endpoints: there is no way to a Git host then, so desired_state takes ssm:/desired-state/<environment>."
  }

  validation {
    condition     = var.network.egress != "vpc-endpoints" || var.load_balancer.internal
    error_message = "network.egress is vpc-endpoints: the reconciler could not ask candidates through a public load balancer, so load_balancer.internal must be true."
  }
}

variable "load_balancer" {
  description = "certificate_arn: HTTPS with this certificate of ACM, and HTTP redirects to it; null for HTTP alone. client_cidrs: who may reach the public listener. tester_cidrs: who may reach the test listener beside the reconciler."
  type = object({
    certificate_arn = optional(string)
    internal        = optional(bool, false)
    client_cidrs    = optional(set(string), ["0.0.0.0/0"])
    tester_cidrs    = optional(set(string), [])
    access_logs     = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.load_balancer.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:${var.region}:[0-9]{12}:certificate/", var.load_balancer.certificate_arn))
    error_message = "load_balancer.certificate_arn takes the ARN of a certificate of ACM in region, arn:aws:acm:<region>:<account>:certificate/<id>."
  }

  validation {
    condition     = alltrue([for cidr in setunion(var.load_balancer.client_cidrs, var.load_balancer.tester_cidrs) : can(cidrhost(cidr, 0))])
    error_message = "load_balancer.client_cidrs and tester_cidrs take IPv4 ranges, such as 203.0.113.0/24."
  }

  validation {
    condition     = !contains(var.load_balancer.tester_cidrs, "0.0.0.0/0")
    error_message = "load_balancer.tester_cidrs must not hold 0.0.0.0/0: the test listener shows candidates that nobody has checked yet."
  }
}

variable "database" {
  description = "PostgreSQL. storage grows by itself from storage_gib to max_storage_gib. backup_days: restorable to any second of them. password_version: raise it to make the passwords of the API's roles anew. final_snapshot: whether a snapshot and the backups stay when the database is deleted. memory_alarm_mib: the alarm rings below it."
  type = object({
    engine_version   = optional(string, "17")
    instance_class   = optional(string, "db.t4g.micro")
    storage_gib      = optional(number, 20)
    max_storage_gib  = optional(number, 100)
    multi_az         = optional(bool, false)
    backup_days      = optional(number, 7)
    password_version = optional(number, 1)
    final_snapshot   = optional(bool, true)
    memory_alarm_mib = optional(number, 128)
  })
  default = {}

  validation {
    condition     = can(regex("^1[5-9](\\.[0-9]+)?$", var.database.engine_version))
    error_message = "database.engine_version takes 15 or newer, such as 17 (the newest 17) or 17.6."
  }

  validation {
    condition     = startswith(var.database.instance_class, "db.")
    error_message = "database.instance_class takes a size of RDS, such as db.t4g.micro."
  }

  validation {
    condition     = var.database.storage_gib >= 20 && var.database.max_storage_gib >= var.database.storage_gib
    error_message = "database.storage_gib takes 20 or more, and max_storage_gib no less than that."
  }

  validation {
    condition     = var.database.backup_days >= 1 && var.database.backup_days <= 35
    error_message = "database.backup_days takes 1 to 35: without backups nothing can be restored."
  }

  validation {
    condition     = var.database.password_version >= 1 && floor(var.database.password_version) == var.database.password_version
    error_message = "database.password_version takes a whole number from 1; raise it by one to make new passwords."
  }

  validation {
    condition     = var.database.memory_alarm_mib >= 16
    error_message = "database.memory_alarm_mib takes 16 or more."
  }
}

variable "registry" {
  description = "ECR. repositories: of services; the reconciler's is always there. create: whether the repositories are made here, which one environment of an account does. account_id: whose repositories are used; null for this account. reader_accounts: other accounts that pull from here."
  type = object({
    repositories    = optional(set(string), ["beer-api"])
    create          = optional(bool, true)
    account_id      = optional(string)
    reader_accounts = optional(set(string), [])
    keep_images     = optional(number, 500)
  })
  default = {}

  validation {
    condition     = alltrue([for account in setunion(var.registry.reader_accounts, var.registry.account_id == null ? [] : [var.registry.account_id]) : can(regex("^[0-9]{12}$", account))])
    error_message = "registry.account_id and reader_accounts take twelve digits each."
  }

  validation {
    condition     = contains(var.registry.repositories, "beer-api") && alltrue([for name in var.registry.repositories : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", name))])
    error_message = "registry.repositories takes names of ECR repositories in lower case, beer-api among them: the database is set up with its image."
  }

  validation {
    condition     = !var.registry.create || var.registry.account_id == null
    error_message = "registry.account_id says that another account has the repositories, and registry.create that they are made here: give one of the two."
  }

  validation {
    condition     = var.registry.keep_images >= 50
    error_message = "registry.keep_images takes 50 or more: what runs, and what Publican may go back to, must not expire."
  }
}

variable "images" {
  description = "Tags or digests (sha256:…) in the repositories. Null until they are pushed: the first apply makes the repositories, the second one the reconciler and the database's set-up task."
  type = object({
    reconciler = optional(string)
    api        = optional(string)
  })
  default = {}

  validation {
    condition     = alltrue([for image in [var.images.reconciler, var.images.api] : image == null || can(regex("^(sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$", image))])
    error_message = "images take the tag or the digest (sha256: and 64 digits) alone, without a repository."
  }

  validation {
    condition     = alltrue([for image in [var.images.reconciler, var.images.api] : image != "latest"])
    error_message = "images must not be latest: nobody could tell what runs. Take the commit's id."
  }
}

variable "cpu_architecture" {
  description = "What the images of the reconciler and the set-up task are built for: X86_64 or ARM64, which costs a fifth less."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture takes X86_64 or ARM64."
  }
}

variable "desired_state" {
  description = "PUBLICAN_SOURCE: git+https://<host>/<repository>.git#<branch>:<folder>, or ssm:/<path>."
  type        = string

  validation {
    condition     = can(regex("^(git\\+https://[^#]+#[^:]+:.*|ssm:/[A-Za-z0-9_./-]+)$", var.desired_state))
    error_message = "desired_state takes git+https://<host>/<repository>.git#<branch>:<folder>, or ssm:/<path>; docs/sources.md has both."
  }

  validation {
    condition     = !startswith(var.desired_state, "ssm:/publican/")
    error_message = "desired_state must not be below /publican/: what stands below an environment's outputs is read at every sweep."
  }
}

variable "reconciler" {
  description = "instances: 2 need lease_parameter_arn (PUBLICAN_DATABASE). git_password_parameter_arn: a token for a private repository. webhook_priority: place of the rule for Git's webhooks, null for none. The others widen what it may do; docs/decisions/0005-least-privilege.md has them."
  type = object({
    instances                  = optional(number, 1)
    cpu                        = optional(number, 256)
    memory                     = optional(number, 512)
    git_password_parameter_arn = optional(string)
    lease_parameter_arn        = optional(string)
    webhook_priority           = optional(number)
    repository_arns            = optional(set(string), [])
    secret_arns                = optional(list(string), [])
    task_role_arns             = optional(list(string), [])
    environment_role_arns      = optional(list(string), [])
    allow_exec                 = optional(bool, false)
    allow_adoption             = optional(bool, false)
    allow_scaling              = optional(bool, true)
  })
  default = {}

  validation {
    condition     = contains([1, 2], var.reconciler.instances)
    error_message = "reconciler.instances takes 1 or 2."
  }

  validation {
    condition     = var.reconciler.instances == 1 || var.reconciler.lease_parameter_arn != null
    error_message = "reconciler.instances is 2: give reconciler.lease_parameter_arn, a SecureString with PUBLICAN_DATABASE. Without a lease two of them would work against each other."
  }

  validation {
    condition     = var.reconciler.webhook_priority == null || try(var.reconciler.webhook_priority >= 1 && var.reconciler.webhook_priority <= 24999, false)
    error_message = "reconciler.webhook_priority takes 1 to 24999, a place that no service's preview rule takes: those are the priorities of routes."
  }

  validation {
    condition     = alltrue([for arn in concat(var.reconciler.secret_arns, var.reconciler.task_role_arns, var.reconciler.environment_role_arns, tolist(var.reconciler.repository_arns)) : can(regex("^arn:aws[a-z-]*:(ssm|secretsmanager|iam|ecr):[^*]+", arn))])
    error_message = "reconciler's lists take ARNs of parameters, secrets, roles and repositories."
  }
}

variable "github" {
  description = "Which repository's pipelines may push images (from branch) and plan desired state (from branch, and in pull requests), and whether Terraform runs in them (terraform). create_provider: GitHub's identity provider is made here, which one environment of an account does."
  type = object({
    repository      = string
    branch          = optional(string, "main")
    create_provider = optional(bool, true)
    terraform       = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.github == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9_.-]+$", var.github.repository))
    error_message = "github.repository takes owner/name, without patterns: any other repository of the owner would be let in as well."
  }

  validation {
    condition     = var.github == null || can(regex("^[A-Za-z0-9_./-]+$", var.github.branch))
    error_message = "github.branch takes the name of one branch."
  }
}

variable "container_insights" {
  description = "Metrics of tasks in CloudWatch: disabled, enabled or enhanced."
  type        = string
  default     = "disabled"

  validation {
    condition     = contains(["disabled", "enabled", "enhanced"], var.container_insights)
    error_message = "container_insights takes disabled, enabled or enhanced."
  }
}

variable "alarm_emails" {
  description = "Who is told of alarms; each confirms once."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "alarm_emails take e-mail addresses."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days takes a number that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 …"
  }
}

variable "deletion_protection" {
  description = "Whether database and load balancer refuse to be deleted, and buckets and repositories with something in them are kept. Switch it off and apply before destroying; database.final_snapshot says what is left then."
  type        = bool
  default     = true
}
