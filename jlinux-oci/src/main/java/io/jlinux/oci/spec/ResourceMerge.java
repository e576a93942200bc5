package io.jlinux.oci.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the limits of a container are after some have been changed. Pure functions; see {@link OciResources#with}. */
final class ResourceMerge {
    private ResourceMerge() {}

    static OciResources merge(OciResources old, OciResources now) {
        return new OciResources(
                either(old.devices(), now.devices()),
                memory(old.memory(), now.memory()),
                cpu(old.cpu(), now.cpu()),
                new OciPids(either(old.pids().limit(), now.pids().limit())),
                blockIo(old.blockIo(), now.blockIo()),
                byKey(old.hugepageLimits(), now.hugepageLimits(), OciHugepageLimit::pageSize),
                new OciNetwork(
                        either(old.network().classId(), now.network().classId()),
                        byKey(old.network().priorities(), now.network().priorities(), OciInterfacePriority::name)),
                byKey(old.rdma(), now.rdma()),
                byKey(old.unified(), now.unified()));
    }

    private static OciMemory memory(OciMemory old, OciMemory now) {
        return new OciMemory(
                either(old.limit(), now.limit()),
                either(old.reservation(), now.reservation()),
                swap(old, now),
                either(old.kernel(), now.kernel()),
                either(old.kernelTcp(), now.kernelTcp()),
                either(old.swappiness(), now.swappiness()),
                either(old.disableOomKiller(), now.disableOomKiller()),
                either(old.useHierarchy(), now.useHierarchy()),
                either(old.checkBeforeUpdate(), now.checkBeforeUpdate()));
    }

    /**
     * The sum of memory and swap. Where only the memory's limit changes, as much may be swapped as before, which is what the kernel makes
     * of it on v2; without a limit of memory there is none of swap, as in runc.
     */
    private static OptionalLong swap(OciMemory old, OciMemory now) {
        if (now.swap().isPresent()) return now.swap();
        if (now.limit().isEmpty() || old.swap().orElse(-1) < 0) return old.swap();
        long limit = now.limit().getAsLong();
        if (limit < 0) return OptionalLong.of(-1);
        long before = old.limit().orElse(-1);
        if (before < 0) return old.swap();
        long swap = Math.max(0, old.swap().getAsLong() - before);
        return OptionalLong.of(limit > Long.MAX_VALUE - swap ? -1 : limit + swap);
    }

    private static OciCpu cpu(OciCpu old, OciCpu now) {
        return new OciCpu(
                either(old.shares(), now.shares()),
                either(old.quota(), now.quota()),
                either(old.burst(), now.burst()),
                either(old.period(), now.period()),
                either(old.realtimeRuntime(), now.realtimeRuntime()),
                either(old.realtimePeriod(), now.realtimePeriod()),
                either(old.cpus(), now.cpus()),
                either(old.mems(), now.mems()),
                either(old.idle(), now.idle()));
    }

    private static OciBlockIo blockIo(OciBlockIo old, OciBlockIo now) {
        return new OciBlockIo(
                either(old.weight(), now.weight()),
                either(old.leafWeight(), now.leafWeight()),
                byKey(old.weightDevice(), now.weightDevice(), d -> d.major() + ":" + d.minor()),
                throttles(old.throttleReadBpsDevice(), now.throttleReadBpsDevice()),
                throttles(old.throttleWriteBpsDevice(), now.throttleWriteBpsDevice()),
                throttles(old.throttleReadIopsDevice(), now.throttleReadIopsDevice()),
                throttles(old.throttleWriteIopsDevice(), now.throttleWriteIopsDevice()));
    }

    private static List<OciThrottleDevice> throttles(List<OciThrottleDevice> old, List<OciThrottleDevice> now) {
        return byKey(old, now, d -> d.major() + ":" + d.minor());
    }

    private static OptionalLong either(OptionalLong old, OptionalLong now) {
        return now.isPresent() ? now : old;
    }

    private static OptionalInt either(OptionalInt old, OptionalInt now) {
        return now.isPresent() ? now : old;
    }

    private static <T> Optional<T> either(Optional<T> old, Optional<T> now) {
        return now.isPresent() ? now : old;
    }

    private static <T> List<T> either(List<T> old, List<T> now) {
        return now.isEmpty() ? old : now;
    }

    private static <T> List<T> byKey(List<T> old, List<T> now, Function<T, String> key) {
        Map<String, T> all = new LinkedHashMap<>();
        old.forEach(t -> all.put(key.apply(t), t));
        now.forEach(t -> all.put(key.apply(t), t));
        return new ArrayList<>(all.values());
    }

    private static <T> Map<String, T> byKey(Map<String, T> old, Map<String, T> now) {
        Map<String, T> all = new LinkedHashMap<>(old);
        all.putAll(now);
        return all;
    }
}
