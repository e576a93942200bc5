package io.jlinux.oci;

import io.jlinux.sys.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a container's files about names, while it starts: {@code jlinux-names-PID-START-NUMBER} in the directory for temporary
 * files, which names the process that made it. What a killed one left is removed by the next process of this user that needs one.
 *
 * @param path need not be there
 */
record NameDirectory(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(NameDirectory.class);
    private static final String PREFIX = "jlinux-names-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-([0-9]{1,18})-[0-9a-z]+");
    private static final List<String> FILES = List.of("resolv.conf", "hosts", "hostname");
    private static final Duration YOUNG = Duration.ofHours(1);
    private static final AtomicBoolean COLLECTED = new AtomicBoolean();

    /** One that nobody has, and which is not made yet. */
    static NameDirectory next() throws IOException {
        if (!COLLECTED.getAndSet(true)) tryCollect();
        long pid = ProcessHandle.current().pid();
        long start = ProcessIdentity.of(pid).map(ProcessIdentity::startTime).orElse(0L);
        String number = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
        return new NameDirectory(temporary().resolve(PREFIX + pid + "-" + start + "-" + number));
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    private static void tryCollect() {
        try {
            collect();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is not looked through: {}", temporary(), e.getMessage());
        }
    }

    /** Removes those of processes that have ended; not young ones, which may be of a process that only another pid namespace shows. */
    private static void collect() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary(), PREFIX + "*")) {
            for (Path entry : entries) {
                Instant modified = Files.getLastModifiedTime(entry).toInstant();
                if (modified.isBefore(Instant.now().minus(YOUNG))) new NameDirectory(entry).deleteIfAbandoned();
            }
        }
    }

    /** Removes it when the process that made it has ended. */
    void deleteIfAbandoned() throws IOException {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches() || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) return;
        ProcessIdentity owner = new ProcessIdentity(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
        if (!owner.isAlive() && Files.isWritable(path)) delete();
    }

    /** Removes it; that it is gone, or was never made, is fine. */
    void delete() throws IOException {
        for (String name : FILES) Files.deleteIfExists(path.resolve(name));
        Files.deleteIfExists(path);
    }
}
