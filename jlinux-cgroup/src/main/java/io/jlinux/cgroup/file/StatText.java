package io.jlinux.cgroup.file;

import io.jlinux.cgroup.stat.IoStat;
import io.jlinux.cgroup.stat.NumaStat;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.cgroup.stat.RdmaStat;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Parses the statistics that are more than {@code KEY VALUE}. What is of another form is left out. */
public final class StatText {
    private StatText() {}

    /** {@code 8:0 rbytes=1 wbytes=2 …} in each line. */
    public static IoStat io(String text) {
        Map<String, IoStat.Device> devices = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) devices.put(line.substring(0, space), new IoStat.Device(fields(line.substring(space + 1))));
        });
        return new IoStat(devices);
    }

    /** The two files of v1, with lines {@code 8:0 Read 123}, as v2 names them. */
    public static IoStat v1Io(String bytes, String operations) {
        Map<String, Map<String, Long>> devices = new LinkedHashMap<>();
        v1Io(bytes, "bytes", devices);
        v1Io(operations, "ios", devices);
        Map<String, IoStat.Device> result = new LinkedHashMap<>();
        devices.forEach((device, values) -> result.put(device, new IoStat.Device(values)));
        return new IoStat(result);
    }

    private static void v1Io(String text, String unit, Map<String, Map<String, Long>> devices) {
        text.lines().forEach(line -> {
            String[] f = line.split(" ", -1);
            if (f.length != 3) return;
            String prefix = switch (f[1]) {
                case "Read" -> "r";
                case "Write" -> "w";
                case "Discard" -> "d";
                default -> "";
            };
            Optional<Long> value = number(f[2]);
            if (prefix.isEmpty() || value.isEmpty()) return;
            devices.computeIfAbsent(f[0], k -> new HashMap<>()).put(prefix + unit, value.get());
        });
    }

    /** {@code anon N0=4096 N1=0} in each line; v1 {@code anon=1 N0=1}. */
    public static NumaStat numa(String text) {
        Map<String, Map<Integer, Long>> all = new HashMap<>();
        text.lines().forEach(line -> {
            int end = line.indexOf(' ');
            if (end <= 0) return;
            int equals = line.indexOf('=');
            Map<Integer, Long> nodes = new HashMap<>();
            fields(line.substring(end + 1)).forEach((key, value) -> {
                if (key.matches("N\\d{1,6}")) nodes.put(Integer.valueOf(key.substring(1)), value);
            });
            all.put(line.substring(0, equals > 0 && equals < end ? equals : end), nodes);
        });
        return new NumaStat(all);
    }

    /** {@code mlx5_0 hca_handle=2 hca_object=2000} in each line. */
    public static Map<String, RdmaStat> rdma(String text) {
        Map<String, RdmaStat> devices = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space <= 0) return;
            Map<String, Long> f = fields(line.substring(space + 1));
            devices.put(line.substring(0, space), new RdmaStat(of(f, "hca_handle"), of(f, "hca_object")));
        });
        return devices;
    }

    private static OptionalLong of(Map<String, Long> fields, String name) {
        Long value = fields.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=0}, and {@code full …}. */
    public static Pressure pressure(String text) {
        return new Pressure(line(text, "some "), line(text, "full "));
    }

    private static Optional<Pressure.Line> line(String text, String start) {
        return text.lines().filter(l -> l.startsWith(start)).findFirst().flatMap(StatText::line);
    }

    private static Optional<Pressure.Line> line(String line) {
        Map<String, String> f = new HashMap<>();
        for (String part : line.split(" ", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) f.put(part.substring(0, equals), part.substring(equals + 1));
        }
        try {
            return Optional.of(new Pressure.Line(
                    Double.parseDouble(f.getOrDefault("avg10", "")),
                    Double.parseDouble(f.getOrDefault("avg60", "")),
                    Double.parseDouble(f.getOrDefault("avg300", "")),
                    Duration.ofNanos(Math.multiplyExact(Long.parseLong(f.getOrDefault("total", "")), 1000))));
        } catch (NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** {@code name=number}, with blanks between; others are left out. */
    private static Map<String, Long> fields(String text) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (String part : text.split(" ", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) number(part.substring(equals + 1)).ifPresent(n -> values.put(part.substring(0, equals), n));
        }
        return values;
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
