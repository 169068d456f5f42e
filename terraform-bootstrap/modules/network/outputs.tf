output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Subnets of load balancer nodes, one a zone."
  value       = [for index in sort(keys(aws_subnet.public)) : aws_subnet.public[index].id]
}

output "private_subnet_ids" {
  description = "Subnets of tasks and the database, one a zone."
  value       = [for index in sort(keys(aws_subnet.private)) : aws_subnet.private[index].id]
}

output "tasks_security_group_id" {
  description = "Security group of all tasks."
  value       = aws_security_group.tasks.id
}

output "nat_addresses" {
  description = "Addresses from which private subnets reach the internet, by number of the zone."
  value       = { for index, address in aws_eip.nat : index => address.public_ip }
}
