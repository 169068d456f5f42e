output "listener_arns" {
  description = "Listeners by name, as spec.route.listener names them."
  value       = { for name, listener in aws_lb_listener.this : name => listener.arn }
}

output "security_group_id" {
  description = "Security group of the load balancer."
  value       = aws_security_group.this.id
}

output "dns_name" {
  description = "Where the load balancer answers."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of that name, for alias records."
  value       = aws_lb.this.zone_id
}

output "arn_suffix" {
  description = "As metrics name it."
  value       = aws_lb.this.arn_suffix
}
