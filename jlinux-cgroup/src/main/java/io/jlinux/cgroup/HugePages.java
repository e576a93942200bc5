package io.jlinux.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sizes of huge pages that this kernel has, as the hugetlb controller names them. */
final class HugePages {
    private static final Path SIZES = Path.of("/sys/kernel/mm/hugepages");

    private HugePages() {}

    /** Such as {@code 2MB} and {@code 1GB}; empty where there are none. */
    static List<String> sizes() {
        try (Stream<Path> all = Files.list(SIZES)) {
            return all.map(p -> p.getFileName().toString())
                    .filter(n -> n.matches("hugepages-\\d+kB"))
                    .map(n -> name(Long.parseLong(n.substring(10, n.length() - 2))))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Whether a limit that v1 tells for pages of this size is none: the highest multiple of the page. */
    static boolean isNoLimit(String size, long limit) {
        int unit = size.length() - 2;
        long bytes = Long.parseLong(size.substring(0, unit))
                << switch (size.charAt(unit)) {
                    case 'G' -> 30;
                    case 'M' -> 20;
                    default -> 10;
                };
        return limit >= Long.MAX_VALUE / bytes * bytes;
    }

    /** As {@code mem_fmt} of the kernel's hugetlb controller. */
    static String name(long kibibytes) {
        if (kibibytes >= 1 << 20) return (kibibytes >> 20) + "GB";
        return kibibytes >= 1 << 10 ? (kibibytes >> 10) + "MB" : kibibytes + "KB";
    }
}
