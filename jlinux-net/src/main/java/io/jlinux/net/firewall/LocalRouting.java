package io.jlinux.net.firewall;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code net.ipv4.conf.LINK.route_localnet}, switched on and back: without it the kernel drops what a link has to do with
 * 127.0.0.0/8.
 *
 * <p>The file is held open: it stays that of its namespace and its link, whatever thread closes this.
 */
final class LocalRouting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRouting.class);

    private final String link;
    private final FileChannel file;
    private final boolean wasOn;

    private LocalRouting(String link, FileChannel file, boolean wasOn) {
        this.link = link;
        this.file = file;
        this.wasOn = wasOn;
    }

    /** In a namespace; null for that of the calling thread. */
    static LocalRouting enable(@Nullable NamespaceHandle namespace, String link) throws LinuxException {
        return namespace == null ? here(link) : namespace.call(() -> here(link));
    }

    private static LocalRouting here(String link) throws LinuxException {
        Path path = Path.of("/proc/sys/net/ipv4/conf", link, "route_localnet");
        FileChannel file = null;
        try {
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            ByteBuffer now = ByteBuffer.allocate(8);
            int n = file.read(now, 0);
            boolean wasOn = n > 0 && now.get(0) != '0';
            if (!wasOn) write(file, "1");
            return new LocalRouting(link, file, wasOn);
        } catch (IOException e) {
            if (file != null) closeQuietly(file);
            throw failure(path, link, e);
        }
    }

    private static LinuxException failure(Path path, String link, IOException e) {
        Errno errno = e instanceof NoSuchFileException
                ? Errno.ENODEV
                : e instanceof AccessDeniedException ? Errno.EACCES : Errno.EROFS;
        String hint = errno == Errno.ENODEV
                ? "there is no link " + link + " in this network namespace"
                : "/proc/sys must be writable for forwards to answer at 127.0.0.1; in containers it mostly is not";
        LinuxException failure = new LinuxException("write", path.toString(), errno.number(), e.getMessage(), hint);
        failure.initCause(e);
        return failure;
    }

    private static void write(FileChannel file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    /** As it was before; that the link is gone is fine. */
    @Override
    public void close() {
        try {
            if (!wasOn) write(file, "0");
        } catch (IOException e) {
            LOG.debug("route_localnet of {} stays: {}", link, e.toString()); // with the link the file is gone, too
        }
        closeQuietly(file);
    }

    private static void closeQuietly(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("close: {}", e.toString());
        }
    }
}
