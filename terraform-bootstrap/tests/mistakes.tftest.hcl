# Every mistake is named before anything is made.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment   = "staging"
  region        = "eu-west-1"
  desired_state = "git+https://github.com/example/publican.git#main:staging"
}

run "names_that_do_not_fit" {
  command = plan

  variables {
    environment = "Production-of-Everything"
    region      = "Ireland"
    account_id  = "123"
  }

  expect_failures = [var.environment, var.region, var.account_id]
}

run "a_tag_that_would_let_the_reconciler_in" {
  command = plan

  variables {
    tags = { "publican:environment" = "staging" }
  }

  expect_failures = [var.tags]
}

run "a_public_range_and_one_zone" {
  command = plan

  variables {
    network = { cidr = "8.8.0.0/16", zones = 1, egress = "none" }
  }

  expect_failures = [var.network]
}

run "git_where_there_is_no_way_out" {
  command = plan

  variables {
    network       = { egress = "vpc-endpoints" }
    load_balancer = { internal = true }
  }

  expect_failures = [var.network]
}

run "a_public_load_balancer_where_there_is_no_way_out" {
  command = plan

  variables {
    network       = { egress = "vpc-endpoints" }
    desired_state = "ssm:/desired-state/staging"
  }

  expect_failures = [var.network]
}

run "a_certificate_of_another_region" {
  command = plan

  variables {
    load_balancer = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b" }
  }

  expect_failures = [var.load_balancer]
}

run "candidates_shown_to_everybody" {
  command = plan

  variables {
    load_balancer = { tester_cidrs = ["0.0.0.0/0"] }
  }

  expect_failures = [var.load_balancer]
}

run "a_database_without_backups" {
  command = plan

  variables {
    database = { backup_days = 0, storage_gib = 10, engine_version = "9.6" }
  }

  expect_failures = [var.database]
}

run "repositories_made_here_and_elsewhere" {
  command = plan

  variables {
    registry = { create = true, account_id = "123456789012" }
  }

  expect_failures = [var.registry]
}

run "an_image_that_nobody_can_name" {
  command = plan

  variables {
    images = { reconciler = "latest" }
  }

  expect_failures = [var.images]
}

run "a_source_that_the_reconciler_does_not_know" {
  command = plan

  variables {
    desired_state = "https://github.com/example/publican"
  }

  expect_failures = [var.desired_state]
}

run "two_reconcilers_without_a_lease" {
  command = plan

  variables {
    reconciler = { instances = 2 }
  }

  expect_failures = [var.reconciler]
}

run "every_repository_of_an_owner" {
  command = plan

  variables {
    github = { repository = "example/*" }
  }

  expect_failures = [var.github]
}

run "days_that_logs_are_not_kept_for" {
  command = plan

  variables {
    log_retention_days = 31
    container_insights = "yes"
    cpu_architecture   = "amd64"
    alarm_emails       = ["nobody"]
  }

  expect_failures = [var.log_retention_days, var.container_insights, var.cpu_architecture, var.alarm_emails]
}
