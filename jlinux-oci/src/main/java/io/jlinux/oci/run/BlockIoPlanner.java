package io.jlinux.oci.run;

import io.jlinux.cgroup.BlockDevice;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.IoMax;
import io.jlinux.oci.spec.OciBlockIo;
import io.jlinux.oci.spec.OciThrottleDevice;
import io.jlinux.oci.spec.OciWeightDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/**
 * Limits of block devices. Weights are on the scale of v1, 10 to 1000: bfq's, where the kernel has that scheduler; else on v2
 * {@code io.weight}, 1 to 10000, by the formula of runc.
 */
final class BlockIoPlanner {
    private static final String AT = "/linux/resources/blockIO";
    private static final String NO_WEIGHTS =
            "no I/O scheduler of this kernel knows weights: bfq, or blk-iocost on v2, does";
    private static final String NO_LEAVES =
            "leaf weights were a part of the scheduler CFQ, which Linux 5.0 has removed";
    private static final long MAX_OPS = 0xffff_fffeL;

    private BlockIoPlanner() {}

    /** Throttling. */
    static CgroupLimits throttles(CgroupLimits limits, OciBlockIo io) {
        Map<BlockDevice, IoMax> all = new LinkedHashMap<>();
        collect(all, io.throttleReadBpsDevice(), (max, rate) -> max.readBytes(bytes(rate)));
        collect(all, io.throttleWriteBpsDevice(), (max, rate) -> max.writeBytes(bytes(rate)));
        collect(all, io.throttleReadIopsDevice(), (max, rate) -> max.readOps(operations(rate)));
        collect(all, io.throttleWriteIopsDevice(), (max, rate) -> max.writeOps(operations(rate)));
        CgroupLimits l = limits;
        for (Map.Entry<BlockDevice, IoMax> device : all.entrySet()) l = l.ioMax(device.getKey(), device.getValue());
        return l;
    }

    private static void collect(
            Map<BlockDevice, IoMax> all, List<OciThrottleDevice> devices, BiFunction<IoMax, Long, IoMax> set) {
        for (OciThrottleDevice d : devices) {
            BlockDevice device = device(d.major(), d.minor());
            all.put(device, set.apply(all.getOrDefault(device, IoMax.NONE), d.rate()));
        }
    }

    private static BlockDevice device(long major, long minor) {
        return new BlockDevice(Math.toIntExact(major), Math.toIntExact(minor));
    }

    /** 0 takes a limit off, as v1 has it; what is beyond 2^63 is none either. */
    private static long bytes(long rate) {
        return rate <= 0 ? CgroupLimits.UNLIMITED : rate;
    }

    private static long operations(long rate) {
        return rate <= 0 || rate > MAX_OPS ? CgroupLimits.UNLIMITED : rate;
    }

    /** Weights. */
    static List<RawLimit> weights(OciBlockIo io) {
        List<RawLimit> all = new ArrayList<>();
        io.weight().ifPresent(weight -> all.add(weight(AT + "/weight", "", weight)));
        leaf(all, AT + "/leafWeight", "blkio.leaf_weight", "", io.leafWeight());
        for (int i = 0; i < io.weightDevice().size(); i++) {
            OciWeightDevice d = io.weightDevice().get(i);
            String at = AT + "/weightDevice/" + i;
            String device = device(d.major(), d.minor()) + " ";
            d.weight().ifPresent(weight -> all.add(weight(at + "/weight", device, weight)));
            leaf(all, at + "/leafWeight", "blkio.leaf_weight_device", device, d.leafWeight());
        }
        return all;
    }

    private static void leaf(List<RawLimit> all, String pointer, String file, String device, OptionalInt weight) {
        if (weight.isEmpty()) return;
        all.add(RawLimit.onV1(pointer, Controller.IO, device + weight.getAsInt(), NO_LEAVES, file));
    }

    private static RawLimit weight(String pointer, String device, int weight) {
        String suffix = device.isEmpty() ? "" : "_device";
        String converted = device + toV2(weight);
        return new RawLimit(
                pointer,
                Controller.IO,
                List.of(
                        new RawLimit.Write("blkio.bfq.weight" + suffix, device + weight),
                        new RawLimit.Write("blkio.weight" + suffix, device + weight)),
                List.of(
                        new RawLimit.Write("io.bfq.weight", device + weight),
                        new RawLimit.Write("io.weight", converted)),
                NO_WEIGHTS);
    }

    /** 10 to 1000 becomes 1 to 10000. */
    static long toV2(int weight) {
        return 1 + (weight - 10L) * 9999 / 990;
    }
}
