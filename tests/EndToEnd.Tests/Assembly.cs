// Every test has a stack of real processes; two at once on two cores would only measure the machine.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Publican.EndToEnd.RunningStack))]
