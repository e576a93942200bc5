package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An address that somebody has. A value: what is true is on the disk.
 *
 * @param address IPv4 or IPv6
 * @param owner for whom it is
 * @param label a name for people, such as a container's id; of one line
 * @param since when it was leased
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public record Lease(InetAddress address, LeaseOwner owner, String label, Instant since) {
    private static final String LABEL = "label";
    private static final String SINCE = "since";

    public Lease {
        if (label.indexOf('\n') >= 0) throw new IllegalArgumentException("a label of several lines");
    }

    Lease ownedBy(LeaseOwner other) {
        return new Lease(address, other, label, since);
    }

    Map<String, String> write() {
        Map<String, String> values = new LinkedHashMap<>(owner.write());
        values.put(LABEL, label);
        values.put(SINCE, since.toString());
        return values;
    }

    /** Empty for what was not written by {@link #write}. */
    static Optional<Lease> read(InetAddress address, Map<String, String> values) {
        String since = values.get(SINCE);
        String label = values.get(LABEL);
        if (since == null || label == null) return Optional.empty();
        try {
            Instant time = Instant.parse(since);
            return LeaseOwner.read(values).map(o -> new Lease(address, o, label, time));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** {@code 10.7.0.2 for web-1 since 2026-01-01T00:00:00Z}. */
    @Override
    public String toString() {
        return Cidr.text(address) + " for " + label + " since " + since;
    }
}
