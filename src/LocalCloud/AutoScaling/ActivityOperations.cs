using System.Globalization;
using LocalCloud.Protocols;

namespace LocalCloud.AutoScaling;

/// <summary>DescribeScalingActivities: newest first.</summary>
internal sealed class ActivityOperations(ScalingState state)
{
    private const int MaxPage = 50;

    public DescribeScalingActivitiesResponse Describe(DescribeScalingActivitiesRequest request)
    {
        ScalingRules.CheckNamespace(request.ServiceNamespace);
        if (request.IncludeNotScaledActivities == true) throw ScalingErrors.Invalid("LocalCloud does not note activities that were not carried out: leave IncludeNotScaledActivities out");
        if (request.ScalableDimension is { } dimension)
        {
            ScalingRules.CheckDimension(dimension);
            if (request.ResourceId is null) throw ScalingErrors.Invalid("A resource id must be specified when a scalable dimension is");
        }

        return state.With(() =>
        {
            var matching = state.Activities.Where(activity => request.ResourceId is null || activity.ResourceId == request.ResourceId);
            var (page, next) = Page.Of(
                matching,
                activity => activity.Number.ToString("D12", CultureInfo.InvariantCulture),
                request.MaxResults,
                MaxPage,
                MaxPage,
                request.NextToken,
                ScalingErrors.InvalidToken,
                ScalingErrors.Validation,
                descending: true);
            return new DescribeScalingActivitiesResponse([.. page.Select(activity => activity.Shape)], next);
        });
    }
}
