# Few, each for something that a person can act on. What a release does to a service is watched by its own checks, not here.

locals {
  balancer = { LoadBalancer = var.load_balancer_arn_suffix }
  database = { DBInstanceIdentifier = var.database_identifier }
  gibibyte = 1024 * 1024 * 1024

  # threshold, and for how many minutes in a row.
  alarms = {
    no-target = {
      text       = "The load balancer itself answers 5xx: a service has no healthy target, or none answers."
      namespace  = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = local.balancer
      statistic  = "Sum", comparison = "GreaterThanThreshold", threshold = 10, minutes = 3
      is_missing = "notBreaching"
    }
    errors = {
      text       = "Services answer 5xx."
      namespace  = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = local.balancer
      statistic  = "Sum", comparison = "GreaterThanThreshold", threshold = 50, minutes = 5
      is_missing = "notBreaching"
    }
    database-cpu = {
      text       = "The database has been busy for a quarter of an hour."
      namespace  = "AWS/RDS", metric = "CPUUtilization", dimensions = local.database
      statistic  = "Average", comparison = "GreaterThanThreshold", threshold = 85, minutes = 15
      is_missing = "missing"
    }
    database-storage = {
      text       = "The database has less than 2 GiB left: max_storage_gib is reached."
      namespace  = "AWS/RDS", metric = "FreeStorageSpace", dimensions = local.database
      statistic  = "Minimum", comparison = "LessThanThreshold", threshold = 2 * local.gibibyte, minutes = 5
      is_missing = "missing"
    }
    database-memory = {
      text       = "The database has less than ${var.database_memory_alarm_mib} MiB of memory left."
      namespace  = "AWS/RDS", metric = "FreeableMemory", dimensions = local.database
      statistic  = "Minimum", comparison = "LessThanThreshold", threshold = var.database_memory_alarm_mib * 1024 * 1024, minutes = 15
      is_missing = "missing"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = each.value.minutes
  treat_missing_data  = each.value.is_missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
