output "log_group" {
  description = "Log group of services."
  value       = aws_cloudwatch_log_group.services.name
}

output "alarm_topic_arn" {
  description = "Topic that alarms go to."
  value       = aws_sns_topic.alarms.arn
}
