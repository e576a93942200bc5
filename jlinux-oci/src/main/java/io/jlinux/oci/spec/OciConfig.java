package io.jlinux.oci.spec;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A whole {@code config.json}: an immutable value. Read one with {@link ConfigReader}, or start from a template:
 *
 * <pre>{@code
 * OciConfig config = OciConfig.template()
 *         .withArgs("/bin/sh", "-c", "id; hostname")
 *         .withEnv("LANG", "C.UTF-8")
 *         .withTerminal(false)
 *         .withMount(OciMount.bind("/data", "/volumes/1", "ro"))
 *         .editLinux(linux -> linux.sysctl("net.ipv4.ip_forward", "1"))
 *         .editResources(resources -> resources.memoryLimit(256L << 20).pidsLimit(64))
 *         .validated();
 * }</pre>
 *
 * <p>A record made in Java is not checked when it is made: {@link #validated()} does so.
 *
 * @param ociVersion the spec's version that it is written for, 1.x
 * @param root the root filesystem
 * @param process the process; required to start a container, not to create one
 * @param hostname 1 to 64 bytes; needs a UTS namespace
 * @param domainname 1 to 64 bytes; needs a UTS namespace
 * @param mounts mounts in the order in which they are made
 * @param hooks programs to run at points of the container's life
 * @param annotations arbitrary metadata
 * @param linux what is for Linux only
 * @param otherPlatforms names of the sections for other platforms that are there ({@code windows}, {@code vm} …)
 * @param source the text that it was read from; it is no part of what the config says
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md">config.md</a>
 */
public record OciConfig(
        String ociVersion,
        OciRoot root,
        Optional<OciProcess> process,
        Optional<String> hostname,
        Optional<String> domainname,
        List<OciMount> mounts,
        OciHooks hooks,
        Map<String, String> annotations,
        OciLinux linux,
        List<String> otherPlatforms,
        OciSource source) {

    public OciConfig {
        mounts = List.copyOf(mounts);
        annotations = Maps.copyInOrder(annotations);
        otherPlatforms = List.copyOf(otherPlatforms);
    }

    /** What {@code runc spec} (1.1) writes: a shell on a terminal, as root, with a read-only root "rootfs". */
    public static OciConfig template() {
        return ConfigTemplates.runc11();
    }

    /**
     * What {@code runc spec --rootless} (1.1) writes: as {@link #template()}, in a user namespace where the calling user
     * is root and no other id is mapped, and in the runtime's network.
     */
    public static OciConfig rootlessTemplate() {
        return rootlessTemplate(IdMap.rootToSelf());
    }

    /** As {@link #rootlessTemplate()}, with other ids mapped. */
    public static OciConfig rootlessTemplate(IdMap ids) {
        return ConfigTemplates.rootless(template(), ids);
    }

    /**
     * An equal config, with every rule of the reader checked. One that was just read needs no check.
     *
     * @throws OciConfigException the first rule that is broken
     */
    public OciConfig validated() {
        return ConfigReader.check(this);
    }

    /** The text of a {@code config.json}; see {@link ConfigWriter}. */
    public String toJson() {
        return ConfigWriter.toJson(this);
    }

    /** The same, as if it had been read from this text. */
    OciConfig withSource(OciSource from) {
        Builder builder = toBuilder();
        builder.source = from;
        return builder.build();
    }

    /** The namespace of a type that is made or joined; empty when the container shares the runtime's. */
    public Optional<OciNamespace> namespace(Namespace type) {
        return linux.namespaces().stream()
                .filter(namespace -> namespace.type() == type)
                .findFirst();
    }

    // ---- changed copies

    /** A builder for spec 1.3.0 with the root "rootfs" and nothing else. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.ociVersion = ociVersion;
        builder.root = root;
        builder.process = process;
        builder.hostname = hostname;
        builder.domainname = domainname;
        builder.mounts = mounts;
        builder.hooks = hooks;
        builder.annotations = annotations;
        builder.linux = linux;
        builder.otherPlatforms = otherPlatforms;
        builder.source = source;
        return builder;
    }

    /** With another root path, absolute or relative to the bundle. */
    public OciConfig withRootPath(String path) {
        return toBuilder().root(new OciRoot(path, root.readonly())).build();
    }

    /** With the process changed: {@code editProcess(p -> p.cwd("/tmp").noNewPrivileges(false))}. */
    public OciConfig editProcess(UnaryOperator<OciProcess.Builder> edit) {
        OciProcess.Builder builder = process.map(OciProcess::toBuilder).orElseGet(OciProcess::builder);
        return toBuilder().process(edit.apply(builder).build()).build();
    }

    /** With another argv. */
    public OciConfig withArgs(String... args) {
        return editProcess(process -> process.args(args));
    }

    /** With an environment variable set, in place of an earlier one of this name. */
    public OciConfig withEnv(String name, String value) {
        return editProcess(process -> process.env(name, value));
    }

    /** With another working directory. */
    public OciConfig withCwd(String cwd) {
        return editProcess(process -> process.cwd(cwd));
    }

    /** With or without a terminal for the process. */
    public OciConfig withTerminal(boolean terminal) {
        return editProcess(process -> process.terminal(terminal));
    }

    /** With another user, without additional groups. */
    public OciConfig withUser(long uid, long gid) {
        return editProcess(process -> process.user(OciUser.of(uid, gid)));
    }

    /** With a hostname. */
    public OciConfig withHostname(String name) {
        return toBuilder().hostname(name).build();
    }

    /** Without a hostname and a domainname. */
    public OciConfig withoutHostname() {
        Builder builder = toBuilder();
        builder.hostname = Optional.empty();
        builder.domainname = Optional.empty();
        return builder.build();
    }

    /** With other mounts. */
    public OciConfig withMounts(List<OciMount> changed) {
        return toBuilder().mounts(changed).build();
    }

    /** With one more mount, made after the others. */
    public OciConfig withMount(OciMount mount) {
        List<OciMount> changed = new ArrayList<>(mounts);
        changed.add(mount);
        return withMounts(changed);
    }

    /** Without the mounts at a destination. */
    public OciConfig withoutMount(String destination) {
        return withMounts(mounts.stream()
                .filter(mount -> !mount.target().equals(destination))
                .toList());
    }

    /** With one more annotation, in place of an earlier one of this key. */
    public OciConfig withAnnotation(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(annotations);
        changed.put(key, value);
        return toBuilder().annotations(changed).build();
    }

    /** With the Linux section changed: {@code editLinux(l -> l.cgroupsPath("/jobs/42"))}. */
    public OciConfig editLinux(UnaryOperator<OciLinux.Builder> edit) {
        return toBuilder().linux(edit.apply(linux.toBuilder()).build()).build();
    }

    /** With the limits changed: {@code editResources(r -> r.memoryLimit(256L << 20))}. */
    public OciConfig editResources(UnaryOperator<OciResources.Builder> edit) {
        OciResources changed = edit.apply(linux.resources().toBuilder()).build();
        return editLinux(builder -> builder.resources(changed));
    }

    /** With a namespace, in place of an earlier one of its type. */
    public OciConfig withNamespace(OciNamespace namespace) {
        return editLinux(builder -> builder.namespace(namespace));
    }

    /** Without a namespace: the container shares the runtime's. */
    public OciConfig withoutNamespace(Namespace type) {
        return editLinux(builder -> builder.withoutNamespace(type));
    }

    /** Collects what an {@link OciConfig} is made of; its setters have the names of the record's components. */
    public static final class Builder {
        private String ociVersion = "1.3.0";
        private OciRoot root = OciRoot.of("rootfs");
        private Optional<OciProcess> process = Optional.empty();
        private Optional<String> hostname = Optional.empty();
        private Optional<String> domainname = Optional.empty();
        private List<OciMount> mounts = List.of();
        private OciHooks hooks = OciHooks.NONE;
        private Map<String, String> annotations = Map.of();
        private OciLinux linux = OciLinux.NONE;
        private List<String> otherPlatforms = List.of();
        private OciSource source = OciSource.NONE;

        private Builder() {}

        /** Sets the version of the spec that it is written for. */
        public Builder ociVersion(String ociVersion) {
            this.ociVersion = ociVersion;
            return this;
        }

        /** Sets the root filesystem. */
        public Builder root(OciRoot root) {
            this.root = root;
            return this;
        }

        /** Sets the process. */
        public Builder process(OciProcess process) {
            this.process = Optional.of(process);
            return this;
        }

        /** Sets the hostname. */
        public Builder hostname(String hostname) {
            this.hostname = Optional.of(hostname);
            return this;
        }

        /** Sets the domainname. */
        public Builder domainname(String domainname) {
            this.domainname = Optional.of(domainname);
            return this;
        }

        /** Sets the mounts, in their order. */
        public Builder mounts(List<OciMount> mounts) {
            this.mounts = mounts;
            return this;
        }

        /** Sets the hooks. */
        public Builder hooks(OciHooks hooks) {
            this.hooks = hooks;
            return this;
        }

        /** Sets the annotations. */
        public Builder annotations(Map<String, String> annotations) {
            this.annotations = annotations;
            return this;
        }

        /** Sets the Linux section. */
        public Builder linux(OciLinux linux) {
            this.linux = linux;
            return this;
        }

        /** The record; {@link OciConfig#validated()} checks it. */
        public OciConfig build() {
            return new OciConfig(
                    ociVersion,
                    root,
                    process,
                    hostname,
                    domainname,
                    mounts,
                    hooks,
                    annotations,
                    linux,
                    otherPlatforms,
                    source);
        }
    }
}
