package io.jlinux.oci.state;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.StateReader;
import io.jlinux.oci.spec.StateWriter;
import io.jlinux.spawn.StartGate;
import io.jlinux.sys.DirectoryEntries;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PlainFile;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory of one container.
 *
 * <pre>
 *   ROOT/ID/             0700; its flock is the container's lock
 *     state.json         what is known of it; replaced as a whole
 *     config.json        its config as it was when it was made; may be missing until the state is committed
 *     .state.json, .config.json   the next ones, until they are committed
 *     start, result      the fifos of {@link StartGate}, while it waits to be started
 *     targets            what its start makes on the host; until the state is committed
 *     network            where what it has of a network is written down; see ContainerLink
 * </pre>
 *
 * @param path of the directory
 */
public record StateDirectory(Path path) {
    private static final String STATE = "state.json";
    private static final String CONFIG = "config.json";
    private static final String TARGETS = "targets";
    private static final String NETWORK = "network";

    /**
     * Makes it: mkdir(2) decides who has the id.
     *
     * @throws LinuxException {@code EEXIST} when the id is in use
     */
    public static StateDirectory create(Path path) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.MKDIRAT, Fcntl.AT_FDCWD, s.string(0, path.toString()), 0700);
            if (Result.is(r, Errno.EEXIST)) {
                throw new LinuxException(
                        "create container",
                        String.valueOf(path.getFileName()),
                        Errno.EEXIST.number(),
                        null,
                        "a container of this id is in " + path);
            }
            Result.check(r, "make state directory", path);
            return new StateDirectory(path);
        }
    }

    /** The container's id. */
    public String id() {
        return String.valueOf(path.getFileName());
    }

    public boolean exists() {
        return Files.isDirectory(path);
    }

    /** Where its process waits to be started. */
    public StartGate gate() {
        return new StartGate(path);
    }

    /** Replaces the state: a reader sees the old one or the new one. */
    public void write(OciState state) throws IOException {
        draft(state);
        commit();
    }

    /** Writes a state that nobody reads before {@link #commit}. */
    public void draft(OciState state) throws IOException {
        PlainFile.write(draft(STATE), StateWriter.write(state));
    }

    /** Replaces the state by the draft. */
    public void commit() throws IOException {
        commit(STATE);
    }

    /** Replaces the config. */
    public void writeConfig(byte[] json) throws IOException {
        draftConfig(json);
        commitConfig();
    }

    /** Writes a config that nobody reads before {@link #commitConfig}. */
    public void draftConfig(byte[] json) throws IOException {
        PlainFile.write(draft(CONFIG), json);
    }

    /** Replaces the config by the draft. */
    public void commitConfig() throws IOException {
        commit(CONFIG);
    }

    /** Removes the draft of a config. */
    public void discardConfig() {
        try (Scratch s = Scratch.borrow()) {
            unlink(s, draft(CONFIG), 0);
        }
    }

    /** Writes down what its start is going to make in directories of the host. */
    public void writeTargets(byte[] targets) throws IOException {
        replace(TARGETS, targets);
    }

    /** What was written down so, as long as the start was not finished. */
    public Optional<byte[]> readTargets() throws IOException {
        return readIfThere(TARGETS);
    }

    /** The start is finished. */
    public void forgetTargets() throws IOException {
        Files.deleteIfExists(path.resolve(TARGETS));
    }

    /** Writes down what it is about to get of a network. */
    public void writeNetwork(byte[] network) throws IOException {
        replace(NETWORK, network);
    }

    /** What was written down so. */
    public Optional<byte[]> readNetwork() throws IOException {
        return readIfThere(NETWORK);
    }

    private void replace(String name, byte[] text) throws IOException {
        PlainFile.replace(path.resolve(name), draft(name), text);
    }

    private Optional<byte[]> readIfThere(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path draft(String name) {
        return path.resolve("." + name);
    }

    private void commit(String name) throws IOException {
        PlainFile.rename(draft(name), path.resolve(name));
    }

    /**
     * The state as it was written, or empty when there is none: it was not made to the end, or is gone.
     *
     * @throws DamagedStateException when it cannot be understood
     */
    public Optional<OciState> read() throws IOException {
        try {
            return Optional.of(StateReader.read(Files.readAllBytes(path.resolve(STATE))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (OciConfigException e) {
            throw new DamagedStateException(id(), path.resolve(STATE), e);
        }
    }

    /**
     * The config of the container.
     *
     * @throws LinuxException {@code ENOENT} when it was not written yet
     */
    public byte[] readConfig() throws IOException {
        try {
            return Files.readAllBytes(path.resolve(CONFIG));
        } catch (NoSuchFileException e) {
            throw new LinuxException(
                    "read the config of container",
                    id(),
                    Errno.ENOENT.number(),
                    null,
                    "the container is being made, or whoever made it was killed; a forced delete removes it");
        }
    }

    /** Removes it; what is gone already is no error. */
    public void delete() throws IOException {
        if (deleteUsual()) return;
        try {
            for (Path file : DirectoryEntries.of(path)) Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(path);
    }

    /** Most often there are these two: then nobody need be asked what there is. Whether it is gone. */
    private boolean deleteUsual() {
        try (Scratch s = Scratch.borrow()) {
            unlink(s, path.resolve(STATE), 0);
            unlink(s, path.resolve(CONFIG), 0);
            return unlink(s, path, Fcntl.AT_REMOVEDIR) == 0;
        }
    }

    private static long unlink(Scratch s, Path file, int flags) {
        return RawSyscall.call(Syscall.UNLINKAT, Fcntl.AT_FDCWD, s.string(0, file.toString()), flags);
    }
}
