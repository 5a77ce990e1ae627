package org.longstride.job.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.util.Map;
import org.longstride.job.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The defaults of options: those of the file that {@code --config} names over those in the jar. */
final class ConfiguredDefaults implements IDefaultValueProvider {

  private static final String OPTION = "--config";

  private final Config config;

  private ConfiguredDefaults(Config config) {
    this.config = config;
  }

  /**
   * @throws UsageException where the file cannot be read, or has a key that is no option
   */
  static ConfiguredDefaults of(CommandLine commandLine, String[] args) {
    Config config =
        ConfigFactory.parseResources(ConfiguredDefaults.class, "longstride.conf").resolve();
    String file = named(args);
    if (file != null) {
      config = parse(file).withFallback(config).resolve();
    }
    for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
      requireOption(commandLine, entry.getKey(), entry.getValue());
    }
    return new ConfiguredDefaults(config);
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option)) {
      return null;
    }
    String key = arg.command().name() + "." + option.longestName().replaceFirst("^-+", "");
    return config.hasPath(key) ? config.getString(key) : null;
  }

  private static Config parse(String file) {
    if (!new File(file).isFile()) {
      throw new UsageException(OPTION + " " + file + ": there is no such file");
    }
    try {
      return ConfigFactory.parseFile(new File(file));
    } catch (ConfigException e) {
      throw new UsageException(OPTION + " " + e.getMessage(), e);
    }
  }

  private static void requireOption(CommandLine commandLine, String key, ConfigValue value) {
    int dot = key.indexOf('.');
    CommandLine command = dot < 0 ? null : commandLine.getSubcommands().get(key.substring(0, dot));
    String option = "--" + key.substring(dot + 1);
    if (command == null || command.getCommandSpec().findOption(option) == null) {
      throw new UsageException(
          value.origin().description() + ": '" + key + "' is no option of a command");
    }
  }

  /** The last file named, because defaults are needed before anything is parsed. */
  private static String named(String[] args) {
    String file = null;
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(OPTION + "=")) {
        file = args[i].substring(OPTION.length() + 1);
      } else if (args[i].equals(OPTION) && i + 1 < args.length) {
        file = args[i + 1];
      }
    }
    return file;
  }
}
