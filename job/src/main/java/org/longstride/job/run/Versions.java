package org.longstride.job.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What this was built from, and what it runs on. */
public final class Versions {

  private Versions() {}

  /** Longstride and the numerics beneath it, as the build wrote them down. */
  public static Map<String, String> ofBuild() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("versions.properties is in the jar but cannot be read", e);
    }
    Map<String, String> versions = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> versions.put(k, properties.getProperty(k)));
    return new LinkedHashMap<>(versions);
  }

  /** This JVM. */
  static String ofJava() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
  }

  /** This machine's operating system and architecture. */
  static String ofSystem() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }
}
