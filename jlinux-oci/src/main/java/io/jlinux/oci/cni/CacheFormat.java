package io.jlinux.oci.cni;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The file of a cached attachment, {@code cniCacheV1} of libcni: the network's configuration is in it, in base64. */
final class CacheFormat {
    private static final String KIND = "cniCacheV1";

    private CacheFormat() {}

    static String write(CachedAttachment cached) {
        CniAttachment a = cached.attachment();
        ObjectNode out = CniJson.NODES.objectNode();
        out.put("kind", KIND);
        out.put("containerId", a.containerId());
        out.put(
                "config",
                Base64.getEncoder().encodeToString(cached.network().toJson().getBytes(StandardCharsets.UTF_8)));
        out.put("ifName", a.ifName());
        out.put("networkName", cached.network().name());
        a.netns().ifPresent(path -> out.put("netns", path.toString()));
        if (!a.args().isEmpty()) {
            ArrayNode args = out.putArray("cniArgs");
            a.args().forEach((key, value) -> args.addArray().add(key).add(value));
        }
        if (!a.capabilities().json().isEmpty()) {
            ObjectNode all = out.putObject("capabilityArgs");
            a.capabilities().json().forEach((name, json) -> all.set(name, CniJson.parse(json, name)));
        }
        cached.result().ifPresent(r -> out.set("result", CniJson.object(r.json())));
        return CniJson.write(out);
    }

    static CachedAttachment read(byte[] json, String source) {
        CniValue in = CniValue.document(CniJson.parse(json, source), source);
        if (!in.at("kind").text().equals(KIND)) throw in.at("kind").must("be " + KIND);
        CniAttachment attachment = new CniAttachment(
                in.at("containerId").name(CniNames::containerId),
                in.at("netns").optText().map(Path::of),
                in.at("ifName").name(CniNames::ifName),
                args(in.at("cniArgs")),
                new CniCapabilities(in.at("capabilityArgs").map(v -> CniJson.write(v.tree()))));
        return new CachedAttachment(
                network(in.at("config"), source),
                attachment,
                in.at("result").optional(r -> ResultReader.read(r.objectTree(), source + " result")));
    }

    private static CniNetwork network(CniValue config, String source) {
        byte[] list;
        try {
            list = Base64.getDecoder().decode(config.text());
        } catch (CniConfigException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw config.must("be base64");
        }
        return NetworkReader.read(CniJson.parse(list, source + " config"), source + " config", List.of());
    }

    private static Map<String, String> args(CniValue pairs) {
        Map<String, String> args = new LinkedHashMap<>();
        for (List<String> pair : pairs.list(CniValue::texts)) {
            if (pair.size() != 2) throw pairs.must("be pairs");
            args.put(pair.get(0), pair.get(1));
        }
        return args;
    }
}
