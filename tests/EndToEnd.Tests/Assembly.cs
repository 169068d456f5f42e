// Every test has a stack of real processes; two at once on two cores would only measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
