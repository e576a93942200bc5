package io.jlinux.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules that every library module of JLinux keeps, as tests for a {@code @TestFactory}:
 *
 * <pre>{@code
 * return ArchitectureRules.ofModuleOf(Fd.class)
 *         .layers("io.jlinux.sys.raw", "io.jlinux.sys", "io.jlinux.mount io.jlinux.ns", "io.jlinux.spawn")
 *         .tests();
 * }</pre>
 */
public final class ArchitectureRules {
    private final JavaClasses classes;
    private final Map<String, ArchRule> rules = new LinkedHashMap<>();

    private ArchitectureRules(JavaClasses classes) {
        this.classes = classes;
        rules.put(
                "packages have no cycles",
                slices().matching("io.jlinux.(**)").should().beFreeOfCycles());
        rules.put("no public signature names a JNA type", classes().should(new JnaFreeSignatures()));
        rules.put(
                "offsets instead of Structure, which needs reflection into its callers",
                noClasses().should().beAssignableTo("com.sun.jna.Structure"));
        rules.put(
                "nothing is printed: that is the application's choice",
                GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
        rules.put(
                "no process but through Spawn: the JDK's inherits descriptors and shells out",
                noClasses()
                        .should()
                        .callMethodWhere(JavaCall.Predicates.target(name("exec"))
                                .and(JavaCall.Predicates.target(owner(assignableTo(Runtime.class)))))
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(ProcessBuilder.class));
        rules.put("no finalizers", noMethods().should().haveName("finalize"));
    }

    /** The rules for all classes that were compiled together with {@code anchor}: its module. */
    public static ArchitectureRules ofModuleOf(Class<?> anchor) {
        return new ArchitectureRules(new ClassFileImporter()
                .importUrl(anchor.getProtectionDomain().getCodeSource().getLocation()));
    }

    /**
     * Adds the layers, lowest first: a class may use its own layer and those below.
     *
     * @param layers the packages of one layer, spaces between; a package stands for its subpackages too unless they are
     *     named themselves
     */
    public ArchitectureRules layers(String... layers) {
        List<List<String>> parsed =
                Stream.of(layers).map(layer -> List.of(layer.split(" "))).toList();
        rules.put("layers use only what is below them", classes().should(new UseOnlyLowerLayers(parsed)));
        return this;
    }

    /** One test for each rule. */
    public Stream<DynamicTest> tests() {
        return rules.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> rule.getValue().allowEmptyShould(true).check(classes)));
    }
}
