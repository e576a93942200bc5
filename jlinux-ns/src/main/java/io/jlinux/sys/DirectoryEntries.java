package io.jlinux.sys;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists directories. Those of {@code java.nio.file} that cannot be read to their end throw unchecked exceptions, which name nothing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents(2)</a>
 */
public final class DirectoryEntries {
    private DirectoryEntries() {}

    /**
     * What is in a directory, in no order.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws IOException when it cannot be read
     */
    public static List<Path> of(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            FileSystemException named =
                    new FileSystemException(directory.toString(), null, "it cannot be read: " + e.getMessage());
            named.initCause(e);
            throw named;
        }
        return entries;
    }
}
