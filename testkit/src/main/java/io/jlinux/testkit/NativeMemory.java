package io.jlinux.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.ObjectName;

/**
 * This JVM's memory outside of the Java heap: what a leak of native memory, of threads or of classes adds to. How large the heap is,
 * and how much of it has been touched, is the JVM's choice.
 */
public final class NativeMemory {
    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{8,16})");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final String[] ONE_STRING_ARRAY = {String[].class.getName()};

    private NativeMemory() {}

    /** How much of it is resident, when the allocator has given back what is free. */
    public static long residentKiB() throws IOException {
        ask("systemTrimNativeHeap"); // JDK 17.0.9 and newer; elsewhere what is free counts, too
        long[] heap = heap();
        long sum = 0;
        boolean counts = true;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                counts = Long.compareUnsigned(start, heap[0]) < 0 || Long.compareUnsigned(start, heap[1]) >= 0;
            } else if (counts && line.startsWith("Rss:")) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }

    /** From where to where the heap is reserved. */
    private static long[] heap() {
        List<Long> addresses = new ArrayList<>();
        Matcher m = ADDRESS.matcher(ask("gcHeapInfo"));
        while (m.find()) addresses.add(Long.parseUnsignedLong(m.group(1), 16));
        if (addresses.size() < 2) throw new IllegalStateException("where is the heap? " + ask("gcHeapInfo"));
        addresses.sort(Long::compareUnsigned);
        return new long[] {addresses.get(0), addresses.get(addresses.size() - 1)};
    }

    /** By category, with {@code -XX:NativeMemoryTracking=summary}. */
    public static String summary() {
        return ask("vmNativeMemory", "summary");
    }

    /** One of jcmd's commands; empty where this JVM does not have it. */
    private static String ask(String command, String... args) {
        try {
            ObjectName name = new ObjectName("com.sun.management:type=DiagnosticCommand");
            var server = ManagementFactory.getPlatformMBeanServer();
            boolean takesArgs = args.length > 0;
            Object[] given = takesArgs ? new Object[] {args} : new Object[0];
            return String.valueOf(server.invoke(name, command, given, takesArgs ? ONE_STRING_ARRAY : new String[0]));
        } catch (InstanceNotFoundException | MBeanException | javax.management.ReflectionException e) {
            return "";
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
