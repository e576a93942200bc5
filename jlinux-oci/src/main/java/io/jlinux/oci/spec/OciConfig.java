package io.jlinux.oci.spec;

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
 * @param otherPlatforms names of the sections for other platforms that are there ({@code windows}, {@code vm} …); their
 *     content is not kept
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
        List<String> otherPlatforms) {

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
     * What {@code runc spec --rootless} (1.1) writes: as {@link #template()}, in a user namespace with one id each, and in
     * the runtime's network.
     *
     * @param hostUid the user that is root inside: the effective uid of who runs it
     * @param hostGid the group that is root inside
     */
    public static OciConfig rootlessTemplate(long hostUid, long hostGid) {
        return ConfigTemplates.rootless(template(), hostUid, hostGid);
    }

    /**
     * This config, after every rule of the reader was checked: a no-op for a config that was just read.
     *
     * @throws OciConfigException the first rule that is broken
     */
    public OciConfig validated() {
        return ConfigReader.check(this);
    }

    /** The namespace of a type that is made or joined; empty when the container shares the runtime's. */
    public Optional<OciNamespace> namespace(NamespaceType type) {
        return linux.namespaces().stream()
                .filter(namespace -> namespace.type() == type)
                .findFirst();
    }

    // ---- changed copies

    /** With another root path, absolute or relative to the bundle. */
    public OciConfig withRootPath(String path) {
        return withRoot(new OciRoot(path, root.readonly()));
    }

    /** With another root. */
    public OciConfig withRoot(OciRoot changed) {
        return new OciConfig(
                ociVersion, changed, process, hostname, domainname, mounts, hooks, annotations, linux, otherPlatforms);
    }

    /** With another process. */
    public OciConfig withProcess(OciProcess changed) {
        return new OciConfig(
                ociVersion,
                root,
                Optional.of(changed),
                hostname,
                domainname,
                mounts,
                hooks,
                annotations,
                linux,
                otherPlatforms);
    }

    /** With the process changed: {@code editProcess(p -> p.cwd("/tmp").noNewPrivileges(false))}. */
    public OciConfig editProcess(UnaryOperator<OciProcess.Builder> edit) {
        OciProcess.Builder builder = process.map(OciProcess::toBuilder).orElseGet(OciProcess::builder);
        return withProcess(edit.apply(builder).build());
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
        return withNames(Optional.of(name), domainname);
    }

    /** Without a hostname, and without a domainname. */
    public OciConfig withoutHostname() {
        return withNames(Optional.empty(), Optional.empty());
    }

    /** With a domainname. */
    public OciConfig withDomainname(String name) {
        return withNames(hostname, Optional.of(name));
    }

    private OciConfig withNames(Optional<String> host, Optional<String> domain) {
        return new OciConfig(
                ociVersion, root, process, host, domain, mounts, hooks, annotations, linux, otherPlatforms);
    }

    /** With other mounts. */
    public OciConfig withMounts(List<OciMount> changed) {
        return new OciConfig(
                ociVersion, root, process, hostname, domainname, changed, hooks, annotations, linux, otherPlatforms);
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

    /** With other hooks. */
    public OciConfig withHooks(OciHooks changed) {
        return new OciConfig(
                ociVersion, root, process, hostname, domainname, mounts, changed, annotations, linux, otherPlatforms);
    }

    /** With one more annotation, in place of an earlier one of this key. */
    public OciConfig withAnnotation(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(annotations);
        changed.put(key, value);
        return new OciConfig(
                ociVersion, root, process, hostname, domainname, mounts, hooks, changed, linux, otherPlatforms);
    }

    /** With another Linux section. */
    public OciConfig withLinux(OciLinux changed) {
        return new OciConfig(
                ociVersion, root, process, hostname, domainname, mounts, hooks, annotations, changed, otherPlatforms);
    }

    /** With the Linux section changed: {@code editLinux(l -> l.cgroupsPath("/jobs/42"))}. */
    public OciConfig editLinux(UnaryOperator<OciLinux.Builder> edit) {
        return withLinux(edit.apply(linux.toBuilder()).build());
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
    public OciConfig withoutNamespace(NamespaceType type) {
        return editLinux(builder -> builder.withoutNamespace(type));
    }
}
