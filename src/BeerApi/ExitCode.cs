namespace BeerApi;

/// <summary>What the process answers when it ends; the numbers from 64 up are those of sysexits.h.</summary>
public static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 64;
    public const int Configuration = 78;
}
