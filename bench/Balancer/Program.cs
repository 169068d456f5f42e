using Publican.Bench;

// Without arguments the measurement; with them one of the processes it starts.
return args switch
{
    [] => await Comparison.RunAsync(),
    ["target", var port] => await Servers.TargetAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)),
    ["proxy", var port, var target] => await Servers.ProxyAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), target),
    _ => 2,
};
