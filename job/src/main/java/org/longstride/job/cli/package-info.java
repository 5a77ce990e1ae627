/**
 * Commands and their options: reads arguments, says what is wrong with them, and hands over. No
 * work is done here.
 */
package org.longstride.job.cli;
