package io.jlinux.oci.spec;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of the {@code cpu} and {@code cpuset} controllers, times in microseconds; absent leaves them alone. Shares, a quota
 * and periods of 0 are absent ones, as in runc: engines write it for what is not set. A burst, a real-time runtime and {@code idle} of
 * 0 are values.
 *
 * @param shares relative weight, in cgroup v1's range (2 to 262144)
 * @param quota CPU time in a period; -1 is no limit
 * @param burst unused time that may be used later; at most {@code quota}
 * @param period the period
 * @param realtimeRuntime real-time CPU time in a real-time period; cgroup v1 only
 * @param realtimePeriod the real-time period; cgroup v1 only
 * @param cpus CPU list, {@code 0-3,7}
 * @param mems memory node list, {@code 0-1}
 * @param idle 1 is SCHED_IDLE for the whole cgroup, 0 is not
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#cpu">config-linux.md: CPU</a>
 */
public record OciCpu(
        OptionalLong shares,
        OptionalLong quota,
        OptionalLong burst,
        OptionalLong period,
        OptionalLong realtimeRuntime,
        OptionalLong realtimePeriod,
        Optional<String> cpus,
        Optional<String> mems,
        OptionalInt idle) {
    /** Nothing set. */
    public static final OciCpu NONE = builder().build();

    public OciCpu {
        shares = NotSet.zero(shares);
        quota = NotSet.zero(quota);
        period = NotSet.zero(period);
        realtimePeriod = NotSet.zero(realtimePeriod);
    }

    /** A builder with nothing set but what has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.shares = shares;
        builder.quota = quota;
        builder.burst = burst;
        builder.period = period;
        builder.realtimeRuntime = realtimeRuntime;
        builder.realtimePeriod = realtimePeriod;
        builder.cpus = cpus;
        builder.mems = mems;
        builder.idle = idle;
        return builder;
    }

    /** Collects what a {@link OciCpu} is made of; its setters have the names of the record's components. */
    public static final class Builder {
        private OptionalLong shares = OptionalLong.empty();
        private OptionalLong quota = OptionalLong.empty();
        private OptionalLong burst = OptionalLong.empty();
        private OptionalLong period = OptionalLong.empty();
        private OptionalLong realtimeRuntime = OptionalLong.empty();
        private OptionalLong realtimePeriod = OptionalLong.empty();
        private Optional<String> cpus = Optional.empty();
        private Optional<String> mems = Optional.empty();
        private OptionalInt idle = OptionalInt.empty();

        private Builder() {}

        /** Sets shares: relative weight, in cgroup v1's range (2 to 262144). */
        public Builder shares(long shares) {
            this.shares = OptionalLong.of(shares);
            return this;
        }

        /** Sets quota: CPU time in a period; -1 is no limit. */
        public Builder quota(long quota) {
            this.quota = OptionalLong.of(quota);
            return this;
        }

        /** Sets burst: unused time that may be used later; at most {@code quota}. */
        public Builder burst(long burst) {
            this.burst = OptionalLong.of(burst);
            return this;
        }

        /** Sets period: the period. */
        public Builder period(long period) {
            this.period = OptionalLong.of(period);
            return this;
        }

        /** Sets realtimeRuntime: real-time CPU time in a real-time period; cgroup v1 only. */
        public Builder realtimeRuntime(long realtimeRuntime) {
            this.realtimeRuntime = OptionalLong.of(realtimeRuntime);
            return this;
        }

        /** Sets realtimePeriod: the real-time period; cgroup v1 only. */
        public Builder realtimePeriod(long realtimePeriod) {
            this.realtimePeriod = OptionalLong.of(realtimePeriod);
            return this;
        }

        /** Sets cpus: CPU list, {@code 0-3,7}. */
        public Builder cpus(String cpus) {
            this.cpus = Optional.of(cpus);
            return this;
        }

        /** Sets mems: memory node list, {@code 0-1}. */
        public Builder mems(String mems) {
            this.mems = Optional.of(mems);
            return this;
        }

        /** Sets idle: 1 is SCHED_IDLE for the whole cgroup, 0 is not. */
        public Builder idle(int idle) {
            this.idle = OptionalInt.of(idle);
            return this;
        }

        /** The record; {@link OciConfig#validated()} checks it. */
        public OciCpu build() {
            return new OciCpu(shares, quota, burst, period, realtimeRuntime, realtimePeriod, cpus, mems, idle);
        }
    }
}
