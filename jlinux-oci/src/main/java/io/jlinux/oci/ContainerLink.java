package io.jlinux.oci;

import io.jlinux.mount.Mount;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.NameFiles;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one container to its network, while it starts: its files about names are bound into it, and it is attached when its
 * namespaces and mounts are there, before its program begins.
 *
 * <p>The files are written before the container is there, and once more when its addresses are known; what is bound is the
 * inode, so that they may be deleted afterwards. Closing it deletes them, and detaches what nobody has taken.
 */
final class ContainerLink implements AutoCloseable {
    /** Root of a container may be nobody on the host. */
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    /** Where its files about names are mounted. */
    static final List<String> TARGETS = List.of("/etc/resolv.conf", "/etc/hosts", "/etc/hostname");

    private final ContainerNetwork network;
    private final AttachOptions options;
    private final Path directory;
    private final @Nullable StateDirectory known;
    private @Nullable Attachment attachment;

    private ContainerLink(
            ContainerNetwork network, AttachOptions options, Path directory, @Nullable StateDirectory known) {
        this.network = network;
        this.options = options;
        this.directory = directory;
        this.known = known;
    }

    /**
     * For one start, under the container's id where the options name nobody.
     *
     * @param known where it is written down first, for whoever finds the container when this JVM was killed; null: nowhere
     */
    static ContainerLink prepare(ContainerNetwork network, AttachOptions options, @Nullable StateDirectory known)
            throws IOException {
        NameDirectory names = NameDirectory.next();
        if (known != null) known.writeNetwork(new NetworkNote(names.path(), network.directory()).write());
        ContainerLink link = new ContainerLink(network, options, Files.createDirectory(names.path(), MODE), known);
        try {
            link.write(network.files(options));
            return link;
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private static Map<String, String> texts(NameFiles files) {
        return Map.of("resolv.conf", files.resolvConf(), "hosts", files.hosts(), "hostname", files.hostname());
    }

    /** In place: who has a file bound sees the new text. */
    private void write(NameFiles files) throws IOException {
        for (Map.Entry<String, String> file : texts(files).entrySet()) {
            PlainFile.write(directory.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The files of the process that is to be. */
    void bind(Spawn spawn) {
        for (String name : new String[] {"resolv.conf", "hosts", "hostname"}) {
            spawn.mount(Mount.bind(directory.resolve(name), "/etc/" + name)
                    .readOnly()
                    .noSuid()
                    .noDev()
                    .noExec());
        }
    }

    /** The process has its namespace. */
    void attach(long pid) throws IOException {
        Attachment made = network.attach(pid, options);
        attachment = made;
        if (known != null && made.helper().isPresent()) {
            NetworkNote note = new NetworkNote(directory, network.directory());
            known.writeNetwork(note.helper(made.helper().get().helperPid()).write());
        }
        write(made.files());
    }

    /** What it was given; whose it is from here on. */
    @Nullable
    Attachment take() {
        Attachment made = attachment;
        attachment = null;
        return made;
    }

    @Override
    public void close() throws IOException {
        Attachment made = attachment;
        attachment = null;
        try {
            if (made != null) made.close();
        } finally {
            new NameDirectory(directory).delete();
        }
    }
}
