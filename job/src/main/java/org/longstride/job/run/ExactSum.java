package org.longstride.job.run;

import java.math.BigDecimal;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/**
 * The sum of doubles, exact and rounded once at the end: the same bits in whatever order they come.
 * Nulls count as nothing; the sum of nothing is 0.
 */
final class ExactSum extends Aggregator<Double, BigDecimal, Double> {

  private static final long serialVersionUID = 1L;

  @Override
  public BigDecimal zero() {
    return BigDecimal.ZERO;
  }

  @Override
  public BigDecimal reduce(BigDecimal sum, Double value) {
    return value == null ? sum : sum.add(new BigDecimal(value));
  }

  @Override
  public BigDecimal merge(BigDecimal a, BigDecimal b) {
    return a.add(b);
  }

  @Override
  public Double finish(BigDecimal sum) {
    return sum.doubleValue();
  }

  @Override
  public Encoder<BigDecimal> bufferEncoder() {
    return Encoders.javaSerialization(BigDecimal.class);
  }

  @Override
  public Encoder<Double> outputEncoder() {
    return Encoders.DOUBLE();
  }
}
