package io.jlinux.testkit;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** Dependencies between the given layers (lists of packages, lowest first) point downward or stay inside. */
final class UseOnlyLowerLayers extends ArchCondition<JavaClass> {
    private final List<List<String>> layers;

    UseOnlyLowerLayers(List<List<String>> layers) {
        super("use only what is below them in " + layers);
        this.layers = layers;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        int own = layerOf(type);
        if (own < 0) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no layer: name its package"));
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            int target = layerOf(dependency.getTargetClass().getBaseComponentType());
            if (target > own) events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
        }
    }

    /** The layer of the longest listed package that the type is in, or -1. */
    private int layerOf(JavaClass type) {
        String inside = type.getPackageName() + ".";
        int found = -1;
        int longest = 0;
        for (int i = 0; i < layers.size(); i++) {
            for (String name : layers.get(i)) {
                if (name.length() <= longest || !inside.startsWith(name + ".")) continue;
                found = i;
                longest = name.length();
            }
        }
        return found;
    }
}
