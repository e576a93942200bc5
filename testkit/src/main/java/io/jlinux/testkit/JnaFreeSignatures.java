package io.jlinux.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/** No public or protected member of a public class, and no supertype of one, is a JNA type. */
final class JnaFreeSignatures extends ArchCondition<JavaClass> {
    JnaFreeSignatures() {
        super("name no JNA type in a public signature");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!type.getModifiers().contains(JavaModifier.PUBLIC)) return;
        Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream())
                .filter(JnaFreeSignatures::isJna)
                .forEach(t -> report(type, type.getName(), t, events));
        for (JavaMember member : type.getMembers()) {
            Set<JavaModifier> m = member.getModifiers();
            if (!m.contains(JavaModifier.PUBLIC) && !m.contains(JavaModifier.PROTECTED)) continue;
            types(member).filter(JnaFreeSignatures::isJna).forEach(t -> report(type, member.getFullName(), t, events));
        }
    }

    private static Stream<JavaClass> types(JavaMember member) {
        if (member instanceof JavaField field) return field.getAllInvolvedRawTypes().stream();
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
    }

    private static boolean isJna(JavaClass type) {
        return type.getPackageName().startsWith("com.sun.jna");
    }

    private static void report(JavaClass type, String where, JavaClass jna, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(type, where + " names " + jna.getName()));
    }
}
