package io.jlinux.oci.cni;

import io.jlinux.sys.DirectoryEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Reads network configurations. */
final class NetworkReader {
    private NetworkReader() {}

    static CniNetwork load(Path file) throws IOException {
        String source = file.toString();
        JsonNode tree = CniJson.parse(Files.readAllBytes(file), source);
        return read(tree, source, besides(file, CniValue.document(tree, source)));
    }

    /** The plugins in the directory that is called as the network, by the names of their files. */
    private static List<CniPluginConfig> besides(Path file, CniValue list) throws IOException {
        if (isSingle(list) || list.at("loadOnlyInlinedPlugins").bool(false)) return List.of();
        Path directory = file.resolveSibling(list.at("name").name(CniNames::network));
        if (!Files.isDirectory(directory)) return List.of();
        List<CniPluginConfig> plugins = new ArrayList<>();
        for (Path plugin : files(directory, List.of(".conf"))) {
            String source = plugin.toString();
            plugins.add(
                    CniPluginConfig.read(CniValue.document(CniJson.parse(Files.readAllBytes(plugin), source), source)));
        }
        return plugins;
    }

    /** The files with these endings, by name. */
    static List<Path> files(Path directory, List<String> endings) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path entry : DirectoryEntries.of(directory)) {
            boolean named = endings.stream().anyMatch(entry.toString()::endsWith);
            if (named && Files.isRegularFile(entry)) files.add(entry);
        }
        Collections.sort(files);
        return files;
    }

    static CniNetwork read(JsonNode tree, String source, List<CniPluginConfig> besides) {
        CniValue list = CniValue.document(tree, source);
        CniVersion version = version(list);
        String name = list.at("name").name(CniNames::network);
        if (isSingle(list)) return new CniNetwork(name, version, false, false, List.of(CniPluginConfig.read(list)));
        List<CniPluginConfig> plugins = new ArrayList<>(list.at("plugins").list(CniPluginConfig::read));
        plugins.addAll(besides);
        if (plugins.isEmpty()) throw list.at("plugins").must("have at least one plugin");
        return new CniNetwork(
                name,
                version,
                list.at("disableCheck").bool(false),
                list.at("disableGC").bool(false),
                plugins);
    }

    private static boolean isSingle(CniValue list) {
        return !list.at("plugins").present() && list.at("type").present();
    }

    /** The latest one that both sides speak: a list may offer several. */
    private static CniVersion version(CniValue list) {
        List<CniVersion> offered = new ArrayList<>(list.at("cniVersions").list(CniValue::version));
        CniValue one = list.at("cniVersion");
        if (one.present() || offered.isEmpty()) offered.add(one.version());
        return offered.stream()
                .filter(CniVersion.SUPPORTED::contains)
                .max(CniVersion::compareTo)
                .orElseThrow(() -> one.must("be one of "
                        + CniVersion.SUPPORTED.stream()
                                .map(CniVersion::toString)
                                .collect(Collectors.joining(", "))));
    }
}
