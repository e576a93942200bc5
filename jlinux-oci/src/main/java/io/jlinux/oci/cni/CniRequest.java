package io.jlinux.oci.cni;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a runtime asks of a plugin that is written in Java: the other side of the protocol.
 *
 * <pre>{@code
 * CniRequest request = CniRequest.read(System.getenv(), System.in);
 * switch (request.command()) {
 *     case ADD -> System.out.println(attach(request).json());
 *     …
 * }
 * }</pre>
 *
 * @param command what is to be done
 * @param containerId of the container; empty for VERSION, STATUS and GC
 * @param netns its network namespace as a file; may be empty for DEL
 * @param ifName the link that is wanted in it
 * @param args additional arguments
 * @param path in which the plugin finds others
 * @param version of the specification that the runtime speaks
 * @param network the name of the network
 * @param config the plugin's settings
 * @param previous what earlier plugins of the chain have made, or the ADD for CHECK and DEL
 * @param valid for GC, the attachments that are in use
 * @see <a href="https://www.cni.dev/docs/spec/#section-2-execution-protocol">the execution protocol</a>
 */
public record CniRequest(
        CniCommand command,
        String containerId,
        Optional<Path> netns,
        String ifName,
        Map<String, String> args,
        List<Path> path,
        CniVersion version,
        String network,
        CniPluginConfig config,
        Optional<CniResult> previous,
        Set<CniAttachment.Id> valid) {

    private static final int MAX = 4 << 20;

    public CniRequest {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
        path = List.copyOf(path);
        valid = Set.copyOf(valid);
    }

    /**
     * Reads and checks a request.
     *
     * @param environment the plugin's environment
     * @param stdin read to its end, or until 4 MiB
     * @throws CniException to be printed, by {@link CniException#toJson}
     */
    public static CniRequest read(Map<String, String> environment, InputStream stdin) throws IOException {
        CniCommand command = command(environment.getOrDefault("CNI_COMMAND", ""));
        byte[] json = stdin.readNBytes(MAX);
        try {
            return read(command, environment, json);
        } catch (CniConfigException e) {
            boolean syntax = e.pointer().isEmpty();
            throw CniException.of(
                    syntax ? CniErrorCode.DECODING_FAILURE : CniErrorCode.INVALID_NETWORK_CONFIG,
                    String.valueOf(e.getMessage()),
                    "");
        }
    }

    private static CniRequest read(CniCommand command, Map<String, String> environment, byte[] json)
            throws CniException {
        CniValue in = CniValue.document(CniJson.parse(json, "network configuration"), "network configuration");
        CniVersion version = in.at("cniVersion").version();
        boolean ofAttachment = switch (command) {
            case ADD, CHECK, DEL -> true;
            case GC, STATUS, VERSION -> false;
        };
        if (command == CniCommand.VERSION) {
            CniPluginConfig none = new CniPluginConfig("", Set.of(), "{}");
            return new CniRequest(
                    command,
                    "",
                    Optional.empty(),
                    "",
                    Map.of(),
                    List.of(),
                    version,
                    "",
                    none,
                    Optional.empty(),
                    Set.of());
        }
        if (!CniVersion.SUPPORTED.contains(version)) {
            throw CniException.of(
                    CniErrorCode.INCOMPATIBLE_VERSION,
                    "version " + version + " is none of " + CniVersion.SUPPORTED,
                    "");
        }
        Optional<Path> netns = Optional.of(environment.getOrDefault("CNI_NETNS", ""))
                .filter(n -> !n.isEmpty())
                .map(Path::of);
        if (ofAttachment && command != CniCommand.DEL && netns.isEmpty()) throw missing("CNI_NETNS");
        return new CniRequest(
                command,
                ofAttachment ? checked(environment, "CNI_CONTAINERID", CniNames::containerId) : "",
                netns,
                ofAttachment ? checked(environment, "CNI_IFNAME", CniNames::ifName) : "",
                args(environment.getOrDefault("CNI_ARGS", "")),
                path(environment.getOrDefault("CNI_PATH", "")),
                version,
                in.at("name").name(CniNames::network),
                CniPluginConfig.read(in),
                in.at("prevResult").optional(r -> ResultReader.read(r.objectTree(), "prevResult")),
                Set.copyOf(in.at("cni.dev/valid-attachments").list(CniRequest::valid)));
    }

    private static CniAttachment.Id valid(CniValue id) {
        return new CniAttachment.Id(
                id.at("containerID").name(CniNames::containerId),
                id.at("ifname").name(CniNames::ifName));
    }

    private static CniCommand command(String name) throws CniException {
        for (CniCommand command : CniCommand.values()) {
            if (command.name().equals(name)) return command;
        }
        throw CniException.of(CniErrorCode.INVALID_ENVIRONMENT, "CNI_COMMAND is '" + name + "'", "");
    }

    private static String checked(Map<String, String> environment, String name, UnaryOperator<String> check)
            throws CniException {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) throw missing(name);
        try {
            return check.apply(value);
        } catch (IllegalArgumentException e) {
            throw CniException.of(CniErrorCode.INVALID_ENVIRONMENT, name + ": " + String.valueOf(e.getMessage()), "");
        }
    }

    private static CniException missing(String name) {
        return CniException.of(CniErrorCode.INVALID_ENVIRONMENT, name + " is not set", "");
    }

    private static Map<String, String> args(String text) throws CniException {
        Map<String, String> args = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) throw CniException.of(CniErrorCode.INVALID_ENVIRONMENT, "CNI_ARGS: '" + pair + "'", "");
            args.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return args;
    }

    private static List<Path> path(String text) {
        return List.of(text.split(":")).stream()
                .filter(p -> !p.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** The answer to VERSION: all versions that this package reads and writes. */
    public String versions() {
        var answer = CniJson.NODES.objectNode();
        answer.put("cniVersion", version.toString());
        var all = answer.putArray("supportedVersions");
        CniVersion.SUPPORTED.forEach(v -> all.add(v.toString()));
        return CniJson.write(answer);
    }
}
