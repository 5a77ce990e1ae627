package org.longstride.job.cli;

import java.io.PrintWriter;
import org.longstride.job.UsageException;
import org.longstride.job.run.ErrorMessage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line: {@code longstride COMMAND ...}. Exit codes: 0 done, 1 failed, 2 bad usage, 3
 * done, but with more bad documents than were allowed.
 */
@Command(
    name = "longstride",
    description =
        "Likelihoods of very long sequences, from sparse-attention language models, on Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    // To add a command, write its class and name it here.
    subcommands = {
      ScoreCommand.class,
      ExplainCommand.class,
      TrainCommand.class,
      ExportCommand.class,
      EvaluateCommand.class,
      CentroidsCommand.class,
      SampleCommand.class
    })
public final class Main {

  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... args) {
    CommandLine commandLine =
        new CommandLine(new Main())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setUnmatchedOptionsAllowedAsOptionParameters(false)
            .setParameterExceptionHandler((e, given) -> badUsage(e))
            .setExecutionExceptionHandler(Main::failed);
    if (args.length == 0) {
      commandLine.usage(commandLine.getErr());
      return BAD_USAGE;
    }
    try {
      commandLine.setDefaultValueProvider(ConfiguredDefaults.of(commandLine, args));
    } catch (UsageException e) {
      commandLine.getErr().println("longstride: " + e.getMessage());
      return BAD_USAGE;
    }
    return commandLine.execute(args);
  }

  private static int badUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    // Not its cause: that leaves out which option the value was given to.
    err.println(name + ": " + e.getMessage().lines().findFirst().orElseThrow());
    err.println("Try '" + name + " --help'.");
    return BAD_USAGE;
  }

  private static int failed(
      Exception e, CommandLine command, CommandLine.ParseResult ignoredParseResult) {
    PrintWriter err = command.getErr();
    Object user = command.getCommandSpec().userObject();
    if (user instanceof StackTraces asked && asked.stackTraces()) {
      e.printStackTrace(err);
    }
    String name = command.getCommandSpec().qualifiedName();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UsageException) {
        err.println(name + ": " + cause.getMessage());
        return BAD_USAGE;
      }
    }
    err.println(name + ": " + ErrorMessage.of(e));
    return FAILED;
  }
}
