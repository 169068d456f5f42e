namespace Publican.Observed;

/// <summary>Keys of the tags that say whose a resource is. They ride in the create call, so a crash leaves no orphan.</summary>
public static class OwnerTags
{
    public const string Service = "publican:service";
    public const string Environment = "publican:environment";
    public const string Colour = "publican:colour";
    public const string Revision = "publican:revision";
    public const string Commit = "publican:commit";

    /// <summary>On a task definition of strategy rolling: where its tasks run.</summary>
    public const string Subnets = "publican:subnets";
    public const string SecurityGroups = "publican:security-groups";

    /// <summary>On a task definition: the hash without the digest that the image's tag led to.</summary>
    public const string Spec = "publican:spec";

    /// <summary>On a task definition: the image as the desired state names it.</summary>
    public const string Image = "publican:image";

    /// <summary><c>production</c> or <c>preview</c>, on listener rules.</summary>
    public const string Rule = "publican:rule";

    /// <summary>On a task definition: how its before-job ended, <c>ok</c> or <c>failed=code</c>.</summary>
    public const string Before = "publican:before";

    /// <summary>On a task definition: begins the keys that say how its check tasks ended; the hook follows.</summary>
    public const string Checked = "publican:";

    /// <summary>On a task definition of a job: its runs, see <see cref="JobRun"/>.</summary>
    public const string Runs = "publican:runs";

    /// <summary>On a task definition of a CronJob: the schedule that counts and since when.</summary>
    public const string Schedule = "publican:schedule";

    /// <summary>On a task definition: what became of its revision, <c>good@unix</c> or <c>bad=code@unix</c>.</summary>
    public const string Verdict = "publican:verdict";
}
