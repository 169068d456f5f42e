variable "repositories" {
  description = "Names of the repositories."
  type        = set(string)
}

variable "partition" {
  description = "AWS partition of ARNs."
  type        = string
}

variable "reader_accounts" {
  description = "Other accounts that may pull from them."
  type        = set(string)
}

variable "keep_images" {
  description = "Images kept in each repository."
  type        = number
}

variable "force_delete" {
  description = "Whether destroying deletes repositories that still hold images."
  type        = bool
}
