package io.jlinux.oci.cni;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attaches containers to networks by their plugins.
 *
 * <p>Each attachment is written down before its first plugin runs, so that it can be removed by any JVM, whatever became of this one.
 * Operations on one attachment wait for each other, across processes; {@link #gc} waits for all of its network.
 *
 * <p>An interrupt of the calling thread kills the plugin that runs, and ends the operation with a {@link CniException}. Thread-safe.
 *
 * @see <a href="https://www.cni.dev/docs/spec/#section-3-execution-of-network-configurations">the specification, section 3</a>
 */
public final class Cni {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CniCache cache;
    private final PluginRunner runner;

    private Cni(CniOptions options) {
        this.cache = new CniCache(options.cacheDirectory());
        this.runner = new PluginRunner(options);
    }

    /** With these options; nothing is looked at before the first call. */
    public static Cni create(CniOptions options) {
        return new Cni(options);
    }

    /**
     * Attaches a container: ADD of each plugin, in order.
     *
     * @return the result of the last plugin
     * @throws IllegalArgumentException without a network namespace, or with a capability that none of the plugins takes
     * @throws CniException of the plugin that failed; what the others had done has been undone, and what of that failed is among
     *     the suppressed
     * @throws IOException when the cache cannot be written, or has this attachment already
     */
    public CniResult add(CniNetwork network, CniAttachment attachment) throws IOException {
        if (attachment.netns().isEmpty()) throw new IllegalArgumentException("no network namespace to attach");
        Collection<String> untaken = PluginRequest.untaken(network, attachment);
        if (!untaken.isEmpty()) {
            throw new IllegalArgumentException(
                    "no plugin of network " + network.name() + " has the capabilities " + untaken);
        }
        try (CniLock shared = cache.lockNetwork(network.name(), false, PATIENCE);
                CniLock lock = cache.lockAttachment(network.name(), attachment.id(), PATIENCE)) {
            refuseSecond(network, attachment);
            cache.write(new CachedAttachment(network, attachment, Optional.empty()));
            Addition addition = new Addition(network, attachment);
            try {
                CniResult result = addition.run();
                cache.write(new CachedAttachment(network, attachment, Optional.of(result)));
                return result;
            } catch (IOException | RuntimeException e) {
                undo(network, attachment, addition.last, lock, e);
                throw e;
            }
        }
    }

    private void refuseSecond(CniNetwork network, CniAttachment attachment) throws IOException {
        Optional<CachedAttachment> cached = cache.read(network.name(), attachment.id());
        if (cached.isEmpty()) return;
        boolean whole = cached.get().result().isPresent();
        throw new CniException(
                "CNI ADD " + network.name() + " " + attachment.id(),
                "",
                0,
                whole ? "is attached already" : "an earlier ADD was cut short",
                "",
                "del() of it first",
                null);
    }

    /** The plugins of an ADD, and the result of the last one that succeeded. */
    private final class Addition {
        private final CniNetwork network;
        private final CniAttachment attachment;
        private @Nullable CniResult last;

        Addition(CniNetwork network, CniAttachment attachment) {
            this.network = network;
            this.attachment = attachment;
        }

        CniResult run() throws IOException {
            CniResult result = null;
            for (CniPluginConfig plugin : network.plugins()) {
                PluginRequest request =
                        PluginRequest.of(CniCommand.ADD, network, plugin, attachment, Optional.ofNullable(last));
                result = result(request, runner.run(request));
                last = result;
            }
            if (result == null) throw new IllegalStateException("a network without a plugin");
            return result;
        }
    }

    private static CniResult result(PluginRequest request, byte[] printed) throws CniException {
        try {
            return ResultReader.read(CniJson.parse(printed, "its result"), "its result");
        } catch (CniConfigException e) {
            throw PluginRunner.error(request, "printed what is no result", String.valueOf(e.getMessage()), e);
        }
    }

    /** DEL of all plugins, also those that were not reached: the specification asks for it. */
    private void undo(
            CniNetwork network, CniAttachment attachment, @Nullable CniResult last, CniLock lock, Exception why) {
        // the interrupt that ended the ADD is not to end this as well
        boolean interrupted = Thread.interrupted();
        try {
            delete(network, attachment, Optional.ofNullable(last), lock);
        } catch (IOException | RuntimeException e) {
            why.addSuppressed(e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /**
     * Detaches a container: DEL of each plugin, last one first, and all of them, also when one fails. What is gone already is no error:
     * it may be called any number of times, and for what was never attached.
     *
     * @throws CniException of the first plugin that failed, the others' suppressed; the attachment stays in the cache then
     */
    public void del(CniNetwork network, CniAttachment attachment) throws IOException {
        try (CniLock shared = cache.lockNetwork(network.name(), false, PATIENCE)) {
            deleteLocked(network, attachment);
        }
    }

    private void deleteLocked(CniNetwork network, CniAttachment attachment) throws IOException {
        try (CniLock lock = cache.lockAttachment(network.name(), attachment.id(), PATIENCE)) {
            Optional<CniResult> result =
                    cache.read(network.name(), attachment.id()).flatMap(CachedAttachment::result);
            delete(network, attachment, result, lock);
        }
    }

    private void delete(CniNetwork network, CniAttachment attachment, Optional<CniResult> result, CniLock lock)
            throws IOException {
        Optional<CniResult> previous = network.version().isAtLeast(CniVersion.V0_4_0) ? result : Optional.empty();
        Failures failures = new Failures();
        for (CniPluginConfig plugin : network.reversed()) {
            PluginRequest request = PluginRequest.of(CniCommand.DEL, network, plugin, attachment, previous);
            failures.collect(() -> runner.run(request));
        }
        failures.throwFirst();
        cache.remove(network.name(), attachment.id());
        lock.remove();
    }

    /**
     * Whether an attachment is as it was made: CHECK of each plugin, in order. Nothing happens where the network says {@code
     * disableCheck}.
     *
     * @throws IllegalArgumentException for a network of a version before 0.4.0
     * @throws CniException of the first plugin that finds something else than it had made, or when there is no such attachment
     */
    public void check(CniNetwork network, CniAttachment attachment) throws IOException {
        if (!network.version().isAtLeast(CniVersion.V0_4_0)) {
            throw new IllegalArgumentException(
                    "CHECK is of 0.4.0, and network " + network.name() + " of " + network.version());
        }
        if (network.disableCheck()) return;
        try (CniLock shared = cache.lockNetwork(network.name(), false, PATIENCE);
                CniLock lock = cache.lockAttachment(network.name(), attachment.id(), PATIENCE)) {
            Optional<CachedAttachment> cached = cache.read(network.name(), attachment.id());
            Optional<CniResult> result = cached.flatMap(CachedAttachment::result);
            if (result.isEmpty()) {
                if (cached.isEmpty()) lock.remove();
                throw new CniException(
                        "CNI CHECK " + network.name() + " " + attachment.id(),
                        "",
                        0,
                        cached.isEmpty() ? "is not attached" : "its ADD was cut short",
                        "",
                        null);
            }
            for (CniPluginConfig plugin : network.plugins()) {
                runner.run(PluginRequest.of(CniCommand.CHECK, network, plugin, attachment, result));
            }
        }
    }

    /**
     * Removes all attachments of a network that are not among {@code valid}: DEL of those that the cache knows, then GC of each plugin,
     * from 1.1.0 on. Nothing happens where the network says {@code disableGC}.
     *
     * @throws CniException of the first that failed, the others' suppressed; it went on after each
     */
    public void gc(CniNetwork network, Set<CniAttachment.Id> valid) throws IOException {
        if (network.disableGc()) return;
        try (CniLock alone = cache.lockNetwork(network.name(), true, PATIENCE)) {
            Failures failures = new Failures();
            for (CachedAttachment cached : attachments(network.name())) {
                if (valid.contains(cached.attachment().id())) continue;
                failures.collect(() -> deleteLocked(cached.network(), cached.attachment()));
            }
            if (network.version().isAtLeast(CniVersion.V1_1_0)) {
                for (CniPluginConfig plugin : network.plugins()) {
                    failures.collect(() -> runner.run(PluginRequest.gc(network, plugin, valid)));
                }
            }
            failures.throwFirst();
        }
    }

    /**
     * Whether a network could take a container now: STATUS of each plugin, from 1.1.0 on; before, that cannot be asked.
     *
     * @throws CniException of the first plugin that says no, or is missing
     */
    public void status(CniNetwork network) throws IOException {
        if (!network.version().isAtLeast(CniVersion.V1_1_0)) return;
        for (CniPluginConfig plugin : network.plugins()) runner.run(PluginRequest.status(network, plugin));
    }

    /**
     * Which versions of the specification a plugin speaks.
     *
     * @param type the name of the plugin's file
     * @throws CniException when there is no such plugin, or it does not tell
     */
    public CniPluginVersions versions(String type) throws IOException {
        PluginRequest request = PluginRequest.version(CniNames.pluginType(type));
        byte[] printed = runner.run(request);
        try {
            CniValue answer = CniValue.document(CniJson.parse(printed, "its answer"), "its answer");
            return CniPluginVersions.of(answer.at("supportedVersions").texts());
        } catch (CniConfigException e) {
            throw PluginRunner.error(request, "printed what is no answer", String.valueOf(e.getMessage()), e);
        }
    }

    /** All attachments that the cache knows, of any JVM. */
    public List<CachedAttachment> attachments() throws IOException {
        return cache.list();
    }

    /** Those of one network. */
    public List<CachedAttachment> attachments(String network) throws IOException {
        return cache.list().stream()
                .filter(c -> c.network().name().equals(network))
                .toList();
    }

    /** What failed while everything was tried. */
    private static final class Failures {
        private final List<IOException> all = new ArrayList<>();

        @FunctionalInterface
        private interface Step {
            void run() throws IOException;
        }

        void collect(Step step) {
            try {
                step.run();
            } catch (IOException e) {
                all.add(e);
            }
        }

        void throwFirst() throws IOException {
            if (all.isEmpty()) return;
            IOException first = all.get(0);
            all.subList(1, all.size()).forEach(first::addSuppressed);
            throw first;
        }
    }
}
