package io.jlinux.oci.cni;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The attachments on disk, in the form in which libcni keeps them, so that its users read them too.
 *
 * <pre>
 *   CACHE/results/NETWORK-CONTAINER-LINK      written as a whole; without a result while an ADD is under way
 *   CACHE/locks/networks/NETWORK              shared by ADD, CHECK and DEL; GC has it alone
 *   CACHE/locks/attachments/NETWORK-CONTAINER-LINK
 * </pre>
 */
final class CniCache {
    private final Path results;
    private final Path networks;
    private final Path attachments;

    CniCache(Path directory) {
        results = directory.resolve("results");
        networks = directory.resolve("locks/networks");
        attachments = directory.resolve("locks/attachments");
    }

    CniLock lockNetwork(String network, boolean alone, Duration atMost) throws IOException {
        Files.createDirectories(networks);
        Path file = networks.resolve(network);
        return alone ? CniLock.exclusive(file, atMost) : CniLock.shared(file, atMost);
    }

    CniLock lockAttachment(String network, CniAttachment.Id id, Duration atMost) throws IOException {
        Files.createDirectories(attachments);
        return CniLock.exclusive(attachments.resolve(name(network, id)), atMost);
    }

    /** What is known of an attachment; empty where nothing is. */
    Optional<CachedAttachment> read(String network, CniAttachment.Id id) throws IOException {
        Optional<CachedAttachment> cached = read(results.resolve(name(network, id)));
        if (cached.isPresent() && !cached.get().is(network, id)) {
            throw new IOException(results.resolve(name(network, id)) + " is of another attachment: "
                    + cached.get().attachment().id() + " of network "
                    + cached.get().network().name());
        }
        return cached;
    }

    /** All attachments. */
    List<CachedAttachment> list() throws IOException {
        List<CachedAttachment> all = new ArrayList<>();
        if (!Files.isDirectory(results)) return all;
        for (Path file : NetworkReader.files(results, List.of(""))) {
            if (!String.valueOf(file.getFileName()).startsWith(".")) read(file).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<CachedAttachment> read(Path file) throws IOException {
        try {
            return Optional.of(CacheFormat.read(Files.readAllBytes(file), file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException("a damaged cached attachment: " + e.getMessage(), e);
        }
    }

    /** Replaces what is known: a reader sees the old or the new, also after a power cut. */
    void write(CachedAttachment attachment) throws IOException {
        Files.createDirectories(results);
        String name = name(attachment.network().name(), attachment.attachment().id());
        Path temporary = results.resolve("." + name);
        byte[] json = CacheFormat.write(attachment).getBytes(StandardCharsets.UTF_8);
        Files.write(
                temporary,
                json,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Files.move(temporary, results.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    void remove(String network, CniAttachment.Id id) throws IOException {
        Files.deleteIfExists(results.resolve("." + name(network, id)));
        Files.deleteIfExists(results.resolve(name(network, id)));
    }

    private static String name(String network, CniAttachment.Id id) {
        return network + "-" + id.containerId() + "-" + id.ifName();
    }
}
