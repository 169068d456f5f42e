# Two roles for the API: one owns the database and migrates it (MIGRATION_DATABASE_URL), the other one reads and writes rows (DATABASE_URL). Their passwords are made here, go to Parameter Store, and are
# neither in the plan nor in the state. The set-up task gives them to PostgreSQL.

locals {
  # The parameter's name, and the role of PostgreSQL that its URL logs in as.
  roles = {
    "database-url"           = "beers_api"
    "migration-database-url" = "beers_owner"
  }
}

ephemeral "random_password" "role" {
  for_each = local.roles

  length  = 40
  special = false
}

resource "aws_ssm_parameter" "url" {
  for_each = local.roles

  name        = "${var.outputs_path}beer-api/${each.key}"
  description = "PostgreSQL as ${each.value}"
  type        = "SecureString"

  value_wo         = "postgres://${each.value}:${ephemeral.random_password.role[each.key].result}@${aws_db_instance.this.address}:5432/${aws_db_instance.this.db_name}?sslmode=require"
  value_wo_version = var.password_version
}
