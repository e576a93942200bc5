package io.jlinux.net.nftables;

import java.time.Duration;
import java.util.Optional;

/** Times as nf_tables has them: milliseconds, 0 for none. */
final class Durations {
    private Durations() {}

    static Optional<Duration> ofMillis(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }
}
