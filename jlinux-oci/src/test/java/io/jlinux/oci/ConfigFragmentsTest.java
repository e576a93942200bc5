package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciFeatures;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the fuzz of configs begins with has everything of which there is something to go wrong. */
class ConfigFragmentsTest {
    private static OciConfig read(ObjectNode config) {
        byte[] json = config.toString().getBytes(StandardCharsets.UTF_8);
        return ConfigReader.read(
                json, pointer -> assertThat(pointer).as("unknown").isEmpty());
    }

    private static ObjectNode with(String fragment) {
        ObjectNode template = ConfigMutations.tree(ConfigMutations.valid().get(0));
        return ConfigFragments.with(template, List.of(ConfigFragments.named(fragment)));
    }

    @Test
    void eachFragmentIsValidWithTheTemplateAndChangesIt() {
        OciConfig template = ConfigMutations.valid().get(0);
        for (String name : ConfigFragments.names())
            assertThat(read(with(name))).as(name).isNotEqualTo(template);
    }

    @Test
    void everyPropertyOccurs() throws Exception {
        Set<String> missing = new TreeSet<>();
        properties(OciConfig.class, new HashSet<>(), missing);
        assertThat(missing).hasSizeGreaterThan(150);
        for (OciConfig base : ConfigMutations.valid()) remove(base, missing);
        for (String name : ConfigFragments.names()) remove(read(with(name)), missing);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyOptionOfMountsOccurs() {
        Set<String> missing = new HashSet<>(OciFeatures.current().mountOptions());
        Arbitrary<List<ObjectNode>> some = ConfigFragments.some();
        Stream<String> options = some.sampleStream()
                .limit(20_000)
                .flatMap(List::stream)
                .flatMap(f -> f.at("/mounts").values().stream())
                .flatMap(m -> m.at("/options").values().stream())
                .map(o -> o.asString());
        options.forEach(missing::remove);
        assertThat(missing).isEmpty();
    }

    private static String name(RecordComponent component) {
        return component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    }

    /** All that the records below a type have. */
    private static void properties(Type type, Set<Type> seen, Set<String> names) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) properties(argument, seen, names);
        } else if (type instanceof Class<?> c && c.isRecord() && seen.add(type)) {
            for (RecordComponent component : c.getRecordComponents()) {
                names.add(name(component));
                properties(component.getGenericType(), seen, names);
            }
        }
    }

    /** Those that a value has. */
    private static void remove(Object value, Set<String> missing) throws ReflectiveOperationException {
        if (value instanceof Optional<?> o && o.isPresent()) remove(o.get(), missing);
        if (value instanceof Collection<?> all) for (Object each : all) remove(each, missing);
        if (value instanceof Map<?, ?> map) remove(map.values(), missing);
        if (!(value instanceof Record)) return;
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object held = component.getAccessor().invoke(value);
            if (occurs(held)) missing.remove(name(component));
            remove(held, missing);
        }
    }

    private static boolean occurs(Object value) {
        if (value instanceof Boolean b) return b;
        if (value instanceof Optional<?> o) return o.isPresent();
        if (value instanceof OptionalInt o) return o.isPresent();
        if (value instanceof OptionalLong o) return o.isPresent();
        if (value instanceof Collection<?> all) return !all.isEmpty();
        if (value instanceof Map<?, ?> map) return !map.isEmpty();
        return true;
    }
}
