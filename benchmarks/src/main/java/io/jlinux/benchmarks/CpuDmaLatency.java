package io.jlinux.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * While it is open no processor halts: an idle one looks for work instead. In a virtual machine, waking one that has halted is the
 * hypervisor's work, which may take longer than the start of a process, and differs from one minute to the next.
 *
 * @see <a href="https://docs.kernel.org/power/pm_qos_interface.html">PM QoS, from user space</a>
 */
final class CpuDmaLatency implements AutoCloseable {
    private static final Path DEVICE = Path.of("/dev/cpu_dma_latency");

    private final OutputStream device;
    private final String description;

    private CpuDmaLatency(OutputStream device, String description) {
        this.device = device;
        this.description = description;
    }

    /** Asks for no latency, where the machine has a way to. */
    static CpuDmaLatency none() throws IOException {
        if (!Files.isWritable(DEVICE)) return any();
        OutputStream device = Files.newOutputStream(DEVICE);
        device.write(new byte[Integer.BYTES]);
        device.flush();
        return new CpuDmaLatency(device, "Processors do not halt (" + DEVICE + ").");
    }

    /** Leaves the processors alone. */
    static CpuDmaLatency any() {
        return new CpuDmaLatency(OutputStream.nullOutputStream(), "Processors may halt.");
    }

    /** In a sentence. */
    @Override
    public String toString() {
        return description;
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
