package io.jlinux.net.tc;

import java.time.Duration;
import java.util.Optional;

/**
 * How good a network is in one direction: an immutable value. What was not said is as good as the link is.
 *
 * <pre>{@code
 * Shape.of(Rate.mbit(10)).delay(Duration.ofMillis(50)).loss(Chance.percent(0.1))
 * }</pre>
 *
 * @param rate how fast packets go
 * @param delay how late every packet comes, one way
 * @param jitter by how much the delay varies, more or less
 * @param loss how many packets are lost
 * @param queue how long packets may wait for the rate before some are dropped; empty for twice the delay, and 50 ms at least
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-netem.8.html">tc-netem(8)</a>
 */
public record Shape(
        Optional<Rate> rate,
        Optional<Duration> delay,
        Optional<Duration> jitter,
        Optional<Chance> loss,
        Optional<Duration> queue) {
    /** As good as the link. */
    public static final Shape NONE =
            new Shape(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Shape {
        delay.ifPresent(Netem.DELAY.type()::encode);
        jitter.ifPresent(Netem.JITTER.type()::encode);
        queue.ifPresent(Netem.DELAY.type()::encode);
        if (jitter.isPresent() && delay.isEmpty()) throw new IllegalArgumentException("jitter without a delay");
    }

    /** One that lets through this much. */
    public static Shape of(Rate rate) {
        return NONE.rate(rate);
    }

    /** How fast packets go. */
    public Shape rate(Rate limit) {
        return new Shape(Optional.of(limit), delay, jitter, loss, queue);
    }

    /** How late every packet comes, one way: with the same the other way a ping takes twice this. */
    public Shape delay(Duration oneWay) {
        return new Shape(rate, Optional.of(oneWay), jitter, loss, queue);
    }

    /** By how much the delay varies; needs {@link #delay(Duration)} before. */
    public Shape jitter(Duration variation) {
        return new Shape(rate, delay, Optional.of(variation), loss, queue);
    }

    /** How many packets are lost. */
    public Shape loss(Chance chance) {
        return new Shape(rate, delay, jitter, Optional.of(chance), queue);
    }

    /** How long packets may wait for the rate before some are dropped. */
    public Shape queue(Duration time) {
        return new Shape(rate, delay, jitter, loss, Optional.of(time));
    }

    boolean isNone() {
        return rate.isEmpty() && delay.isEmpty() && loss.isEmpty();
    }

    /** Whether it needs netem, and not only a rate. */
    boolean isWorse() {
        return delay.isPresent() || loss.isPresent();
    }
}
