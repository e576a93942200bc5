package io.jlinux.cgroup.stat;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a cgroup and its descendants read from and wrote to block devices; {@code io.stat}, v1 {@code
 * blkio.throttle.io_service_bytes_recursive} and {@code io_serviced_recursive}. A device without any I/O may be missing.
 *
 * @param devices by number, such as {@code 8:0}
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files">IO interface files</a>
 */
public record IoStat(Map<String, Device> devices) {
    public IoStat {
        devices = Map.copyOf(devices);
    }

    /**
     * One device.
     *
     * @param values every counter of the device, by the names of v2: {@code rbytes}, {@code wios}, {@code cost.usage}, …
     */
    public record Device(Map<String, Long> values) {
        public Device {
            values = Map.copyOf(values);
        }

        public OptionalLong get(String key) {
            Long value = values.get(key);
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }

        /** Bytes read. */
        public OptionalLong readBytes() {
            return get("rbytes");
        }

        /** Bytes written. */
        public OptionalLong writeBytes() {
            return get("wbytes");
        }

        /** Reads. */
        public OptionalLong readOps() {
            return get("rios");
        }

        /** Writes. */
        public OptionalLong writeOps() {
            return get("wios");
        }

        /** Bytes discarded. */
        public OptionalLong discardBytes() {
            return get("dbytes");
        }
    }

    /** The sum of a counter over all devices; empty where no device has it. */
    public OptionalLong sum(String key) {
        long[] values = devices.values().stream()
                .map(d -> d.get(key))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .toArray();
        return values.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(java.util.stream.LongStream.of(values).sum());
    }
}
