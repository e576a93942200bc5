package io.jlinux.spawn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts processes from a small heap, fills {@code MIB} of it, and starts them again: prints RSS and both medians in µs. */
final class BigHeapMain {
    private static final int ROUNDS = 41;

    private BigHeapMain() {}

    public static void main(String[] args) throws Exception {
        int mib = Integer.parseInt(args[0]);
        medianMicros();
        long small = medianMicros();
        List<byte[]> heap = new ArrayList<>();
        for (int i = 0; i < mib; i++) {
            byte[] piece = new byte[1 << 20];
            for (int at = 0; at < piece.length; at += 4096) piece[at] = 1;
            heap.add(piece);
        }
        long big = medianMicros();
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                .sum();
        System.out.println(resident / 1024 + " " + small + " " + big + " " + heap.size());
    }

    private static long medianMicros() throws Exception {
        long[] took = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            try (LinuxProcess p = Spawn.command("/bin/true").inheritIO().start()) {
                if (p.waitFor() != 0) throw new IllegalStateException();
            }
            took[i] = (System.nanoTime() - start) / 1000;
        }
        Arrays.sort(took);
        return took[ROUNDS / 2];
    }
}
