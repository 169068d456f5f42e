# The reconciler writes a line a minute as long as it keeps the environment. When the lines stay away it is dead, cannot read AWS, or has no desired state:
# whatever it is, nobody reconciles. So missing data is what the alarm is about.

resource "aws_cloudwatch_log_metric_filter" "heartbeat" {
  name           = "${local.full_name}-heartbeat"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "\"Heartbeat:\""

  metric_transformation {
    namespace = "Publican"
    name      = "${var.environment}-heartbeat"
    value     = "1"
    unit      = "Count"
  }
}

resource "aws_cloudwatch_metric_alarm" "heartbeat" {
  alarm_name          = "${local.full_name}-heartbeat"
  alarm_description   = "No heartbeat of the reconciler for five minutes: nobody reconciles ${var.environment}. Traffic stays where it is. docs/operations.md says what to do."
  namespace           = "Publican"
  metric_name         = aws_cloudwatch_log_metric_filter.heartbeat.metric_transformation[0].name
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
