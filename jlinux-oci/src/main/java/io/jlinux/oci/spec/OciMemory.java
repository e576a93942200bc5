package io.jlinux.oci.spec;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of the {@code memory} controller, in bytes; -1 is no limit, absent leaves it alone. A limit of 0 is an absent one, as in runc:
 * engines write it for one that is not set, and nothing could run with it.
 *
 * @param limit memory
 * @param reservation memory, soft limit
 * @param swap memory and swap together, so at least {@code limit}
 * @param kernel kernel memory; no longer in kernels
 * @param kernelTcp TCP buffers
 * @param swappiness 0 to 100
 * @param disableOomKiller whether tasks wait instead of being killed; cgroup v1 only
 * @param useHierarchy whether limits count children; cgroup v1 only
 * @param checkBeforeUpdate whether an update to a limit below the present use is refused; it stays so for later ones
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#memory">config-linux.md: Memory</a>
 */
public record OciMemory(
        OptionalLong limit,
        OptionalLong reservation,
        OptionalLong swap,
        OptionalLong kernel,
        OptionalLong kernelTcp,
        OptionalInt swappiness,
        Optional<Boolean> disableOomKiller,
        Optional<Boolean> useHierarchy,
        Optional<Boolean> checkBeforeUpdate) {
    /** Nothing set. */
    public static final OciMemory NONE = builder().build();

    public OciMemory {
        limit = NotSet.zero(limit);
        reservation = NotSet.zero(reservation);
        swap = NotSet.zero(swap);
        kernel = NotSet.zero(kernel);
        kernelTcp = NotSet.zero(kernelTcp);
    }

    /** A builder with nothing set but what has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.limit = limit;
        builder.reservation = reservation;
        builder.swap = swap;
        builder.kernel = kernel;
        builder.kernelTcp = kernelTcp;
        builder.swappiness = swappiness;
        builder.disableOomKiller = disableOomKiller;
        builder.useHierarchy = useHierarchy;
        builder.checkBeforeUpdate = checkBeforeUpdate;
        return builder;
    }

    /** Collects what a {@link OciMemory} is made of; its setters have the names of the record's components. */
    public static final class Builder {
        private OptionalLong limit = OptionalLong.empty();
        private OptionalLong reservation = OptionalLong.empty();
        private OptionalLong swap = OptionalLong.empty();
        private OptionalLong kernel = OptionalLong.empty();
        private OptionalLong kernelTcp = OptionalLong.empty();
        private OptionalInt swappiness = OptionalInt.empty();
        private Optional<Boolean> disableOomKiller = Optional.empty();
        private Optional<Boolean> useHierarchy = Optional.empty();
        private Optional<Boolean> checkBeforeUpdate = Optional.empty();

        private Builder() {}

        /** Sets limit: memory. */
        public Builder limit(long limit) {
            this.limit = OptionalLong.of(limit);
            return this;
        }

        /** Sets reservation: memory, soft limit. */
        public Builder reservation(long reservation) {
            this.reservation = OptionalLong.of(reservation);
            return this;
        }

        /** Sets swap: memory and swap together, so at least {@code limit}. */
        public Builder swap(long swap) {
            this.swap = OptionalLong.of(swap);
            return this;
        }

        /** Sets kernel: kernel memory; no longer in kernels. */
        public Builder kernel(long kernel) {
            this.kernel = OptionalLong.of(kernel);
            return this;
        }

        /** Sets kernelTcp: TCP buffers. */
        public Builder kernelTcp(long kernelTcp) {
            this.kernelTcp = OptionalLong.of(kernelTcp);
            return this;
        }

        /** Sets swappiness: 0 to 100. */
        public Builder swappiness(int swappiness) {
            this.swappiness = OptionalInt.of(swappiness);
            return this;
        }

        /** Sets disableOomKiller: whether tasks wait instead of being killed; cgroup v1 only. */
        public Builder disableOomKiller(boolean disableOomKiller) {
            this.disableOomKiller = Optional.of(disableOomKiller);
            return this;
        }

        /** Sets useHierarchy: whether limits count children; cgroup v1 only. */
        public Builder useHierarchy(boolean useHierarchy) {
            this.useHierarchy = Optional.of(useHierarchy);
            return this;
        }

        /** Sets checkBeforeUpdate: whether a limit below the present use is refused. */
        public Builder checkBeforeUpdate(boolean checkBeforeUpdate) {
            this.checkBeforeUpdate = Optional.of(checkBeforeUpdate);
            return this;
        }

        /** The record; {@link OciConfig#validated()} checks it. */
        public OciMemory build() {
            return new OciMemory(
                    limit,
                    reservation,
                    swap,
                    kernel,
                    kernelTcp,
                    swappiness,
                    disableOomKiller,
                    useHierarchy,
                    checkBeforeUpdate);
        }
    }
}
