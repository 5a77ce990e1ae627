package org.longstride.job.cli;

/** A command that can be asked for stack traces of what fails. */
@FunctionalInterface
interface StackTraces {
  boolean stackTraces();
}
