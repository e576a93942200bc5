package io.jlinux.oci.spec;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A 0 that means that a limit is not set. runc takes it so, older engines write it (docker's update always had a weight), and the form
 * of runc-update(8) is full of it; no program could run with such a limit.
 */
final class NotSet {
    private NotSet() {}

    static OptionalLong zero(OptionalLong value) {
        return value.isPresent() && value.getAsLong() == 0 ? OptionalLong.empty() : value;
    }

    static OptionalInt zero(OptionalInt value) {
        return value.isPresent() && value.getAsInt() == 0 ? OptionalInt.empty() : value;
    }
}
